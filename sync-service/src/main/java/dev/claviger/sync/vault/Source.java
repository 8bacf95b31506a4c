package dev.claviger.sync.vault;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A folder in vault-service, found there by the names that a request gave.
 *
 * @param folderId null for the uppermost folder, which vault-service does not list
 */
public record Source(
        UUID projectId,
        UUID environmentId,
        String environmentName,
        String environmentSlug,
        @Nullable UUID folderId,
        String path) {}
