package dev.claviger.sync.secretsync;

import dev.claviger.sync.vault.Source;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A sync as it is stored, with its connection's name. */
record SyncDefinition(
        UUID id,
        UUID orgId,
        String name,
        @Nullable String description,
        UUID connectionId,
        String connectionName,
        String destinationKey,
        GitLabTarget target,
        SyncOptions options,
        boolean isAutoSyncEnabled,
        Source source,
        int version,
        Instant createdAt,
        Instant updatedAt) {

    UUID projectId() {
        return source.projectId();
    }
}
