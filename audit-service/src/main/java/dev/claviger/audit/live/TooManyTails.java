package dev.claviger.audit.live;

import dev.claviger.kernel.Failure;

/** The caller follows the log as often as one may: 429. */
final class TooManyTails extends Failure {
    TooManyTails(int limit) {
        super(Kind.RATE_LIMITED, "At most %d streams of the log at a time. Close one first.".formatted(limit));
    }
}
