package dev.claviger.sync.rotation;

import dev.claviger.kernel.Failure;

/** The credentials of a rotation can be ended only where they were made: 400. */
final class PlaceFixed extends Failure {
    PlaceFixed() {
        super(
                Kind.BAD_REQUEST,
                "The app connection leads elsewhere than the one that the rotation made its credentials with. Make a new"
                        + " rotation there, and delete this one.");
    }
}
