package dev.claviger.auth.user;

import dev.claviger.kernel.Failure;

/** An organisation without an administrator could not be helped from within. */
public final class LastAdmin extends Failure {
    LastAdmin() {
        super(Kind.BAD_REQUEST, "This is the last administrator of the organization. Make somebody else one first.");
    }
}
