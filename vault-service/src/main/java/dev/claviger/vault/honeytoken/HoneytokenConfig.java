package dev.claviger.vault.honeytoken;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How decoys are remembered. */
@ConfigMapping(prefix = "claviger.honeytokens")
public interface HoneytokenConfig {

    /** How long it takes at most until all replicas know of a new decoy. */
    @WithDefault("PT5S")
    Duration reloadInterval();
}
