package dev.claviger.audit.condition;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When something about the log itself is wrong enough for an alert. */
@ConfigMapping(prefix = "claviger.audit.conditions")
public interface ConditionConfig {

    /** How often that is looked for. */
    @WithDefault("PT15S")
    Duration interval();

    /** How long after the last record that went into quarantine its alert is resolved. */
    @WithDefault("PT1H")
    Duration quarantineQuiet();

    /** How long no canary may arrive in the log; several times the interval of canaries. */
    @WithDefault("PT5M")
    Duration canaryMissing();

    /** How long a producer that lives may send no heartbeat; several times {@code claviger.outbox.report-interval}. */
    @WithDefault("PT1M")
    Duration producerSilent();

    /** How long entries of a log may wait for a signed checkpoint. */
    @WithDefault("PT5M")
    Duration checkpointAge();

    /** How long the newest checkpoint of a log may wait for the cosignature of a configured witness. */
    @WithDefault("PT15M")
    Duration unwitnessed();

    /** How long a stream may fail, or be paused with entries to deliver. */
    @WithDefault("PT15M")
    Duration streamStopped();
}
