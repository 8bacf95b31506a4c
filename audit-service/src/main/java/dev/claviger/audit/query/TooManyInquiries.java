package dev.claviger.audit.query;

import dev.claviger.kernel.Failure;

/** As many long questions are being worked on as may be at once: 429. */
final class TooManyInquiries extends Failure {
    TooManyInquiries() {
        super(Kind.RATE_LIMITED, "Too many reports are being made at the moment. Try again in some seconds.");
    }
}
