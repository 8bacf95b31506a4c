package dev.claviger.vault.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.claviger.vault.history.Difference.Kind;
import dev.claviger.vault.history.Level.FolderAt;
import dev.claviger.vault.history.Level.ImportAt;
import dev.claviger.vault.history.Level.SecretAt;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A commit in an answer (http-api.md 5.7).
 *
 * @param commitId its number, as text
 * @param provenance the job that made it
 * @param changes only where one commit was asked for
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record CommitObject(
        UUID id,
        UUID folderId,
        UUID envId,
        String commitId,
        String actorType,
        ActorObject actorMetadata,
        Map<String, String> provenance,
        String message,
        Instant createdAt,
        Instant updatedAt,
        @Nullable List<ChangeObject> changes) {

    /** Who made it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ActorObject(@Nullable UUID id, String name) {}

    static CommitObject of(FolderCommit commit) {
        return with(commit, null);
    }

    static CommitObject of(FolderCommit commit, Told told) {
        return with(
                commit,
                told.folders().stream()
                        .flatMap(folder -> ChangeObject.of(commit, folder))
                        .toList());
    }

    private static CommitObject with(FolderCommit commit, @Nullable List<ChangeObject> changes) {
        return new CommitObject(
                commit.id(),
                commit.folderId(),
                commit.envId(),
                String.valueOf(commit.number()),
                commit.author().type(),
                new ActorObject(commit.author().id(), commit.author().name()),
                commit.provenance(),
                commit.message(),
                commit.createdAt(),
                commit.createdAt(),
                changes);
    }

    /**
     * One change of a commit; what it is not about is absent.
     *
     * @param changeType {@code add} or {@code delete}; an update is an {@code add} with {@code isUpdate}
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ChangeObject(
            UUID id,
            UUID folderCommitId,
            UUID folderId,
            String resourceType,
            String changeType,
            boolean isUpdate,
            String actorType,
            ActorObject actorMetadata,
            String message,
            Instant createdAt,
            Instant updatedAt,
            @Nullable UUID secretId,
            @Nullable UUID secretVersionId,
            @Nullable String secretKey,
            @Nullable Integer secretVersion,
            @Nullable UUID folderChangeId,
            @Nullable UUID folderVersionId,
            @Nullable String folderName,
            @Nullable Integer folderVersion,
            @Nullable UUID importId,
            @Nullable String importPath,
            @Nullable Integer importPosition,
            List<?> versions) {

        static Stream<ChangeObject> of(FolderCommit commit, Told.Folder folder) {
            return Stream.of(
                            folder.secrets().stream().map(secret -> ofSecret(commit, secret)),
                            folder.folders().stream().map(change -> ofFolder(commit, change)),
                            folder.imports().stream().map(change -> ofImport(commit, change)))
                    .flatMap(changes -> changes);
        }

        private static ChangeObject ofSecret(FolderCommit commit, Told.Secret told) {
            SecretAt secret = told.difference().latest();
            @Nullable UUID versionId = told.versionId() == null ? told.oldVersionId() : told.versionId();
            return of(
                    commit,
                    "secret",
                    secret.id(),
                    told.difference().kind(),
                    secret.id(),
                    versionId,
                    secret.key(),
                    secret.version(),
                    null,
                    null,
                    told.versions());
        }

        private static ChangeObject ofFolder(FolderCommit commit, Difference.OfFolder change) {
            return of(
                    commit,
                    "folder",
                    change.latest().id(),
                    change.kind(),
                    null,
                    null,
                    null,
                    null,
                    change.latest(),
                    null,
                    FolderVersionObject.of(change));
        }

        private static ChangeObject ofImport(FolderCommit commit, Difference.OfImport change) {
            return of(
                    commit,
                    "import",
                    change.latest().id(),
                    change.kind(),
                    null,
                    null,
                    null,
                    null,
                    null,
                    change.latest(),
                    ImportVersionObject.of(change));
        }

        private static ChangeObject of(
                FolderCommit commit,
                String resource,
                UUID about,
                Kind kind,
                @Nullable UUID secretId,
                @Nullable UUID secretVersionId,
                @Nullable String secretKey,
                @Nullable Integer secretVersion,
                @Nullable FolderAt folder,
                @Nullable ImportAt imported,
                List<?> versions) {
            return new ChangeObject(
                    named(commit.id() + "/" + about),
                    commit.id(),
                    commit.folderId(),
                    resource,
                    kind == Kind.DELETED ? "delete" : "add",
                    kind == Kind.UPDATED,
                    commit.author().type(),
                    new ActorObject(commit.author().id(), commit.author().name()),
                    commit.message(),
                    commit.createdAt(),
                    commit.createdAt(),
                    secretId,
                    secretVersionId,
                    secretKey,
                    secretVersion,
                    folder == null ? null : folder.id(),
                    folder == null ? null : FolderVersionObject.id(folder),
                    folder == null ? null : folder.name(),
                    folder == null ? null : folder.version(),
                    imported == null ? null : imported.id(),
                    imported == null ? null : imported.sourcePath(),
                    imported == null ? null : imported.position(),
                    versions);
        }
    }

    /** A subfolder before or after. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record FolderVersionObject(
            String version, String name, @Nullable String description) {
        static List<FolderVersionObject> of(Difference.OfFolder change) {
            return Stream.of(change.before(), change.after())
                    .flatMap(Stream::ofNullable)
                    .map(folder -> new FolderVersionObject(
                            String.valueOf(folder.version()), folder.name(), folder.description()))
                    .toList();
        }

        /** Versions of folders have no id of their own; the same version always gets the same. */
        static UUID id(FolderAt folder) {
            return named(folder.id() + "/" + folder.version());
        }
    }

    /** An import before or after. */
    record ImportVersionObject(
            UUID importEnvId,
            String importPath,
            int position,
            @JsonProperty("isReplication") boolean isReplication) {
        static List<ImportVersionObject> of(Difference.OfImport change) {
            return Stream.of(change.before(), change.after())
                    .flatMap(Stream::ofNullable)
                    .map(imported -> new ImportVersionObject(
                            imported.sourceEnvId(),
                            imported.sourcePath(),
                            imported.position(),
                            imported.lendsReadAccess()))
                    .toList();
        }
    }

    private static UUID named(String text) {
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
