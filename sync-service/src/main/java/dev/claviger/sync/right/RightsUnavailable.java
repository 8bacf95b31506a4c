package dev.claviger.sync.right;

import dev.claviger.kernel.Failure;

/** Vault-service, which alone knows the rights in a project, did not answer: 503. */
final class RightsUnavailable extends Failure {
    RightsUnavailable() {
        super(Kind.UNAVAILABLE, "Your rights in the project cannot be checked right now. Try again in a moment.");
    }
}
