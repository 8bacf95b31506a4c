package dev.claviger.audit.siem;

import dev.claviger.kernel.Failure;

/** An organisation has as many streams as it may: 400. */
final class TooManyStreams extends Failure {
    TooManyStreams(int most) {
        super(Kind.BAD_REQUEST, "An organisation can have %d audit log streams. Delete one first.".formatted(most));
    }
}
