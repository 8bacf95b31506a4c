package dev.claviger.vault.secretimport;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.http.Validation;
import dev.claviger.vault.environment.EnvironmentSlug;
import dev.claviger.vault.folder.Place;
import dev.claviger.vault.folder.SecretPath;
import dev.claviger.vault.project.ProjectRef;
import org.jspecify.annotations.Nullable;

/** What requests about imports say (http-api.md 5.4). */
final class ImportRequests {
    private static final int MAX_POSITION = 10_000;

    private ImportRequests() {}

    /** The folder to import, and for a change the position. */
    record Wanted(
            @Nullable String environment,
            @Nullable String path,
            @Nullable Integer position) {}

    /** A body that names the target folder, with or without an import. */
    record Change(
            @Nullable String workspaceId,
            @Nullable String projectId,
            @Nullable String projectSlug,
            @Nullable String workspaceSlug,
            @Nullable String environment,
            @Nullable String path,
            @JsonProperty("import") @Nullable Wanted wanted,
            @Nullable Boolean isReplication) {
        Place target() {
            return Place.parse(
                    ProjectRef.spelled("workspaceId", projectId, workspaceId, projectSlug, workspaceSlug),
                    environment,
                    path,
                    null);
        }

        /** For a new import: its source. */
        Source source() {
            if (wanted == null) {
                throw InvalidInput.of("import", "Required");
            }
            return new Source(
                    EnvironmentSlug.parse("import.environment", wanted.environment()),
                    SecretPath.parse("import.path", wanted.path()));
        }

        boolean replicates() {
            return isReplication != null && isReplication;
        }

        /** For an import that exists: what changes. */
        Edit edit() {
            if (wanted == null) {
                throw InvalidInput.of("import", "Required");
            }
            Validation input = new Validation();
            @Nullable Integer position = wanted.position();
            input.check(
                    position == null || (position >= 0 && position <= MAX_POSITION),
                    "import.position",
                    "Must be between 1 and " + MAX_POSITION);
            input.done();
            return new Edit(
                    isAbsent(wanted.environment())
                            ? null
                            : EnvironmentSlug.parse("import.environment", wanted.environment()),
                    isAbsent(wanted.path()) ? null : SecretPath.parse("import.path", wanted.path()),
                    position == null ? 0 : position);
        }

        private static boolean isAbsent(@Nullable String text) {
            return text == null || text.isBlank();
        }
    }

    /** The folder to be shown; whether it exists is not known yet. */
    record Source(EnvironmentSlug environment, SecretPath path) {}

    /**
     * Changes of an import; null stays as it is.
     *
     * @param position from 1; 0 stays as it is
     */
    record Edit(
            @Nullable EnvironmentSlug environment, @Nullable SecretPath path, int position) {
        Source applyTo(SecretImport.Source current) {
            return new Source(
                    environment == null ? current.envSlug() : environment, path == null ? current.path() : path);
        }
    }
}
