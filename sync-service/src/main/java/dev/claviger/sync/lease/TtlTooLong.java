package dev.claviger.sync.lease;

import dev.claviger.kernel.Failure;

/** A lease would last longer than its dynamic secret allows: 400. Clients look for parts of the texts (http-api.md 8.3, 14.2). */
final class TtlTooLong extends Failure {
    private static final String SIGNAL = " (TTL cannot be larger than max ttl)";

    private TtlTooLong(String text) {
        super(Kind.BAD_REQUEST, text);
    }

    static TtlTooLong atFirst() {
        return new TtlTooLong("TTL cannot be larger than max TTL");
    }

    static TtlTooLong atRenewal() {
        return new TtlTooLong(
                "The requested renewal would exceed the maximum allowed lease duration. Please choose a shorter TTL"
                        + SIGNAL);
    }

    /** The same signal, for a login that cannot be prolonged: the client is to take another lease rather than to try for ever. */
    static TtlTooLong atServer(String reason) {
        return new TtlTooLong("The login was not prolonged. %s Take another lease%s".formatted(reason, SIGNAL));
    }

    /** The same signal. */
    static TtlTooLong withoutStatement() {
        return new TtlTooLong(
                "The login ends at the server at the expiry of its lease, and the dynamic secret has no renewStatement"
                        + " that changes it. Take another lease" + SIGNAL);
    }
}
