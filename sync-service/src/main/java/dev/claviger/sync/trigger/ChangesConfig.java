package dev.claviger.sync.trigger;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How this service hears of changes. */
@ConfigMapping(prefix = "claviger.changes")
public interface ChangesConfig {

    /** The topic of changes; the same as vault-service writes. */
    @WithDefault("claviger.secret-changes")
    String topic();
}
