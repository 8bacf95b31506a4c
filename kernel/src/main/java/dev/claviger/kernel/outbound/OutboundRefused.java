package dev.claviger.kernel.outbound;

import dev.claviger.kernel.Failure;

/** The service does not fetch from there, whatever the other side would answer. Names the host and the rule. */
public final class OutboundRefused extends Failure {
    OutboundRefused(String host, String rule) {
        super(Kind.BAD_REQUEST, "Cannot fetch from %s: %s".formatted(host, rule));
    }
}
