package dev.claviger.audit.retention;

import dev.claviger.kernel.Failure;

/** The hold has ended before: 400. */
final class HoldLifted extends Failure {
    HoldLifted() {
        super(Kind.BAD_REQUEST, "This legal hold was lifted already.");
    }
}
