package dev.claviger.vault.history;

import dev.claviger.vault.environment.Environment;
import dev.claviger.vault.secret.Metadatum;
import dev.claviger.vault.secret.SecretObject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a folder held right after a commit, in the form of the older routes (http-api.md 5.7).
 *
 * @param id that of the commit
 */
record SnapshotObject(
        UUID id,
        UUID projectId,
        UUID folderId,
        Home environment,
        List<VersionObject> secretVersions,
        List<FolderVersion> folderVersion,
        Instant createdAt,
        Instant updatedAt) {

    /** The environment of the folder, as it is called today. */
    record Home(UUID id, String slug, String name) {}

    /** A subfolder. */
    record FolderVersion(UUID id, String name) {}

    /**
     * A secret as it was.
     *
     * @param id that of the version
     */
    record VersionObject(
            UUID id,
            UUID secretId,
            int version,
            String secretKey,
            String secretValue,
            boolean secretValueHidden,
            String secretComment,
            boolean skipMultilineEncoding,
            @Nullable String secretReminderNote,
            @Nullable Integer secretReminderRepeatDays,
            List<Metadatum> secretMetadata,
            List<SecretObject.TagObject> tags,
            @Nullable String metadata,
            boolean isRotatedSecret,
            SecretObject.@Nullable ActorObject actor,
            @Nullable Instant createdAt,
            @Nullable Instant updatedAt) {

        private static Stream<VersionObject> of(Told.Secret told) {
            @Nullable UUID versionId = told.versionId();
            return versionId == null
                    ? Stream.empty()
                    : Stream.of(of(versionId, told.versions().getLast()));
        }

        private static VersionObject of(UUID versionId, SecretObject secret) {
            return new VersionObject(
                    versionId,
                    secret.id(),
                    secret.version(),
                    secret.secretKey(),
                    secret.secretValue(),
                    secret.secretValueHidden(),
                    secret.secretComment(),
                    secret.skipMultilineEncoding(),
                    secret.secretReminderNote(),
                    secret.secretReminderRepeatDays(),
                    secret.secretMetadata(),
                    secret.tags(),
                    secret.metadata(),
                    secret.isRotatedSecret(),
                    secret.actor(),
                    secret.createdAt(),
                    secret.updatedAt());
        }
    }

    /** Versions that are no longer kept are left out. */
    static SnapshotObject of(UUID projectId, FolderCommit commit, Environment environment, Told told) {
        return new SnapshotObject(
                commit.id(),
                projectId,
                commit.folderId(),
                new Home(environment.id(), environment.slug().text(), environment.name()),
                told.folders().stream()
                        .flatMap(folder -> folder.secrets().stream())
                        .flatMap(VersionObject::of)
                        .toList(),
                told.folders().stream()
                        .flatMap(folder -> folder.difference().folders().stream())
                        .map(Difference.OfFolder::latest)
                        .map(folder -> new FolderVersion(CommitObject.FolderVersionObject.id(folder), folder.name()))
                        .toList(),
                commit.createdAt(),
                commit.createdAt());
    }
}
