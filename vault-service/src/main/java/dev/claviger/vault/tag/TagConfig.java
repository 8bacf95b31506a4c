package dev.claviger.vault.tag;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How many tags there may be. */
@ConfigMapping(prefix = "claviger.tags")
public interface TagConfig {

    /** How many tags one project may have; one more is refused with 400. */
    @WithDefault("1000")
    int maxPerProject();
}
