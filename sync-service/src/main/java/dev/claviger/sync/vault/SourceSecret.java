package dev.claviger.sync.vault;

import dev.claviger.kernel.Secret;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A secret as it counts in a folder: references are filled in.
 *
 * @param rotationId the rotation that writes it; null for others
 */
public record SourceSecret(
        String key, Secret value, @Nullable UUID rotationId) {}
