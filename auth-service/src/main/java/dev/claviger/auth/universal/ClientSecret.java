package dev.claviger.auth.universal;

import java.time.Instant;
import java.util.UUID;

/**
 * What is kept of a client secret.
 *
 * @param prefix its first characters, for people to tell them apart
 * @param ttl seconds from its creation; 0 is no limit
 */
record ClientSecret(
        UUID id,
        UUID universalAuthId,
        String prefix,
        String description,
        long ttl,
        long usesLimit,
        long uses,
        boolean revoked,
        Instant createdAt,
        Instant updatedAt) {

    boolean isExpired(Instant now) {
        return ttl > 0 && !now.isBefore(createdAt.plusSeconds(ttl));
    }
}
