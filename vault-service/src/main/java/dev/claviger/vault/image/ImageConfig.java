package dev.claviger.vault.image;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** How much of what is stored is remembered, as ciphertext. */
@ConfigMapping(prefix = "claviger.images")
public interface ImageConfig {

    /**
     * About how many bytes of memory what is remembered may take; a quarter of the heap where it is not given. More than the heap can
     * hold beside everything else makes the service collect garbage instead of answering. Less means more queries for projects that do
     * not change.
     */
    Optional<Long> cacheBytes();

    /** How long a folder that nobody reads is remembered. */
    @WithDefault("PT10M")
    Duration idle();
}
