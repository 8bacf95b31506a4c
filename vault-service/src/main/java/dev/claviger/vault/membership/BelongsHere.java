package dev.claviger.vault.membership;

import dev.claviger.kernel.Failure;

/** An identity that belongs to the project leaves it only when it is deleted. */
final class BelongsHere extends Failure {
    BelongsHere() {
        super(
                Kind.BAD_REQUEST,
                "This identity belongs to the project. Delete the identity, or give it the role no-access.");
    }
}
