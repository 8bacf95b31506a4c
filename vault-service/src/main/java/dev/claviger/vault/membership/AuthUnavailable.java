package dev.claviger.vault.membership;

import dev.claviger.kernel.Failure;

/** Auth-service could not be asked, or did not answer in time. */
final class AuthUnavailable extends Failure {
    AuthUnavailable() {
        super(Kind.UNAVAILABLE, "The identity cannot be looked up right now. Try again in a moment.");
    }
}
