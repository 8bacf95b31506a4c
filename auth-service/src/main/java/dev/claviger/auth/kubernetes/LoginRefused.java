package dev.claviger.auth.kubernetes;

import dev.claviger.kernel.Failure;

/** A login that fails, with the text that clients know (http-api.md 3.5). */
final class LoginRefused extends Failure {
    private LoginRefused(String message) {
        super(Kind.UNAUTHORIZED, message);
    }

    static LoginRefused unverified() {
        return new LoginRefused("Access denied: the service account token could not be verified.");
    }

    static LoginRefused namespace() {
        return new LoginRefused("Access denied: K8s namespace not allowed.");
    }

    static LoginRefused name() {
        return new LoginRefused("Access denied: K8s name not allowed.");
    }

    static LoginRefused audience() {
        return new LoginRefused("Access denied: K8s audience not allowed.");
    }
}
