package dev.claviger.vault.privilege;

import dev.claviger.kernel.Failure;

/** The member has a privilege of that name already. */
final class PrivilegeTaken extends Failure {
    PrivilegeTaken(String slug) {
        super(Kind.BAD_REQUEST, "The member has an additional privilege with slug '%s' already".formatted(slug));
    }
}
