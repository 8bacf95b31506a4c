package dev.claviger.vault.folder;

import dev.claviger.kernel.http.Validation;
import dev.claviger.vault.environment.EnvironmentSlug;
import dev.claviger.vault.project.ProjectRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What requests about folders say (http-api.md 5.3). */
final class FolderRequests {
    private static final int MAX_DESCRIPTION = 1024;
    static final int MAX_BATCH = 100;

    private FolderRequests() {}

    /** A new folder. */
    record Creation(
            @Nullable String workspaceId,
            @Nullable String projectId,
            @Nullable String projectSlug,
            @Nullable String workspaceSlug,
            @Nullable String environment,
            @Nullable String name,
            @Nullable String path,
            @Nullable String directory,
            @Nullable String description) {
        Place parent() {
            return Place.parse(
                    ProjectRef.spelled("workspaceId", projectId, workspaceId, projectSlug, workspaceSlug),
                    environment,
                    path,
                    directory);
        }

        String checkedName() {
            checkDescription(description);
            return SecretPath.name("name", name);
        }
    }

    /** A folder that gets another name or description. */
    record Renaming(
            @Nullable String workspaceId,
            @Nullable String projectId,
            @Nullable String projectSlug,
            @Nullable String workspaceSlug,
            @Nullable String environment,
            @Nullable String name,
            @Nullable String path,
            @Nullable String directory,
            @Nullable String description) {
        Place parent() {
            return Place.parse(
                    ProjectRef.spelled("workspaceId", projectId, workspaceId, projectSlug, workspaceSlug),
                    environment,
                    path,
                    directory);
        }

        Step step(String idOrName) {
            Place parent = parent();
            checkDescription(description);
            return new Step(idOrName, parent.environment(), parent.path(), SecretPath.name("name", name), description);
        }
    }

    /** Several folders of one project at once. */
    record Batch(
            @Nullable String workspaceId,
            @Nullable String projectId,
            @Nullable String projectSlug,
            @Nullable String workspaceSlug,
            @Nullable List<Entry> folders) {
        ProjectRef project() {
            return ProjectRef.spelled("workspaceId", projectId, workspaceId, projectSlug, workspaceSlug);
        }

        List<Step> steps() {
            Validation input = new Validation();
            input.check(
                    folders != null && !folders.isEmpty() && folders.size() <= MAX_BATCH,
                    "folders",
                    "Must be 1 to %d folders".formatted(MAX_BATCH));
            input.check(folders == null || !folders.contains(null), "folders", "Must be objects");
            input.done();
            return folders == null
                    ? List.of()
                    : folders.stream().map(Entry::step).toList();
        }
    }

    /** One of a batch. */
    record Entry(
            @Nullable String id,
            @Nullable String environment,
            @Nullable String name,
            @Nullable String path,
            @Nullable String description) {
        Step step() {
            Validation input = new Validation();
            String which = input.text("id", id);
            input.done();
            checkDescription(description);
            return new Step(
                    which,
                    EnvironmentSlug.parse("environment", environment),
                    SecretPath.parse("path", path),
                    SecretPath.name("name", name),
                    description);
        }
    }

    /**
     * One renaming, checked.
     *
     * @param description null leaves it as it is
     */
    record Step(
            String idOrName,
            EnvironmentSlug environment,
            SecretPath parent,
            String name,
            @Nullable String description) {}

    /**
     * The folder to delete is in the path of the route, where it lies in the body.
     *
     * @param forceDelete false refuses when something outside depends on what is inside; null and true do not look
     */
    record Deletion(
            @Nullable String workspaceId,
            @Nullable String projectId,
            @Nullable String projectSlug,
            @Nullable String workspaceSlug,
            @Nullable String environment,
            @Nullable String path,
            @Nullable String directory,
            @Nullable Boolean forceDelete) {
        Place parent() {
            return Place.parse(
                    ProjectRef.spelled("workspaceId", projectId, workspaceId, projectSlug, workspaceSlug),
                    environment,
                    path,
                    directory);
        }

        boolean isGentle() {
            return Boolean.FALSE.equals(forceDelete);
        }
    }

    static void checkDescription(@Nullable String description) {
        Validation input = new Validation();
        input.check(
                input.text("description", description, "").length() <= MAX_DESCRIPTION,
                "description",
                "Must be at most %d characters".formatted(MAX_DESCRIPTION));
        input.done();
    }
}
