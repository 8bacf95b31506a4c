package dev.claviger.auth.user;

import dev.claviger.kernel.Failure;

/** More people log in than passwords can be checked for. */
public final class PasswordsBusy extends Failure {
    PasswordsBusy() {
        super(Kind.UNAVAILABLE, "Too many logins at once. Try again in a moment.");
    }
}
