package dev.claviger.sync.rotating;

import dev.claviger.kernel.Failure;

/** The connection went away while the rotation was made: 400. */
final class ConnectionGone extends Failure {
    ConnectionGone() {
        super(Kind.BAD_REQUEST, "The app connection was deleted just now.");
    }
}
