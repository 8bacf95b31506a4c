package dev.claviger.auth.universal;

import dev.claviger.kernel.Failure;

/** A login that fails, with the text that clients know (http-api.md 3.2). */
final class LoginRefused extends Failure {
    private LoginRefused(Kind kind, String message) {
        super(kind, message);
    }

    /** Unknown client or wrong secret; nobody learns which. */
    static LoginRefused invalidCredentials() {
        return new LoginRefused(Kind.UNAUTHORIZED, "Invalid credentials");
    }

    static LoginRefused foreignAddress() {
        return new LoginRefused(Kind.FORBIDDEN, "Access denied: this IP address may not log in with this client ID.");
    }

    static LoginRefused locked() {
        return new LoginRefused(
                Kind.UNAUTHORIZED, "This identity auth method is temporarily locked, please try again later");
    }

    static LoginRefused expired() {
        return new LoginRefused(Kind.UNAUTHORIZED, "Access denied due to expired client secret");
    }

    static LoginRefused usedUp() {
        return new LoginRefused(Kind.UNAUTHORIZED, "Access denied due to client secret usage limit reached");
    }
}
