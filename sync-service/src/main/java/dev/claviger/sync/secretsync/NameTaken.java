package dev.claviger.sync.secretsync;

import dev.claviger.kernel.Failure;

/** Names of syncs are unique in a project: 400. */
final class NameTaken extends Failure {
    NameTaken() {
        super(Kind.BAD_REQUEST, "A sync of this name exists in the project already. Choose another name.");
    }
}
