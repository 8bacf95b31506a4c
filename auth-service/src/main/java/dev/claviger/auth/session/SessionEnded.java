package dev.claviger.auth.session;

import dev.claviger.kernel.Failure;

/** The token was good once; its session, its person or the membership is not any more: 401. */
public final class SessionEnded extends Failure {
    private SessionEnded(String message) {
        super(Kind.UNAUTHORIZED, message);
    }

    static SessionEnded gone() {
        return new SessionEnded("The session has ended. Log in again.");
    }

    static SessionEnded notRefreshed() {
        return new SessionEnded("The session cannot be refreshed. Log in again.");
    }
}
