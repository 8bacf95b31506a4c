package dev.claviger.audit.alert;

import dev.claviger.kernel.Failure;

/** There is no such alert in the caller's organisation: 404. */
final class AlertNotFound extends Failure {
    AlertNotFound() {
        super(Kind.NOT_FOUND, "Your organisation has no such alert.");
    }
}
