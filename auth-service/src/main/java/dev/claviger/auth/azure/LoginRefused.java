package dev.claviger.auth.azure;

import dev.claviger.kernel.Failure;

/** A login that fails. */
final class LoginRefused extends Failure {
    private LoginRefused(String message) {
        super(Kind.UNAUTHORIZED, message);
    }

    static LoginRefused unverified() {
        return new LoginRefused("Access denied: the Azure token could not be verified.");
    }

    static LoginRefused outOfTime() {
        return new LoginRefused("Access denied: the Azure token has expired or is not valid yet.");
    }

    static LoginRefused resource() {
        return new LoginRefused("Access denied: Azure resource not allowed.");
    }

    static LoginRefused principal() {
        return new LoginRefused("Access denied: Azure service principal not allowed.");
    }
}
