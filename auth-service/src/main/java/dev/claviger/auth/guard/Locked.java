package dev.claviger.auth.guard;

import dev.claviger.kernel.Failure;

/** Too many attempts have failed; this one was not even judged. The same for accounts that do not exist. */
public final class Locked extends Failure {
    Locked() {
        super(Kind.UNAUTHORIZED, "Locked after too many failed attempts. Try again in some minutes.");
    }
}
