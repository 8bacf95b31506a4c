package dev.claviger.vault.secretimport;

import dev.claviger.vault.environment.EnvironmentSlug;
import dev.claviger.vault.folder.SecretPath;
import java.time.Instant;
import java.util.UUID;

/**
 * An import as it is stored: the folder it stands in and the folder it shows.
 *
 * @param lendsReadAccess whether rights in the folder it stands in are enough to read what it shows
 */
record SecretImport(
        UUID id,
        UUID folderId,
        Source source,
        int position,
        boolean lendsReadAccess,
        int version,
        Instant createdAt,
        Instant updatedAt) {

    /** The folder that is shown. */
    record Source(UUID envId, String envName, EnvironmentSlug envSlug, SecretPath path) {
        boolean isSameFolderAs(Source other) {
            return envId.equals(other.envId) && path.equals(other.path);
        }
    }

    SecretImport at(int place) {
        return new SecretImport(id, folderId, source, place, lendsReadAccess, version, createdAt, updatedAt);
    }
}
