package dev.claviger.sync.rotating;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.claviger.sync.rotating.SecretRotation.LastRotation;
import dev.claviger.sync.rotationtarget.RotationKind;
import dev.claviger.sync.rotationtarget.RotationParameters;
import dev.claviger.sync.vault.Source;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rows of rotations and what they mean; the part of {@link RotationStore} that it shares with {@link TurnStore}. */
final class RotationRowsStore {
    private static final ObjectMapper JSON = new ObjectMapper();

    static final String COLUMNS = """
            r.id, r.org_id, r.project_id, r.kind, r.name, r.description, r.connection_id, c.name AS connection_name, r.parameters,
            r.secrets_mapping, r.secret_ids, r.environment_id, r.environment_name, r.environment_slug, r.folder_id, r.secret_path,
            r.is_auto_rotation_enabled, r.rotation_interval, r.rotate_at_hours, r.rotate_at_minutes, r.active_index, r.version,
            r.created_at, r.updated_at, r.status, r.message, r.job_id, r.is_manual, r.rotated_at, r.attempted_at, r.next_rotation_at
            """;

    private RotationRowsStore() {}

    static SecretRotation rotation(Row row) {
        return new SecretRotation(
                row.getUUID("id"),
                row.getUUID("org_id"),
                RotationKind.bySlug(row.getString("kind")).orElseThrow(),
                row.getString("name"),
                row.getString("description"),
                row.getUUID("connection_id"),
                row.getString("connection_name"),
                parameters(row),
                Objects.requireNonNull(mapping(row, "secrets_mapping")),
                source(row),
                Set.of(row.getArrayOfUUIDs("secret_ids")),
                row.getBoolean("is_auto_rotation_enabled"),
                row.getInteger("rotation_interval"),
                new RotateAt(row.getInteger("rotate_at_hours"), row.getInteger("rotate_at_minutes")),
                row.getInteger("active_index"),
                row.getInteger("version"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant(),
                last(row));
    }

    private static Source source(Row row) {
        return new Source(
                row.getUUID("project_id"),
                row.getUUID("environment_id"),
                row.getString("environment_name"),
                row.getString("environment_slug"),
                row.getUUID("folder_id"),
                row.getString("secret_path"));
    }

    private static LastRotation last(Row row) {
        return new LastRotation(
                row.getString("status"),
                row.getString("message"),
                row.getUUID("job_id"),
                row.getBoolean("is_manual"),
                instant(row, "rotated_at"),
                instant(row, "attempted_at"),
                instant(row, "next_rotation_at"));
    }

    private static RotationParameters parameters(Row row) {
        try {
            return JSON.readValue(row.getJsonObject("parameters").encode(), RotationParameters.class);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a stored rotation is not what we store");
        }
    }

    static @Nullable Map<String, String> mapping(Row row, String column) {
        @Nullable JsonObject stored = row.getJsonObject(column);
        try {
            return stored == null ? null : JSON.readValue(stored.encode(), new TypeReference<>() {});
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a stored rotation is not what we store");
        }
    }

    static JsonObject json(Object value) {
        try {
            return new JsonObject(JSON.writeValueAsString(value));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static @Nullable Instant instant(Row row, String column) {
        @Nullable OffsetDateTime moment = row.getOffsetDateTime(column);
        return moment == null ? null : moment.toInstant();
    }

    static @Nullable OffsetDateTime time(@Nullable Instant moment) {
        return moment == null ? null : moment.atOffset(ZoneOffset.UTC);
    }
}
