package dev.claviger.kernel.principal;

import dev.claviger.kernel.Failure;

/** A token that is ours, whole and not expired, but may not be used any more, or not like this: 401 (http-api.md 3.7). */
public final class TokenEnded extends Failure {
    private TokenEnded(String message) {
        super(Kind.UNAUTHORIZED, message);
    }

    static TokenEnded gone() {
        return new TokenEnded("The access token was revoked or its identity no longer exists. Log in again.");
    }

    static TokenEnded usedUp() {
        return new TokenEnded("The access token was revoked or has reached its usage limit. Log in again.");
    }

    static TokenEnded foreignAddress() {
        return new TokenEnded("The access token may not be used from this IP address.");
    }
}
