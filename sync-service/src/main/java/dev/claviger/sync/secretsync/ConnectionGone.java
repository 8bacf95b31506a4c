package dev.claviger.sync.secretsync;

import dev.claviger.kernel.Failure;

/** The connection went away while the sync was made: 400. */
final class ConnectionGone extends Failure {
    ConnectionGone() {
        super(Kind.BAD_REQUEST, "The app connection was deleted just now.");
    }
}
