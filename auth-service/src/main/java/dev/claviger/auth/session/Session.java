package dev.claviger.auth.session;

import dev.claviger.auth.user.User;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One login of a person.
 *
 * @param method how they logged in: {@code email}, {@code oidc}
 * @param orgId the organisation they chose last
 * @param boundOrgId the only organisation it is good for, because its provider vouched for the person; null for a login of our own
 * @param idleUntil when it ends unless it is refreshed
 */
public record Session(
        UUID id,
        User user,
        String method,
        boolean mfaVerified,
        @Nullable UUID orgId,
        @Nullable UUID boundOrgId,
        String userAgent,
        String address,
        Instant createdAt,
        Instant usedAt,
        Instant idleUntil,
        Instant expiresAt) {

    /** Whether it may be used in this organisation at all. */
    public boolean isFor(UUID organization) {
        return boundOrgId == null || boundOrgId.equals(organization);
    }

    /** The same, of somebody for whom the provider of an organisation has vouched. They have not entered it yet. */
    public Session vouchedFor(UUID organization, boolean trustedAsSecondFactor) {
        return new Session(
                id,
                user,
                method,
                trustedAsSecondFactor,
                orgId,
                organization,
                userAgent,
                address,
                createdAt,
                usedAt,
                idleUntil,
                expiresAt);
    }
}
