package dev.claviger.sync.lease;

import dev.claviger.kernel.Failure;

/** Somebody else renews the lease at this moment: 503. */
final class LeaseBusy extends Failure {
    LeaseBusy() {
        super(Kind.UNAVAILABLE, "The lease is being renewed by somebody else at this moment. Try again.");
    }
}
