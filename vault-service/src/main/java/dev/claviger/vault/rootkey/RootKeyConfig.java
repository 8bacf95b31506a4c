package dev.claviger.vault.rootkey;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What is done about root keys without being asked. */
@ConfigMapping(prefix = "claviger.root-keys")
public interface RootKeyConfig {

    /** Whether each start wraps all keysets of all organisations anew that another root key than the first one wraps. */
    @WithDefault("false")
    boolean rewrapAtStart();
}
