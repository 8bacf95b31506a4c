package dev.claviger.sync.rotating;

import dev.claviger.kernel.Failure;

/** There is no such rotation in the caller's organisation: 404. */
public final class RotationNotFound extends Failure {
    public RotationNotFound() {
        super(Kind.NOT_FOUND, "There is no such secret rotation.");
    }
}
