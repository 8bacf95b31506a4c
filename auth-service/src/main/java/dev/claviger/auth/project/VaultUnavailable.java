package dev.claviger.auth.project;

import dev.claviger.kernel.Failure;

/** The rights in the project cannot be asked for right now. */
public final class VaultUnavailable extends Failure {
    VaultUnavailable() {
        super(Kind.UNAVAILABLE, "The rights in the project cannot be checked right now. Try again in a moment.");
    }
}
