package dev.claviger.sync.rotating;

import dev.claviger.kernel.Failure;

/** It was broken off before another replica could begin with the same: 503. */
final class TookTooLong extends Failure {
    TookTooLong() {
        super(
                Kind.UNAVAILABLE,
                "The other side took too long. What was done there is looked for, and it is tried again.");
    }
}
