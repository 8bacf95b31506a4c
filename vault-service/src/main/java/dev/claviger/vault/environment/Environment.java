package dev.claviger.vault.environment;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.time.Instant;
import java.util.UUID;

/**
 * A stage of a project, as it is stored and as clients see it (http-api.md 5.2).
 *
 * @param position its place among the environments of the project, from 1
 */
@JsonPropertyOrder({"id", "name", "slug", "position", "projectId", "createdAt", "updatedAt"})
public record Environment(
        UUID id,
        UUID projectId,
        String name,
        EnvironmentSlug slug,
        int position,
        Instant createdAt,
        Instant updatedAt) {}
