package dev.claviger.kernel.caller;

import dev.claviger.kernel.Failure;

/** A protected route was called without usable credentials: 401. */
public final class NotAuthenticated extends Failure {
    public NotAuthenticated() {
        super(Kind.UNAUTHORIZED, "Send one bearer token in the Authorization header.");
    }
}
