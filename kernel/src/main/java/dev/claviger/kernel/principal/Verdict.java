package dev.claviger.kernel.principal;

/** What is known of a token. */
enum Verdict {
    /** Nothing speaks against it. */
    LIVE,
    /** Revoked, or its principal is disabled or deleted. */
    ENDED,
    /** Only auth-service can tell. */
    UNSURE
}
