package dev.claviger.audit.alert;

import dev.claviger.kernel.Failure;

/** The alert is not in a state from which it can go there: 400. */
final class AlertMoved extends Failure {
    AlertMoved(String state) {
        super(
                Kind.BAD_REQUEST,
                "The alert is %s. Read it again; what is resolved or a false positive can only be opened again."
                        .formatted(state));
    }
}
