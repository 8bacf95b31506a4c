package dev.claviger.sync.lease;

import dev.claviger.kernel.Failure;

/** A dynamic secret has as many leases as it may: 400. Clients know the text (http-api.md 8.3). */
final class LeaseLimitReached extends Failure {
    LeaseLimitReached(int limit) {
        super(Kind.BAD_REQUEST, "Max lease limit reached. Limit: %d".formatted(limit));
    }
}
