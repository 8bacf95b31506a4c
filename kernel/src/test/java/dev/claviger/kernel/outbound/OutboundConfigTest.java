package dev.claviger.kernel.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutboundConfigTest {

    @Test
    void defaults_reachNothingPrivate() {
        var config = read(Map.of());

        assertThat(config.allow()).isEmpty();
        assertThat(config.connectTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.totalTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.maxBytes()).isEqualTo(1024 * 1024);
    }

    @Test
    void allow_isACommaListOfNetworks() {
        var config = read(Map.of("claviger.outbound.allow", "10.1.0.0/16,fd00:1::/64,192.168.0.7"));

        assertThat(config.allow())
                .contains(List.of(Cidr.of("10.1.0.0/16"), Cidr.of("fd00:1::/64"), Cidr.of("192.168.0.7/32")));
    }

    @Test
    void allow_stopsTheStart_whenItIsMalformed() {
        assertThatThrownBy(() -> read(Map.of("claviger.outbound.allow", "10.1.0.0/99")))
                .hasStackTraceContaining("10.1.0.0/99");
    }

    private static OutboundConfig read(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .withMapping(OutboundConfig.class)
                .withDefaultValues(values)
                .build()
                .getConfigMapping(OutboundConfig.class);
    }
}
