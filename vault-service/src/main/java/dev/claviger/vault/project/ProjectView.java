package dev.claviger.vault.project;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A project as clients see it (http-api.md 5.1). Some read {@code id} and some {@code _id}; what this version does not have is null. */
record ProjectView(
        UUID id,
        @JsonProperty("_id") UUID legacyId,
        String name,
        String slug,
        UUID orgId,
        String type,
        @Nullable String description,
        List<Stage> environments,
        boolean autoCapitalization,
        boolean hasDeleteProtection,
        @Nullable Integer auditLogsRetentionDays,
        @Nullable UUID kmsSecretManagerKeyId,
        @Nullable UUID kmsCertificateKeyId,
        int version,
        @Nullable String upgradeStatus,
        int pitVersionLimit,
        boolean secretSharing,
        List<String> secretDetectionIgnoreValues,
        Instant createdAt,
        Instant updatedAt) {
    private static final int WIRE_VERSION = 3;

    /** An environment of the project, in short. */
    record Stage(UUID id, String name, String slug) {}

    static ProjectView of(Project project, KeptSettings kept, List<Stage> stages) {
        return new ProjectView(
                project.id(),
                project.id(),
                project.name(),
                project.slug(),
                project.orgId(),
                project.type(),
                project.description(),
                List.copyOf(stages),
                project.autoCapitalization(),
                project.hasDeleteProtection(),
                project.auditLogsRetentionDays(),
                null,
                null,
                WIRE_VERSION,
                null,
                kept.pitVersionLimit(),
                kept.secretSharing(),
                kept.secretDetectionIgnoreValues(),
                project.createdAt(),
                project.updatedAt());
    }
}
