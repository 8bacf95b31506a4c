package dev.claviger.auth.role;

import dev.claviger.auth.role.RoleStore.Holders;
import dev.claviger.kernel.Failure;
import java.util.UUID;

/** The role is not there, or cannot be so. */
final class RoleRefused extends Failure {
    private RoleRefused(Kind kind, String message) {
        super(kind, message);
    }

    static RoleRefused notFound(UUID id) {
        return new RoleRefused(Kind.NOT_FOUND, "Role with ID %s not found".formatted(id));
    }

    static RoleRefused notFound(String slug) {
        return new RoleRefused(Kind.NOT_FOUND, "Role with slug '%s' not found".formatted(slug));
    }

    static RoleRefused taken(String slug) {
        return new RoleRefused(Kind.BAD_REQUEST, "Another role has the slug '%s'. Choose another one.".formatted(slug));
    }

    static RoleRefused inUse(Holders holders) {
        return new RoleRefused(
                Kind.BAD_REQUEST,
                "The role is held by %d machine identities, %d groups and %d people. Give them another one first."
                        .formatted(holders.identities(), holders.groups(), holders.people()));
    }
}
