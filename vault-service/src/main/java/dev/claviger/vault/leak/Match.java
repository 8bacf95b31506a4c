package dev.claviger.vault.leak;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A version of a secret whose value is the one that was looked up.
 *
 * @param environment where the secret is, or was when it was deleted; null when the place itself is gone
 * @param secretId of the secret; for a personal one its own id
 * @param userId whose personal secret it is; null for shared ones
 * @param current whether readers get this version now
 * @param rotated whether the secret is there and has another value now
 * @param rotatedAt when the first version with another value was written
 * @param variant what was done to the text before it matched
 */
record Match(
        UUID projectId,
        String projectName,
        @Nullable String environment,
        @Nullable String secretPath,
        String secretKey,
        UUID secretId,
        int version,
        String type,
        @Nullable UUID userId,
        Instant createdAt,
        boolean current,
        boolean rotated,
        @Nullable Instant rotatedAt,
        boolean deleted,
        @Nullable Instant deletedAt,
        Variant variant) {}
