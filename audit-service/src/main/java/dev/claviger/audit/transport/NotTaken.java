package dev.claviger.audit.transport;

import dev.claviger.kernel.Failure;

/** A destination did not take what it was sent; the text says why in words of ours. */
final class NotTaken extends Failure {
    NotTaken(String why) {
        super(Kind.UNAVAILABLE, why);
    }
}
