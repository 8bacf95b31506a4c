package dev.claviger.auth.token;

import dev.claviger.kernel.Failure;

/** A token that is ours and whole, but may not be used, or not like this: 401 (http-api.md 3.7, 3.8). */
final class TokenRejected extends Failure {
    private TokenRejected(String message) {
        super(Kind.UNAUTHORIZED, message);
    }

    static TokenRejected gone() {
        return new TokenRejected("The access token was revoked or its identity no longer exists. Log in again.");
    }

    static TokenRejected noIdentity() {
        return new TokenRejected(
                "The identity is disabled or no longer exists, or may not log in this way any more. Ask an administrator of the"
                        + " organization.");
    }

    static TokenRejected usedUp() {
        return new TokenRejected("The access token has reached its usage limit. Log in again.");
    }

    static TokenRejected foreignAddress() {
        return new TokenRejected("The access token may not be used from this IP address.");
    }

    static TokenRejected ended() {
        return new TokenRejected(
                "The access token has reached the end of its life and cannot be renewed. Log in again.");
    }

    static TokenRejected unreadable() {
        return new TokenRejected("The access token is not valid. Log in again.");
    }

    static TokenRejected tooLarge() {
        return new TokenRejected("Access denied: the claims of the login do not fit into an access token.");
    }
}
