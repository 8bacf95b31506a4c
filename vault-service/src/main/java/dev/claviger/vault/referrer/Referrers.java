package dev.claviger.vault.referrer;

import dev.claviger.vault.reference.Place;
import java.util.List;
import java.util.UUID;

/**
 * Who depends on a secret or a folder, as far as the caller may know.
 *
 * @param references the secrets whose values refer to it directly, by environment, path and key
 * @param importedBy the folders that import it directly, by environment and path
 */
record Referrers(List<Referring> references, List<Importing> importedBy) {

    /** A secret that refers to it. */
    record Referring(UUID secretId, String secretKey, String environment, String secretPath) {}

    /** A folder that imports it. */
    record Importing(UUID folderId, String environment, String secretPath) {
        static Importing of(UUID folderId, Place place) {
            return new Importing(folderId, place.environment(), place.path());
        }
    }
}
