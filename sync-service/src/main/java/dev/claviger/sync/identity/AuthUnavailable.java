package dev.claviger.sync.identity;

import dev.claviger.kernel.Failure;

/** Auth-service did not answer as it should: 503. */
final class AuthUnavailable extends Failure {
    AuthUnavailable() {
        super(Kind.UNAVAILABLE, "auth-service cannot be asked right now. Try again in a moment.");
    }
}
