package dev.claviger.vault.role;

import dev.claviger.kernel.Failure;

/** The role cannot be as the request wants it. */
final class RoleRefused extends Failure {
    private RoleRefused(String text) {
        super(Kind.BAD_REQUEST, text);
    }

    static RoleRefused taken(String slug) {
        return new RoleRefused("The project has a role with slug '%s' already".formatted(slug));
    }

    static RoleRefused inUse(long holders) {
        return new RoleRefused(
                "The role is held by %d members of the project. Give them another one first.".formatted(holders));
    }
}
