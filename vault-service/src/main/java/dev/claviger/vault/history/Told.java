package dev.claviger.vault.history;

import dev.claviger.kernel.event.SecretRef;
import dev.claviger.vault.secret.SecretObject;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Differences as one caller may know them.
 *
 * @param read the versions whose values are in it
 */
record Told(List<Folder> folders, List<SecretRef> read) {

    /** What the caller may know of one folder. */
    record Folder(
            FolderDifference difference,
            List<Secret> secrets,
            List<Difference.OfFolder> folders,
            List<Difference.OfImport> imports) {
        int size() {
            return secrets.size() + imports.size() + folders.size();
        }
    }

    /**
     * What became of one secret.
     *
     * @param oldVersionId null when it was not there before, or when nothing of that version is kept
     * @param versionId null when it is not there afterwards, or when nothing of that version is kept
     * @param versions those of the two that are kept, the earlier one first
     */
    record Secret(
            Difference.OfSecret difference,
            @Nullable UUID oldVersionId,
            @Nullable UUID versionId,
            List<SecretObject> versions) {}

    int size() {
        return folders.stream().mapToInt(Folder::size).sum();
    }
}
