package dev.claviger.sync.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A change in vault-service, as far as this service needs to know (docs/events/secret-change.schema.json).
 *
 * @param kind such as {@code folder:delete}
 * @param time when it was made, by the clock over there
 */
public record VaultChange(UUID orgId, UUID projectId, String kind, Instant time, Where where) {

    /** The place, as far as there is one. */
    record Where(
            @Nullable String environment,
            @Nullable UUID environmentId,
            @Nullable UUID folderId,
            @Nullable String folderPath) {}

    /** The slug after the change. */
    public Optional<String> environment() {
        return Optional.ofNullable(where.environment);
    }

    public Optional<UUID> environmentId() {
        return Optional.ofNullable(where.environmentId);
    }

    /** For a change of a folder, which one. */
    public Optional<UUID> folderId() {
        return Optional.ofNullable(where.folderId);
    }

    /** Its path after the change. */
    public Optional<String> folderPath() {
        return Optional.ofNullable(where.folderPath);
    }

    /** Throws what the parts throw when they are not what they should be. */
    static VaultChange read(JsonNode message) {
        JsonNode data = message.path("data");
        @Nullable String environmentId = text(data, "environmentId");
        @Nullable String folderId = text(data.path("folder"), "id");
        return new VaultChange(
                UUID.fromString(data.path("orgId").asText()),
                UUID.fromString(data.path("projectId").asText()),
                data.path("kind").asText(),
                message.path("time").isTextual()
                        ? Instant.parse(message.path("time").asText())
                        : Instant.EPOCH,
                new Where(
                        text(data, "environment"),
                        environmentId == null ? null : UUID.fromString(environmentId),
                        folderId == null ? null : UUID.fromString(folderId),
                        text(data.path("folder"), "path")));
    }

    private static @Nullable String text(JsonNode node, String field) {
        return node.path(field).isTextual() ? node.path(field).asText() : null;
    }
}
