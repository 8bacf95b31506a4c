package dev.claviger.auth.group;

import dev.claviger.kernel.Failure;
import java.util.UUID;

/** The group or the member is not there, or cannot be so. */
final class GroupRefused extends Failure {
    private GroupRefused(Kind kind, String message) {
        super(kind, message);
    }

    static GroupRefused notFound(UUID id) {
        return new GroupRefused(Kind.NOT_FOUND, "Group with ID %s not found".formatted(id));
    }

    static GroupRefused taken(String slug) {
        return new GroupRefused(
                Kind.BAD_REQUEST, "Another group has the slug '%s'. Choose another one.".formatted(slug));
    }

    static GroupRefused noSuchIdentity(UUID id) {
        return new GroupRefused(Kind.NOT_FOUND, "Identity with ID %s not found".formatted(id));
    }

    static GroupRefused noSuchUser(String username) {
        return new GroupRefused(Kind.NOT_FOUND, "User '%s' is not in the organization".formatted(username));
    }

    static GroupRefused memberAlready() {
        return new GroupRefused(Kind.BAD_REQUEST, "It is a member of the group already.");
    }

    static GroupRefused noMember() {
        return new GroupRefused(Kind.NOT_FOUND, "It is not a member of the group.");
    }
}
