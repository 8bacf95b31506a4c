package dev.claviger.vault.project;

import dev.claviger.kernel.Failure;

/** No project of that id or slug in the caller's organisation; whether another organisation has one stays unsaid. */
public final class ProjectNotFound extends Failure {
    private static final int MAX_ECHO = 64;

    private ProjectNotFound(String text) {
        super(Kind.NOT_FOUND, text);
    }

    public static ProjectNotFound of(ProjectRef ref) {
        return switch (ref) {
            case ProjectRef.ById(var id) -> byId(id.toString());
            case ProjectRef.BySlug(var slug) ->
                new ProjectNotFound("Project with slug '%s' not found".formatted(clip(slug)));
        };
    }

    static ProjectNotFound byId(String id) {
        return new ProjectNotFound("Project with ID '%s' not found".formatted(clip(id)));
    }

    private static String clip(String text) {
        return text.length() <= MAX_ECHO ? text : text.substring(0, MAX_ECHO);
    }
}
