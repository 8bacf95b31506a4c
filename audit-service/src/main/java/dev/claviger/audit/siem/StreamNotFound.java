package dev.claviger.audit.siem;

import dev.claviger.kernel.Failure;

/** There is no such stream in the caller's organisation: 404. */
final class StreamNotFound extends Failure {
    StreamNotFound() {
        super(Kind.NOT_FOUND, "Your organisation has no such audit log stream.");
    }
}
