package dev.claviger.sync.rotating;

import dev.claviger.kernel.Failure;

/** Syncs have not delivered the present credential, so that their destinations may live on the one that would end: 503. */
final class NotDelivered extends Failure {
    private NotDelivered(TurnStore.Late late) {
        super(
                Kind.UNAVAILABLE,
                "Not rotated: these have not delivered the present value: %s. Repair them, or rotate by hand."
                        .formatted(String.join(", ", late.names())));
    }

    static void require(TurnStore.Late late) {
        if (!late.names().isEmpty()) {
            throw new NotDelivered(late);
        }
    }
}
