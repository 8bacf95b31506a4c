package dev.claviger.auth.token;

import dev.claviger.auth.access.Rights;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.orgright.Reach;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the database knows of a token and its identity right now. */
record AccessToken(
        UUID id,
        UUID identityId,
        String identityName,
        UUID orgId,
        Rights rights,
        Reach reach,
        String method,
        @Nullable UUID clientSecretId,
        TokenPolicy policy,
        long ceiling,
        long uses,
        boolean revoked,
        Instant createdAt) {

    /** Throws {@link TokenRejected} unless it may be used from there. */
    void requireUsable(String address) {
        if (!revoked && !policy.trustedIps().contains(address)) {
            throw TokenRejected.foreignAddress();
        }
        requireUsable();
    }

    /** Throws {@link TokenRejected} unless it may be used, wherever that is. */
    void requireUsable() {
        if (revoked) {
            throw TokenRejected.gone();
        }
        if (policy.usesLimit() > 0 && uses >= policy.usesLimit()) {
            throw TokenRejected.usedUp();
        }
    }

    /** The login of this token, with what its identity is called and may do now, and what the caller's token carries of the job. */
    Login login(Caller caller) {
        return new Login(
                identityId,
                identityName,
                orgId,
                rights,
                method,
                policy,
                clientSecretId,
                null,
                caller.provenance(),
                caller.claims());
    }
}
