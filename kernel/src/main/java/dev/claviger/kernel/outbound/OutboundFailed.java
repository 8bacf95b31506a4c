package dev.claviger.kernel.outbound;

import dev.claviger.kernel.Failure;

/** The other side was asked and gave no usable answer. Names the host and what was wrong, never what it sent. */
public final class OutboundFailed extends Failure {
    OutboundFailed(String host, String reason) {
        super(Kind.UNAVAILABLE, "Cannot fetch from %s: %s".formatted(host, reason));
    }
}
