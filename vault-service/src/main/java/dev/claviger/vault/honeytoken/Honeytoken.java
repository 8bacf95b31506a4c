package dev.claviger.vault.honeytoken;

import java.time.Instant;
import java.util.UUID;

/**
 * A decoy.
 *
 * @param note why it lies there; empty for none
 * @param createdBy who marked it
 */
record Honeytoken(
        UUID secretId,
        UUID projectId,
        String environment,
        String secretPath,
        String secretKey,
        String note,
        String createdBy,
        Instant createdAt) {}
