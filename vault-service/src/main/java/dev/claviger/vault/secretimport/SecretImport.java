package dev.claviger.vault.secretimport;

import dev.claviger.vault.environment.EnvironmentSlug;
import dev.claviger.vault.folder.SecretPath;
import java.time.Instant;
import java.util.UUID;

/** An import as it is stored: the folder it stands in and the folder it shows. */
record SecretImport(
        UUID id, UUID folderId, Source source, int position, int version, Instant createdAt, Instant updatedAt) {

    /** The folder that is shown. */
    record Source(UUID envId, String envName, EnvironmentSlug envSlug, SecretPath path) {
        boolean isSameFolderAs(Source other) {
            return envId.equals(other.envId) && path.equals(other.path);
        }
    }

    SecretImport at(int place) {
        return new SecretImport(id, folderId, source, place, version, createdAt, updatedAt);
    }
}
