package dev.claviger.vault.folder;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A folder of an environment.
 *
 * @param parentId null for the root folder, which no list shows
 */
public record Folder(
        UUID id,
        UUID projectId,
        UUID envId,
        @Nullable UUID parentId,
        SecretPath path,
        @Nullable String description,
        int version,
        Instant createdAt,
        Instant updatedAt) {

    /** Its own name, the last segment of the path. */
    public String name() {
        return path.name();
    }
}
