package dev.claviger.vault.shred;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long the keys of a deleted project may stay in memory. */
@ConfigMapping(prefix = "claviger.shred")
public interface ShredConfig {

    /** How often a replica asks which of the projects that it remembers are still there. */
    @WithDefault("PT10S")
    Duration interval();
}
