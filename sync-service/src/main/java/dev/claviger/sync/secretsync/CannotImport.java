package dev.claviger.sync.secretsync;

import dev.claviger.kernel.Failure;

/** There is no way back from this destination: 400. */
final class CannotImport extends Failure {
    CannotImport() {
        super(Kind.BAD_REQUEST, "GitLab cannot be imported from: it does not show the values of hidden variables.");
    }
}
