package dev.claviger.vault.template;

import dev.claviger.kernel.Failure;

/** The caller's organisation has no such template. */
final class TemplateNotFound extends Failure {
    private static final int MAX_ECHO = 64;

    private TemplateNotFound(String text) {
        super(Kind.NOT_FOUND, text);
    }

    static TemplateNotFound byId(String id) {
        return new TemplateNotFound("Project template with ID '%s' not found".formatted(clip(id)));
    }

    static TemplateNotFound byName(String name) {
        return new TemplateNotFound(
                "Project template with name '%s' not found. GET /api/v1/project-templates lists those there are."
                        .formatted(clip(name)));
    }

    private static String clip(String text) {
        return text.length() <= MAX_ECHO ? text : text.substring(0, MAX_ECHO);
    }
}
