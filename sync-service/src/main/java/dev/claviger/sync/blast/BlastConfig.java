package dev.claviger.sync.blast;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Where emergencies learn what leaked. */
@ConfigMapping(prefix = "claviger.blast-radius")
public interface BlastConfig {

    /** Base URL of audit-service itself, not of the edge. Without it no emergency can be planned. */
    Optional<URI> auditUrl();

    /** How long audit-service may take to make a report. */
    @WithDefault("PT40S")
    Duration auditTimeout();
}
