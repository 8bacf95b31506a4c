package dev.claviger.audit.siem;

import dev.claviger.kernel.Failure;

/** The destination did not take the test request, so that nothing was stored: 400. */
final class StreamRefused extends Failure {
    StreamRefused(String reason) {
        super(Kind.BAD_REQUEST, "The destination did not take the test request. " + reason);
    }
}
