package dev.claviger.sync.emergency;

import dev.claviger.kernel.Failure;

/** Emergencies are followed as often as may be: 429. */
final class TooManyStreams extends Failure {
    TooManyStreams(int limit) {
        super(Kind.RATE_LIMITED, "At most %d streams of emergencies at a time. Close one first.".formatted(limit));
    }
}
