package dev.claviger.kernel.outbox;

import dev.claviger.kernel.Failure;

/** The access could not be recorded in time, so it does not happen: 503. */
public final class RecordingUnavailable extends Failure {
    RecordingUnavailable() {
        super(
                Kind.UNAVAILABLE,
                "The access cannot be recorded right now, so it was not carried out. Try again in a moment.");
    }
}
