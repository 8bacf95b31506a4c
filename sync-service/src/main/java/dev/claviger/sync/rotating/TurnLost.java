package dev.claviger.sync.rotating;

import dev.claviger.kernel.Failure;

/** The lease ran out, and another replica has the rotation by now: 503. */
final class TurnLost extends Failure {
    TurnLost() {
        super(Kind.UNAVAILABLE, "The rotation took too long here and goes on elsewhere. Read it in a moment.");
    }
}
