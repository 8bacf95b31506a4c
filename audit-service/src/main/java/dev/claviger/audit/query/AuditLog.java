package dev.claviger.audit.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.claviger.audit.trail.RecordedEvent;
import dev.claviger.audit.trail.TouchedSecret;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One entry as clients of the API know it (http-api.md 9.1), with our fields {@code outcome} to {@code index} added.
 *
 * @param createdAt when it happened
 * @param updatedAt the same: an entry never changes
 * @param expiresAt until when it is kept at least; null when only a legal hold keeps it
 * @param projectName always null: names belong to vault-service and change
 * @param provenance the job that logged in; empty for callers that are not jobs
 * @param index the place in the organisation's log, from 0 without a gap
 */
public record AuditLog(
        UUID id,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant expiresAt,
        String orgId,
        @Nullable String projectId,
        @Nullable String projectName,
        String ipAddress,
        String userAgent,
        String userAgentType,
        Actor actor,
        Event event,
        String outcome,
        @Nullable String reason,
        Map<String, String> provenance,
        List<TouchedSecret> secrets,
        @Nullable String requestId,
        long index) {

    /** Who acted. */
    public record Actor(String type, Map<String, String> metadata) {
        public static Actor of(RecordedEvent.Actor actor) {
            Map<String, String> metadata = new LinkedHashMap<>();
            switch (actor.type()) {
                case "identity" -> {
                    put(metadata, "identityId", actor.id());
                    put(metadata, "name", actor.name());
                }
                case "user" -> {
                    put(metadata, "userId", actor.id());
                    put(metadata, "email", actor.name());
                    put(metadata, "username", actor.name());
                }
                case "service" -> {
                    put(metadata, "serviceId", actor.id());
                    put(metadata, "name", actor.name());
                }
                default -> {}
            }
            put(metadata, "authMethod", actor.authMethod());
            put(metadata, "tokenId", actor.tokenId());
            return new Actor(actor.type(), metadata);
        }

        private static void put(Map<String, String> metadata, String name, String value) {
            if (!value.isEmpty()) {
                metadata.put(name, value);
            }
        }
    }

    /** What was attempted. */
    public record Event(String type, JsonNode metadata) {}

    public static AuditLog of(Found found) {
        RecordedEvent event = found.event();
        return new AuditLog(
                found.id(),
                found.occurredAt(),
                found.occurredAt(),
                found.keptUntil(),
                found.log(),
                orNull(event.projectId()),
                null,
                event.origin().ip(),
                event.origin().userAgent(),
                found.userAgentType(),
                Actor.of(event.actor()),
                new Event(event.name(), metadata(event)),
                event.outcome(),
                orNull(event.reason()),
                new TreeMap<>(event.provenance()),
                event.secrets(),
                orNull(event.origin().requestId()),
                found.index());
    }

    /** What the producer said, completed by what it said elsewhere in the event (http-api.md 9.3). */
    private static JsonNode metadata(RecordedEvent event) {
        ObjectNode metadata = event.metadata().deepCopy();
        complete(metadata, "environment", event.environment());
        complete(metadata, "secretPath", event.path());
        if (event.secrets().size() == 1 && event.name().endsWith("-secret")) {
            TouchedSecret secret = event.secrets().getFirst();
            complete(metadata, "secretId", secret.id().toString());
            complete(metadata, "secretKey", secret.key());
            if (!metadata.has("secretVersion")) {
                metadata.put("secretVersion", secret.version());
            }
        }
        return metadata;
    }

    private static void complete(ObjectNode metadata, String field, String value) {
        if (!metadata.has(field) && !value.isEmpty()) {
            metadata.put(field, value);
        }
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
