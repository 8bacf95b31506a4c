package dev.claviger.audit.retention;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Removing what its class no longer keeps. */
@ConfigMapping(prefix = "claviger.audit.purge")
public interface PurgeConfig {

    /** How often months are looked for whose time has passed. */
    @WithDefault("PT1H")
    Duration interval();
}
