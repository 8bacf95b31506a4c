package dev.claviger.vault.folder;

import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.vault.environment.EnvironmentSlug;
import dev.claviger.vault.permission.Resource;
import dev.claviger.vault.project.ProjectRef;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where a request points: a project, an environment and a folder, all in canonical form; whether they exist is not known yet. */
public record Place(ProjectRef project, EnvironmentSlug environment, SecretPath path) {

    /** Reads it in the spellings of all versions of the API: {@code workspaceId} or {@code projectId}, {@code path} or {@code directory}. */
    public static Place parse(
            @Nullable String workspaceId,
            @Nullable String projectId,
            @Nullable String environment,
            @Nullable String path,
            @Nullable String directory) {
        return new Place(
                project(workspaceId, projectId, null),
                EnvironmentSlug.parse("environment", environment),
                isAbsent(path) ? SecretPath.parse("directory", directory) : SecretPath.parse("path", path));
    }

    static ProjectRef project(@Nullable String workspaceId, @Nullable String projectId, @Nullable String projectSlug) {
        return isAbsent(projectId)
                ? ProjectRef.either("workspaceId", workspaceId, projectSlug)
                : ProjectRef.id("projectId", projectId);
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
