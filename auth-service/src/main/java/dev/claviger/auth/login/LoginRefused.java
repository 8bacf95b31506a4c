package dev.claviger.auth.login;

import dev.claviger.kernel.Failure;

/** A login that fails. Nobody learns whether the account exists. */
public final class LoginRefused extends Failure {
    private LoginRefused(Kind kind, String message) {
        super(kind, message);
    }

    static LoginRefused invalidCredentials() {
        return new LoginRefused(Kind.UNAUTHORIZED, "Invalid credentials");
    }

    static LoginRefused disabled() {
        return new LoginRefused(Kind.UNAUTHORIZED, "Your account is disabled. Ask an administrator.");
    }

    static LoginRefused notAMember() {
        return new LoginRefused(Kind.UNAUTHORIZED, "You are not a member of this organization.");
    }

    static LoginRefused noUserAgent() {
        return new LoginRefused(Kind.BAD_REQUEST, "Send a User-Agent header.");
    }

    static LoginRefused secondFactorMissing() {
        return new LoginRefused(
                Kind.FORBIDDEN, "This organization asks for a second factor. Set one up for your account first.");
    }

    static LoginRefused ssoOnly() {
        return new LoginRefused(Kind.FORBIDDEN, "This organization wants you to log in by single sign-on.");
    }
}
