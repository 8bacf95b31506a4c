package dev.claviger.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.sync.connection.ConnectionConfig;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A changed default is a decision that shows here. */
class ConfigDefaultsTest {

    @Test
    void defaults_areThese() {
        SmallRyeConfig all = new SmallRyeConfigBuilder()
                .withMapping(SyncConfig.class)
                .withMapping(ConnectionConfig.class)
                .withSources(new PropertiesConfigSource(
                        Map.of("claviger.sync.vault.url", "http://vault.example.com"), "test", 500))
                .build();

        assertThat(all.getConfigMapping(SyncConfig.class).vault().timeout()).isEqualTo(Duration.ofSeconds(5));
        ConnectionConfig connections = all.getConfigMapping(ConnectionConfig.class);
        assertThat(connections.checkInterval()).isEqualTo(Duration.ofMinutes(1));
        assertThat(connections.checkAfter()).isEqualTo(Duration.ofHours(12));
        assertThat(connections.databaseTimeout()).isEqualTo(Duration.ofSeconds(10));
    }
}
