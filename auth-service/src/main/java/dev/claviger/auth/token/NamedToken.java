package dev.claviger.auth.token;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a token that an administrator made; never the token itself.
 *
 * @param name empty for a token without one
 * @param uses counted only for a token with a limit
 * @param renewedAt null when it never was
 */
public record NamedToken(
        UUID id,
        UUID identityId,
        String name,
        String method,
        long ttl,
        long maxTtl,
        long period,
        long uses,
        long usesLimit,
        boolean revoked,
        @Nullable Instant renewedAt,
        Instant createdAt,
        Instant updatedAt) {}
