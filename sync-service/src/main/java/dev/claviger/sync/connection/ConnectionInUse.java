package dev.claviger.sync.connection;

import dev.claviger.kernel.Failure;

/** Something needs the connection: 400. */
final class ConnectionInUse extends Failure {
    ConnectionInUse() {
        super(
                Kind.BAD_REQUEST,
                "The app connection is still in use. Delete the syncs and rotations that use it first.");
    }
}
