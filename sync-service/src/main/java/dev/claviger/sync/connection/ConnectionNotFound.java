package dev.claviger.sync.connection;

import dev.claviger.kernel.Failure;

/** There is no such connection in the caller's organisation: 404. */
final class ConnectionNotFound extends Failure {
    ConnectionNotFound() {
        super(Kind.NOT_FOUND, "There is no such app connection.");
    }
}
