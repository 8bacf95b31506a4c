package dev.claviger.vault.project;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A project as one row has it; what lies inside is elsewhere.
 *
 * @param revision counts the changes inside the project: what was read under the same number is still current
 * @param auditLogsRetentionDays null for as long as the organisation keeps events
 * @param autoCapitalization whether new secret names must be in capitals
 */
public record Project(
        UUID id,
        UUID orgId,
        String name,
        String slug,
        @Nullable String description,
        String type,
        boolean autoCapitalization,
        boolean hasDeleteProtection,
        @Nullable Integer auditLogsRetentionDays,
        long revision,
        Instant createdAt,
        Instant updatedAt) {}
