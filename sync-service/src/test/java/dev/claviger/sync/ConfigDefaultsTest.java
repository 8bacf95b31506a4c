package dev.claviger.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.sync.blast.BlastConfig;
import dev.claviger.sync.connection.ConnectionConfig;
import dev.claviger.sync.dynamicsecret.DynamicSecretConfig;
import dev.claviger.sync.emergency.EmergencyConfig;
import dev.claviger.sync.job.RunConfig;
import dev.claviger.sync.rotating.RotationConfig;
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
                .withMapping(RunConfig.class)
                .withMapping(RotationConfig.class)
                .withMapping(DynamicSecretConfig.class)
                .withMapping(BlastConfig.class)
                .withMapping(EmergencyConfig.class)
                .withSources(new PropertiesConfigSource(
                        Map.of("claviger.sync.vault.url", "http://vault.example.com"), "test", 500))
                .build();

        assertThat(all.getConfigMapping(SyncConfig.class).vault().timeout()).isEqualTo(Duration.ofSeconds(5));
        ConnectionConfig connections = all.getConfigMapping(ConnectionConfig.class);
        assertThat(connections.checkInterval()).isEqualTo(Duration.ofMinutes(1));
        assertThat(connections.checkAfter()).isEqualTo(Duration.ofHours(12));
        assertThat(connections.databaseTimeout()).isEqualTo(Duration.ofSeconds(10));
        RunConfig runs = all.getConfigMapping(RunConfig.class);
        assertThat(runs.pollInterval()).isEqualTo(Duration.ofMillis(500));
        assertThat(runs.runsAtOnce()).isEqualTo(4);
        assertThat(runs.callsAtOnce()).isEqualTo(4);
        assertThat(runs.lease()).isEqualTo(Duration.ofSeconds(30));
        assertThat(runs.placeBusy()).isEqualTo(Duration.ofSeconds(2));
        assertThat(runs.afterChange()).isEqualTo(Duration.ofSeconds(1));
        assertThat(runs.afterChangeElsewhere()).isEqualTo(Duration.ofSeconds(30));
        assertThat(runs.checkEvery()).isEqualTo(Duration.ofHours(1));
        assertThat(runs.compareEvery()).isEqualTo(Duration.ofHours(6));
        assertThat(runs.retryAfter()).isEqualTo(Duration.ofSeconds(30));
        assertThat(runs.mostRetries()).isEqualTo(6);
        assertThat(runs.deleteUnlessTold()).isFalse();
        assertThat(runs.mostDeletes()).isEqualTo(50);
        assertThat(runs.mostDeletePercent()).isEqualTo(100);
        assertThat(runs.undoKept()).isEqualTo(Duration.ofDays(7));
        assertThat(runs.group()).isEqualTo("claviger-syncs");
        RotationConfig rotations = all.getConfigMapping(RotationConfig.class);
        assertThat(rotations.pollInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(rotations.runsAtOnce()).isEqualTo(4);
        assertThat(rotations.lease()).isEqualTo(Duration.ofMinutes(1));
        assertThat(rotations.timeLimit()).isEqualTo(Duration.ofMinutes(1));
        assertThat(rotations.retryAfter()).isEqualTo(Duration.ofSeconds(30));
        assertThat(rotations.longestRetry()).isEqualTo(Duration.ofHours(1));
        assertThat(rotations.verifyFor()).isEqualTo(Duration.ofMinutes(5));
        assertThat(rotations.verifyEvery()).isEqualTo(Duration.ofSeconds(10));
        BlastConfig blasts = all.getConfigMapping(BlastConfig.class);
        assertThat(blasts.auditUrl()).isEmpty();
        assertThat(blasts.auditTimeout()).isEqualTo(Duration.ofSeconds(40));
        EmergencyConfig emergencies = all.getConfigMapping(EmergencyConfig.class);
        assertThat(emergencies.pollInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(emergencies.atOnce()).isEqualTo(8);
        assertThat(emergencies.lease()).isEqualTo(Duration.ofMinutes(2));
        assertThat(emergencies.lookAgain()).isEqualTo(Duration.ofSeconds(1));
        assertThat(emergencies.retryAfter()).isEqualTo(Duration.ofSeconds(5));
        assertThat(emergencies.longestRetry()).isEqualTo(Duration.ofMinutes(5));
        assertThat(emergencies.grace()).isEqualTo(Duration.ofMinutes(2));
        assertThat(emergencies.patience()).isEqualTo(Duration.ofMinutes(5));
        assertThat(emergencies.live().interval()).isEqualTo(Duration.ofMillis(500));
        assertThat(emergencies.live().ping()).isEqualTo(Duration.ofSeconds(15));
        assertThat(emergencies.live().tokenCheck()).isEqualTo(Duration.ofMillis(500));
        assertThat(emergencies.live().rightsCheck()).isEqualTo(Duration.ofMinutes(1));
        assertThat(emergencies.live().maxAge()).isEqualTo(Duration.ofHours(1));
        assertThat(emergencies.live().maxPerCaller()).isEqualTo(5);
        assertThat(emergencies.live().maxOpen()).isEqualTo(500);
        DynamicSecretConfig dynamic = all.getConfigMapping(DynamicSecretConfig.class);
        assertThat(dynamic.serverTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(dynamic.mostLeases()).isZero();
        assertThat(dynamic.pollInterval()).isEqualTo(Duration.ofMillis(500));
        assertThat(dynamic.endsAtOnce()).isEqualTo(8);
        assertThat(dynamic.retryAfter()).isEqualTo(Duration.ofSeconds(5));
        assertThat(dynamic.retryAtMost()).isEqualTo(Duration.ofMinutes(10));
        assertThat(dynamic.lookForFolders()).isEqualTo(Duration.ofHours(1));
    }
}
