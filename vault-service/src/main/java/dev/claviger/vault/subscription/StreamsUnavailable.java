package dev.claviger.vault.subscription;

import dev.claviger.kernel.Failure;

/** This replica does not hear of changes yet, so a stream would promise what it cannot keep: 503. */
final class StreamsUnavailable extends Failure {
    StreamsUnavailable() {
        super(Kind.UNAVAILABLE, "Changes cannot be followed right now. Try again in a moment.");
    }
}
