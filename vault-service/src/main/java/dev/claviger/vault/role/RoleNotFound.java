package dev.claviger.vault.role;

import dev.claviger.kernel.Failure;

/** The project has no such role. */
public final class RoleNotFound extends Failure {
    private static final int MAX_ECHO = 64;

    private RoleNotFound(String text) {
        super(Kind.NOT_FOUND, text);
    }

    public static RoleNotFound bySlug(String slug) {
        return new RoleNotFound(
                "Role with slug '%s' not found. There are admin, member, viewer, no-access and the roles of the project"
                        .formatted(slug.length() <= MAX_ECHO ? slug : slug.substring(0, MAX_ECHO)));
    }

    static RoleNotFound byId(String id) {
        return new RoleNotFound(
                "Role with ID '%s' not found".formatted(id.length() <= MAX_ECHO ? id : id.substring(0, MAX_ECHO)));
    }
}
