package dev.claviger.vault.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.claviger.vault.history.Difference.Kind;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What differs in one folder, in an answer (http-api.md 5.7). */
record DifferenceObject(UUID folderId, String folderName, String folderPath, List<ChangeObject> changes) {

    static List<DifferenceObject> of(Told told, long number) {
        return told.folders().stream()
                .map(folder -> new DifferenceObject(
                        folder.difference().folderId(),
                        folder.difference().path().name(),
                        folder.difference().path().text(),
                        ChangeObject.of(folder, number).toList()))
                .toList();
    }

    /**
     * One change; what it is not about is absent.
     *
     * @param commitId the number of the commit that was compared with
     * @param fromVersion the version before
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ChangeObject(
            String type,
            UUID id,
            String changeType,
            boolean isUpdate,
            String commitId,
            @Nullable UUID versionId,
            @Nullable UUID oldVersionId,
            @Nullable Integer fromVersion,
            @Nullable UUID secretId,
            @Nullable String secretKey,
            @Nullable Integer secretVersion,
            @Nullable String folderName,
            @Nullable Integer folderVersion,
            @Nullable String importPath,
            List<?> versions) {

        static Stream<ChangeObject> of(Told.Folder folder, long number) {
            String commitId = String.valueOf(number);
            return Stream.of(
                            folder.secrets().stream().map(secret -> ofSecret(secret, commitId)),
                            folder.folders().stream().map(change -> ofFolder(change, commitId)),
                            folder.imports().stream().map(change -> ofImport(change, commitId)))
                    .flatMap(changes -> changes);
        }

        private static ChangeObject ofSecret(Told.Secret told, String commitId) {
            Difference.OfSecret change = told.difference();
            return new ChangeObject(
                    "secret",
                    change.latest().id(),
                    word(change.kind()),
                    change.kind() == Kind.UPDATED,
                    commitId,
                    told.versionId() == null ? told.oldVersionId() : told.versionId(),
                    told.oldVersionId(),
                    change.before() == null ? null : change.before().version(),
                    change.latest().id(),
                    change.latest().key(),
                    change.latest().version(),
                    null,
                    null,
                    null,
                    told.versions());
        }

        private static ChangeObject ofFolder(Difference.OfFolder change, String commitId) {
            return new ChangeObject(
                    "folder",
                    change.latest().id(),
                    word(change.kind()),
                    change.kind() == Kind.UPDATED,
                    commitId,
                    CommitObject.FolderVersionObject.id(change.latest()),
                    change.before() == null ? null : CommitObject.FolderVersionObject.id(change.before()),
                    change.before() == null ? null : change.before().version(),
                    null,
                    null,
                    null,
                    change.latest().name(),
                    change.latest().version(),
                    null,
                    CommitObject.FolderVersionObject.of(change));
        }

        private static ChangeObject ofImport(Difference.OfImport change, String commitId) {
            return new ChangeObject(
                    "import",
                    change.latest().id(),
                    word(change.kind()),
                    change.kind() == Kind.UPDATED,
                    commitId,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    change.latest().sourcePath(),
                    CommitObject.ImportVersionObject.of(change));
        }

        private static String word(Kind kind) {
            String word = kind.name().toLowerCase(Locale.ROOT);
            return word.substring(0, word.length() - 1); // create, update, delete
        }
    }
}
