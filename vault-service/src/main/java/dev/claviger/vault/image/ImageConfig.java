package dev.claviger.vault.image;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How much of what is stored is remembered, as ciphertext. */
@ConfigMapping(prefix = "claviger.images")
public interface ImageConfig {

    /** About how many bytes of memory the remembered folders may take, and an eighth more for lists of folders. Less means more queries for projects that do not change. */
    @WithDefault("134217728")
    long cacheBytes();

    /** How long a folder that nobody reads is remembered. */
    @WithDefault("PT10M")
    Duration idle();
}
