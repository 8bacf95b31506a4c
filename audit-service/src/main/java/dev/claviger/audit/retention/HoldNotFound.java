package dev.claviger.audit.retention;

import dev.claviger.kernel.Failure;

/** There is no such legal hold in the caller's organisation: 404. */
final class HoldNotFound extends Failure {
    HoldNotFound() {
        super(Kind.NOT_FOUND, "Your organisation has no such legal hold.");
    }
}
