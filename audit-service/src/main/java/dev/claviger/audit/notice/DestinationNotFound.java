package dev.claviger.audit.notice;

import dev.claviger.kernel.Failure;

/** There is no such destination in the caller's organisation: 404. */
final class DestinationNotFound extends Failure {
    DestinationNotFound() {
        super(Kind.NOT_FOUND, "Your organisation has no such destination of alerts.");
    }
}
