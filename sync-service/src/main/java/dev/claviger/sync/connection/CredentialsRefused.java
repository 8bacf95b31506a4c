package dev.claviger.sync.connection;

import dev.claviger.kernel.Failure;

/** The other side does not let us in with these credentials, so that nothing was stored: 400. */
public final class CredentialsRefused extends Failure {
    CredentialsRefused(String reason) {
        super(Kind.BAD_REQUEST, "Unable to validate connection: " + reason);
    }
}
