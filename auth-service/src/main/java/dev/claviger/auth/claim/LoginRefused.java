package dev.claviger.auth.claim;

import dev.claviger.kernel.Failure;

/** A login by a signed token that fails, with the text that clients know (http-api.md 3.3, 3.4). */
public final class LoginRefused extends Failure {
    private LoginRefused(Kind kind, String message) {
        super(kind, message);
    }

    /** The token is not good, there is no such identity, or it does not log in this way; nobody learns which. */
    public static LoginRefused unverified(TokenKind kind) {
        return new LoginRefused(
                Kind.UNAUTHORIZED, "Access denied: the %s token could not be verified.".formatted(kind.text()));
    }

    static LoginRefused outOfTime(TokenKind kind) {
        return new LoginRefused(
                Kind.UNAUTHORIZED,
                "Access denied: the %s token has expired or is not valid yet.".formatted(kind.text()));
    }

    static LoginRefused subject(TokenKind kind) {
        return new LoginRefused(Kind.FORBIDDEN, "Access denied: %s subject not allowed.".formatted(kind.text()));
    }

    static LoginRefused audience(TokenKind kind) {
        return new LoginRefused(Kind.UNAUTHORIZED, "Access denied: %s audience not allowed.".formatted(kind.text()));
    }

    static LoginRefused missing(String claim) {
        return new LoginRefused(Kind.UNAUTHORIZED, "Access denied: token has no %s field".formatted(claim));
    }

    static LoginRefused claim(TokenKind kind) {
        return new LoginRefused(Kind.UNAUTHORIZED, "Access denied: %s claim not allowed.".formatted(kind.text()));
    }

    static LoginRefused fork() {
        return new LoginRefused(Kind.FORBIDDEN, "Access denied: pipelines of forks are not allowed.");
    }
}
