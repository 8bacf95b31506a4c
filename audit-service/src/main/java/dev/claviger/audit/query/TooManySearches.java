package dev.claviger.audit.query;

import dev.claviger.kernel.Failure;

/** As many searches are being worked on as may be at once: 429. */
final class TooManySearches extends Failure {
    TooManySearches() {
        super(Kind.RATE_LIMITED, "Too many searches are being made at the moment. Try again in some seconds.");
    }
}
