package dev.claviger.auth.project;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How this service hears of projects that are gone. */
@ConfigMapping(prefix = "claviger.changes")
public interface ChangesConfig {

    /** The topic of changes; the same as vault-service writes. */
    @WithDefault("claviger.secret-changes")
    String topic();

    /** The consumer group that shares the changes among the replicas. */
    @WithDefault("claviger-auth")
    String group();
}
