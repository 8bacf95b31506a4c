package dev.claviger.vault.referrer;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.claviger.vault.project.Project;
import dev.claviger.vault.reference.Place;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who depends on a secret or a folder, as far as the caller may know.
 *
 * @param references the secrets whose values refer to it directly, by environment, path and key; those of other projects come last
 * @param importedBy the folders that import it directly, by environment and path
 */
record Referrers(List<Referring> references, List<Importing> importedBy) {

    /**
     * A secret that refers to it.
     *
     * @param projectId only where it stands in another project, as the slug
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Referring(
            UUID secretId,
            String secretKey,
            String environment,
            String secretPath,
            @Nullable UUID projectId,
            @Nullable String projectSlug) {
        static Referring of(UUID secretId, String secretKey, Place place) {
            return new Referring(secretId, secretKey, place.environment(), place.path(), null, null);
        }

        Referring in(Project project) {
            return new Referring(secretId, secretKey, environment, secretPath, project.id(), project.slug());
        }
    }

    /** With more secrets that refer to it. */
    Referrers and(List<Referring> more) {
        return new Referrers(Stream.concat(references.stream(), more.stream()).toList(), importedBy);
    }

    /** A folder that imports it. */
    record Importing(UUID folderId, String environment, String secretPath) {
        static Importing of(UUID folderId, Place place) {
            return new Importing(folderId, place.environment(), place.path());
        }
    }
}
