package dev.claviger.sync.connection;

import dev.claviger.kernel.Failure;

/** What was made at the place that the connection leads to could be ended nowhere else: 400. */
final class PlaceInUse extends Failure {
    PlaceInUse() {
        super(
                Kind.BAD_REQUEST,
                "Rotations have credentials, or syncs have variables, where this app connection leads to, so it cannot"
                        + " lead elsewhere. Make a new connection, and with it a new rotation or sync.");
    }
}
