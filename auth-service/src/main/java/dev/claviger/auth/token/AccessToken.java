package dev.claviger.auth.token;

import dev.claviger.auth.access.Rights;
import java.time.Instant;
import java.util.UUID;

/** What the database knows of a token and its identity right now. */
record AccessToken(
        UUID id,
        UUID identityId,
        String identityName,
        UUID orgId,
        Rights rights,
        String method,
        TokenPolicy policy,
        long ceiling,
        long uses,
        boolean revoked,
        Instant createdAt) {

    /** Throws {@link TokenRejected} unless it may be used from there. */
    void requireUsable(String address) {
        if (revoked) {
            throw TokenRejected.gone();
        }
        if (!policy.trustedIps().contains(address)) {
            throw TokenRejected.foreignAddress();
        }
        if (policy.usesLimit() > 0 && uses >= policy.usesLimit()) {
            throw TokenRejected.usedUp();
        }
    }
}
