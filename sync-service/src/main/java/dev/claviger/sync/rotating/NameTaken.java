package dev.claviger.sync.rotating;

import dev.claviger.kernel.Failure;

/** Names of rotations are unique in a project: 400. */
final class NameTaken extends Failure {
    NameTaken() {
        super(Kind.BAD_REQUEST, "A secret rotation of this name exists in the project already. Choose another name.");
    }
}
