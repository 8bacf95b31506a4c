package dev.claviger.kernel.caller;

import dev.claviger.kernel.Failure;

/** The access token was presented and is no good: 403 {@code TokenError} (http-api.md 1.4). */
public final class TokenRefused extends Failure {
    private TokenRefused(String message) {
        super(Kind.TOKEN_REFUSED, message);
    }

    public static TokenRefused expired() {
        return new TokenRefused("Your token has expired. Please re-authenticate.");
    }

    public static TokenRefused invalid() {
        return new TokenRefused("Your token is not valid. Please re-authenticate.");
    }
}
