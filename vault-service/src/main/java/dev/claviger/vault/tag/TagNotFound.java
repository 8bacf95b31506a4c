package dev.claviger.vault.tag;

import dev.claviger.kernel.Failure;

/** The project has no such tag. */
public final class TagNotFound extends Failure {
    private static final int MAX_ECHO = 64;

    private TagNotFound(String text) {
        super(Kind.NOT_FOUND, text);
    }

    static TagNotFound byId(String id) {
        return new TagNotFound("Tag with ID '%s' not found".formatted(echo(id)));
    }

    /** @param slug as it was given */
    static TagNotFound bySlug(String slug) {
        return new TagNotFound("Tag with slug '%s' not found".formatted(echo(slug)));
    }

    private static String echo(String given) {
        return given.length() <= MAX_ECHO ? given : given.substring(0, MAX_ECHO);
    }

    /** For a write that names tags by this field. */
    public static TagNotFound in(String field) {
        return new TagNotFound("The project does not have every tag that %s names. Create it first.".formatted(field));
    }
}
