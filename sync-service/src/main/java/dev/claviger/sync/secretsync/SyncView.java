package dev.claviger.sync.secretsync;

import dev.claviger.sync.job.JobState;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A sync as it is answered (http-api.md 7.2). Nothing is imported from GitLab, so those fields stay null. */
public record SyncView(
        UUID id,
        String name,
        @Nullable String description,
        boolean isAutoSyncEnabled,
        int version,
        UUID projectId,
        @Nullable UUID folderId,
        UUID connectionId,
        String destination,
        GitLabTarget destinationConfig,
        SyncOptions syncOptions,
        Through connection,
        Environment environment,
        Folder folder,
        @Nullable String syncStatus,
        @Nullable UUID lastSyncJobId,
        @Nullable String lastSyncMessage,
        @Nullable Instant lastSyncedAt,
        @Nullable String importStatus,
        @Nullable UUID lastImportJobId,
        @Nullable String lastImportMessage,
        @Nullable Instant lastImportedAt,
        @Nullable String removeStatus,
        @Nullable UUID lastRemoveJobId,
        @Nullable String lastRemoveMessage,
        @Nullable Instant lastRemovedAt,
        Instant createdAt,
        Instant updatedAt) {

    /** The connection it uses. */
    public record Through(String app, String name, UUID id) {}

    /** Where the secrets are. */
    public record Environment(UUID id, String name, String slug) {}

    /** Where in it; the uppermost folder has no id. */
    public record Folder(@Nullable UUID id, String path) {}

    /** One sync, as clients expect it. */
    public record One(SyncView secretSync) {}

    /** Several. */
    public record All(List<SyncView> secretSyncs) {
        public All {
            secretSyncs = List.copyOf(secretSyncs);
        }
    }

    /** What can be synced to. */
    public record Options(List<Option> secretSyncOptions) {
        public Options {
            secretSyncOptions = List.copyOf(secretSyncOptions);
        }
    }

    /** One of them. */
    public record Option(
            String name,
            String destination,
            String connection,
            boolean canImportSecrets,
            boolean canRemoveSecretsOnDeletion) {}

    /** Whether another sync writes to the same place. */
    public record Duplicate(boolean hasDuplicate, @Nullable UUID duplicateProjectId) {}

    public static One one(SyncDefinition sync) {
        return new One(of(sync));
    }

    static SyncView of(SyncDefinition sync) {
        @Nullable JobState run = sync.jobs().sync();
        @Nullable JobState removal = sync.jobs().remove();
        return new SyncView(
                sync.id(),
                sync.name(),
                sync.description(),
                sync.isAutoSyncEnabled(),
                sync.version(),
                sync.projectId(),
                sync.source().folderId(),
                sync.connectionId(),
                SyncDoor.GITLAB,
                sync.target(),
                sync.options(),
                new Through(SyncDoor.GITLAB, sync.connectionName(), sync.connectionId()),
                new Environment(
                        sync.source().environmentId(),
                        sync.source().environmentName(),
                        sync.source().environmentSlug()),
                new Folder(sync.source().folderId(), sync.source().path()),
                run == null ? null : run.status(),
                run == null ? null : run.jobId(),
                run == null ? null : run.message(),
                run == null ? null : run.succeededAt(),
                null,
                null,
                null,
                null,
                removal == null ? null : removal.status(),
                removal == null ? null : removal.jobId(),
                removal == null ? null : removal.message(),
                removal == null ? null : removal.succeededAt(),
                sync.createdAt(),
                sync.updatedAt());
    }
}
