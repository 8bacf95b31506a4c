package dev.claviger.auth.gcp;

import dev.claviger.kernel.Failure;

/** A login that fails, with the text that clients know. */
final class LoginRefused extends Failure {
    private LoginRefused(String message) {
        super(Kind.UNAUTHORIZED, message);
    }

    static LoginRefused unverified() {
        return new LoginRefused("Access denied: the GCP token could not be verified.");
    }

    static LoginRefused outOfTime() {
        return new LoginRefused("Access denied: the GCP token has expired, is not valid yet, or lives too long.");
    }

    static LoginRefused audience() {
        return new LoginRefused("Access denied: GCP audience not allowed.");
    }

    static LoginRefused serviceAccount() {
        return new LoginRefused("Access denied: GCP service account not allowed.");
    }

    static LoginRefused project() {
        return new LoginRefused("Access denied: GCP project not allowed.");
    }

    static LoginRefused zone() {
        return new LoginRefused("Access denied: GCP zone not allowed.");
    }
}
