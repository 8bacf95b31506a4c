package dev.claviger.auth.ldap;

import dev.claviger.kernel.Failure;

/** A login that fails, with the text that clients know. */
final class LoginRefused extends Failure {
    private LoginRefused(String message) {
        super(Kind.UNAUTHORIZED, message);
    }

    /** Unknown name or wrong password; nobody learns which. */
    static LoginRefused invalidCredentials() {
        return new LoginRefused("Invalid credentials");
    }

    static LoginRefused locked() {
        return new LoginRefused("This identity auth method is temporarily locked, please try again later");
    }

    static LoginRefused field() {
        return new LoginRefused("Access denied: LDAP user not allowed.");
    }
}
