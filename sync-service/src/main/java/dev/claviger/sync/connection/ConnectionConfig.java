package dev.claviger.sync.connection;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Connections to outside systems. */
@ConfigMapping(prefix = "claviger.connections")
public interface ConnectionConfig {

    /** How often connections that are to be checked are looked for. */
    @WithDefault("PT1M")
    Duration checkInterval();

    /** How long after one check the other side is asked again whether it still takes the credentials. */
    @WithDefault("PT12H")
    Duration checkAfter();

    /** How long a database may take to let us in. */
    @WithDefault("PT10S")
    Duration databaseTimeout();
}
