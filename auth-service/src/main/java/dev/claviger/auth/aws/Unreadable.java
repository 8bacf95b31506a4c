package dev.claviger.auth.aws;

import dev.claviger.kernel.Failure;

/** It is not the request that may be sent on. The administrator learns why, the caller does not. */
final class Unreadable extends Failure {
    private final String reason;

    Unreadable(String reason) {
        super(Kind.UNAUTHORIZED, LoginRefused.unverified().text());
        this.reason = reason;
    }

    static void unless(boolean holds, String reason) {
        if (!holds) {
            throw new Unreadable(reason);
        }
    }

    String reason() {
        return "check=form: " + reason;
    }
}
