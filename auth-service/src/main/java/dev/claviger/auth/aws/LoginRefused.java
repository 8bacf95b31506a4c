package dev.claviger.auth.aws;

import dev.claviger.kernel.Failure;

/** A login that fails, with the text that clients know. */
final class LoginRefused extends Failure {
    private LoginRefused(String message) {
        super(Kind.UNAUTHORIZED, message);
    }

    static LoginRefused unverified() {
        return new LoginRefused("Access denied: the signed AWS request could not be verified.");
    }

    static LoginRefused account() {
        return new LoginRefused("Access denied: AWS account ID not allowed.");
    }

    static LoginRefused principal() {
        return new LoginRefused("Access denied: AWS principal ARN not allowed.");
    }
}
