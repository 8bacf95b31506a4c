package dev.claviger.sync.dynamicsecret;

import dev.claviger.kernel.Failure;

/** Names are unique in a folder, those of dynamic secrets that are being deleted included: 400. */
final class NameTaken extends Failure {
    NameTaken() {
        super(
                Kind.BAD_REQUEST,
                "A dynamic secret of this name exists in the folder, or is still being deleted. Choose another name.");
    }
}
