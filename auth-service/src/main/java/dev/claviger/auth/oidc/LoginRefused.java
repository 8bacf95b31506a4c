package dev.claviger.auth.oidc;

import dev.claviger.kernel.Failure;

/** A login that fails, with the text that clients know (http-api.md 3.3). */
final class LoginRefused extends Failure {
    private LoginRefused(Kind kind, String message) {
        super(kind, message);
    }

    static LoginRefused notConfigured() {
        return new LoginRefused(
                Kind.NOT_FOUND, "OIDC auth method not found for identity, did you configure OIDC auth?");
    }

    static LoginRefused unverified() {
        return new LoginRefused(Kind.UNAUTHORIZED, "Access denied: the OIDC token could not be verified.");
    }

    static LoginRefused outOfTime() {
        return new LoginRefused(Kind.UNAUTHORIZED, "Access denied: the OIDC token has expired or is not valid yet.");
    }

    static LoginRefused subject() {
        return new LoginRefused(Kind.FORBIDDEN, "Access denied: OIDC subject not allowed.");
    }

    static LoginRefused audience() {
        return new LoginRefused(Kind.UNAUTHORIZED, "Access denied: OIDC audience not allowed.");
    }

    static LoginRefused missing(String claim) {
        return new LoginRefused(Kind.UNAUTHORIZED, "Access denied: token has no %s field".formatted(claim));
    }

    static LoginRefused claim() {
        return new LoginRefused(Kind.UNAUTHORIZED, "Access denied: OIDC claim not allowed.");
    }

    static LoginRefused fork() {
        return new LoginRefused(Kind.FORBIDDEN, "Access denied: pipelines of forks are not allowed.");
    }
}
