package dev.claviger.vault.privilege;

import dev.claviger.kernel.Failure;

/** There is no such privilege, or nobody who could have one. */
final class PrivilegeNotFound extends Failure {
    private static final int MAX_ECHO = 64;

    private PrivilegeNotFound(String text) {
        super(Kind.NOT_FOUND, text);
    }

    static PrivilegeNotFound of(String idOrSlug) {
        return new PrivilegeNotFound("Additional privilege '%s' not found".formatted(cut(idOrSlug)));
    }

    static PrivilegeNotFound noMember(String id) {
        return new PrivilegeNotFound("'%s' is not a member of the project".formatted(cut(id)));
    }

    private static String cut(String text) {
        return text.length() <= MAX_ECHO ? text : text.substring(0, MAX_ECHO);
    }
}
