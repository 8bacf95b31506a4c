package dev.claviger.sync.secretsync;

import dev.claviger.kernel.Failure;

/** There is no such sync in the caller's organisation: 404. */
public final class SyncNotFound extends Failure {
    SyncNotFound() {
        super(Kind.NOT_FOUND, "There is no such secret sync.");
    }
}
