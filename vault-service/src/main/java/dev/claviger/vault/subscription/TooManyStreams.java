package dev.claviger.vault.subscription;

import dev.claviger.kernel.Failure;

/** The caller has as many event streams open in the project as one may have: 429. */
final class TooManyStreams extends Failure {
    TooManyStreams(int limit) {
        super(Kind.RATE_LIMITED, "At most %d event streams per project. Close one first.".formatted(limit));
    }
}
