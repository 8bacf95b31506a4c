package dev.claviger.vault.sharing;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How much a project may share. */
@ConfigMapping(prefix = "claviger.sharing")
public interface SharingConfig {

    /** How many grants one project may give; one more is refused with 400. */
    @WithDefault("1000")
    int maxGrantsPerProject();
}
