package dev.claviger.vault.folder;

import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.vault.environment.EnvironmentSlug;
import dev.claviger.vault.permission.Resource;
import dev.claviger.vault.project.ProjectRef;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where a request points: a project, an environment and a folder, all in canonical form; whether they exist is not known yet. */
public record Place(ProjectRef project, EnvironmentSlug environment, SecretPath path) {

    /** Reads it in the spellings of all versions of the API: {@code path} or {@code directory}. */
    public static Place parse(
            ProjectRef project, @Nullable String environment, @Nullable String path, @Nullable String directory) {
        return new Place(
                project,
                EnvironmentSlug.parse("environment", environment),
                isAbsent(path) ? SecretPath.parse("directory", directory) : SecretPath.parse("path", path));
    }

    /** The same for a read; what can be no place is {@link FolderNotFound}. */
    public static Place sought(
            ProjectRef project, @Nullable String environment, @Nullable String path, @Nullable String directory) {
        Sought sought = isAbsent(path)
                ? Sought.parse(environment, "directory", directory)
                : Sought.parse(environment, "path", path);
        return new Place(project, sought.environment(), sought.path());
    }

    /** What a permission is asked for. */
    public Resource resource() {
        return Resource.folder(environment.text(), path.text());
    }

    /** The attempt, with where it was made. */
    public AccessEvent in(UUID project, AccessEvent event) {
        return event.in(project, environment.text(), path.text());
    }

    private static boolean isAbsent(@Nullable String text) {
        return text == null || text.isBlank();
    }
}
