package dev.claviger.kernel.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.kernel.Secret;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TracingConfigTest {

    @Test
    void defaults_traceNothing() {
        TracingConfig config = read(Map.of());

        assertThat(config.endpoint()).isEmpty();
        assertThat(config.ratio()).isEqualTo(0.05);
        assertThat(config.followCallers()).isFalse();
        assertThat(config.authorization()).isEmpty();
        assertThat(config.trustFile()).isEmpty();
        assertThat(config.interval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.maxWaiting()).isEqualTo(4096);
        assertThat(config.timeout()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void authorization_isASecret() {
        TracingConfig config = read(Map.of("claviger.tracing.authorization", "Bearer abc"));

        assertThat(config.authorization()).hasToString("Optional[" + Secret.of("x") + "]");
    }

    private static TracingConfig read(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .withMapping(TracingConfig.class)
                .withDefaultValues(values)
                .build()
                .getConfigMapping(TracingConfig.class);
    }
}
