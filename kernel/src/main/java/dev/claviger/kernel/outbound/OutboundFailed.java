package dev.claviger.kernel.outbound;

import dev.claviger.kernel.Failure;

/** The other side was asked and gave no usable answer. Names the host and what was wrong, never what it sent. */
public final class OutboundFailed extends Failure {
    private final int status;

    OutboundFailed(String host, String reason) {
        this(host, reason, 0);
    }

    OutboundFailed(String host, String reason, int status) {
        super(Kind.UNAVAILABLE, "Cannot fetch from %s: %s".formatted(host, reason));
        this.status = status;
    }

    /** The status of an answer that is not 2xx; 0 when there was no such answer. */
    public int status() {
        return status;
    }
}
