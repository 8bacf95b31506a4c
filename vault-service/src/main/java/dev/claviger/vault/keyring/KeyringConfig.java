package dev.claviger.vault.keyring;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long opened project keys stay in memory. */
@ConfigMapping(prefix = "claviger.keyring")
public interface KeyringConfig {

    /** How long an opened keyset is kept. Longer is faster; a stolen heap shows the keys of more projects. */
    @WithDefault("PT5M")
    Duration cacheTtl();

    /** How many opened keysets are kept at most. */
    @WithDefault("10000")
    long cacheProjects();
}
