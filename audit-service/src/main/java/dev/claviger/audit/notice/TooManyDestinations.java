package dev.claviger.audit.notice;

import dev.claviger.kernel.Failure;

/** An organisation has as many destinations as it may: 400. */
final class TooManyDestinations extends Failure {
    TooManyDestinations(int most) {
        super(
                Kind.BAD_REQUEST,
                "An organisation can have %d destinations of alerts. Delete one first.".formatted(most));
    }
}
