package dev.claviger.sync.secretsync;

import dev.claviger.sync.job.JobStates;
import dev.claviger.sync.vault.Source;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A sync as it is stored, with its connection's name and how it stands with its runs. */
public record SyncDefinition(
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
        Instant updatedAt,
        JobStates jobs) {

    /** One spelling of the project or group that it writes to. */
    String place() {
        String scope = " " + target.targetEnvironment();
        return destinationKey.substring(0, destinationKey.length() - scope.length());
    }

    public UUID projectId() {
        return source.projectId();
    }
}
