package dev.claviger.sync.rotating;

import dev.claviger.kernel.Failure;

/** Somebody works on the rotation at this moment: 400. */
public final class RotationUnderWay extends Failure {
    RotationUnderWay() {
        super(Kind.BAD_REQUEST, "The secret rotation is at work just now. Try again in a moment.");
    }
}
