package dev.claviger.sync.connection;

import dev.claviger.kernel.Failure;

/** Somebody else has changed the connection at the same time: 400. */
final class ConnectionChanged extends Failure {
    ConnectionChanged() {
        super(Kind.BAD_REQUEST, "The app connection was changed by somebody else just now. Read it and try again.");
    }
}
