package dev.claviger.auth.bootstrap;

import dev.claviger.kernel.Failure;

/** Somebody was faster. */
final class AlreadySetUp extends Failure {
    AlreadySetUp() {
        super(Kind.BAD_REQUEST, "The instance is already set up.");
    }
}
