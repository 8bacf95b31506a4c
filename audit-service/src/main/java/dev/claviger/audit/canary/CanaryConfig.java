package dev.claviger.audit.canary;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The canary in the log. */
@ConfigMapping(prefix = "claviger.audit.canary")
public interface CanaryConfig {

    /** How often each replica sends one. */
    @WithDefault("PT1M")
    Duration interval();

    /** How long it may take from the outbox to a proof up to a signed checkpoint. */
    @WithDefault("PT1M")
    Duration limit();
}
