package dev.claviger.sync.secretsync;

import dev.claviger.kernel.Failure;

/** Somebody else has changed the sync at the same time: 400. */
final class SyncChanged extends Failure {
    SyncChanged() {
        super(Kind.BAD_REQUEST, "The secret sync was changed by somebody else just now. Read it and try again.");
    }
}
