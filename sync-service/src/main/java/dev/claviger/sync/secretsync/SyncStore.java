package dev.claviger.sync.secretsync;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.sync.job.JobState;
import dev.claviger.sync.job.JobStates;
import dev.claviger.sync.vault.Source;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Syncs in PostgreSQL. */
@ApplicationScoped
class SyncStore {
    private static final String UNIQUE_VIOLATION = "23505";
    private static final String FOREIGN_KEY_VIOLATION = "23503";
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String SELECT = """
            SELECT s.id, s.org_id, s.project_id, s.name, s.description, s.connection_id, c.name AS connection_name, s.destination_key,
                s.destination_config, s.sync_options, s.is_auto_sync_enabled, s.environment_id, s.environment_name, s.environment_slug,
                s.folder_id, s.secret_path, s.version, s.created_at, s.updated_at,
                y.status AS sync_status, y.job_id AS sync_job_id, y.message AS sync_message, y.succeeded_at AS synced_at,
                r.status AS remove_status, r.job_id AS remove_job_id, r.message AS remove_message, r.succeeded_at AS removed_at
            FROM secret_sync s JOIN app_connection c ON c.id = s.connection_id
                LEFT JOIN sync_job y ON y.sync_id = s.id AND y.kind = 'SYNC'
                LEFT JOIN sync_job r ON r.sync_id = s.id AND r.kind = 'REMOVE'
            """;

    private static final String LIST = SELECT + "WHERE s.org_id = $1 AND s.project_id = $2 ORDER BY s.name";
    private static final String LIST_AT =
            SELECT + "WHERE s.org_id = $1 AND left(s.destination_key, length($2)) = $2 ORDER BY s.name, s.id";

    private static final String FIND = SELECT + "WHERE s.org_id = $1 AND s.id = $2";
    private static final String FIND_ANY = SELECT + "WHERE s.id = $1";
    private static final String FIND_BY_NAME = SELECT + "WHERE s.org_id = $1 AND s.project_id = $2 AND s.name = $3";
    private static final String FIND_BY_DESTINATION = SELECT
            + "WHERE s.org_id = $1 AND s.destination_key = $2 AND s.id IS DISTINCT FROM $3 ORDER BY s.project_id <>"
            + " $4, s.created_at LIMIT 1";

    /** A key ends with scope, number and environment; what is before is the instance. */
    private static final String FIND_BY_NUMBER = SELECT
            + "WHERE s.org_id = $1 AND s.project_id = $4 AND right(s.destination_key, length($2)) = $2"
            + " AND s.id IS DISTINCT FROM $3 ORDER BY s.created_at LIMIT 1";

    private static final String INSERT = """
            INSERT INTO secret_sync (id, org_id, project_id, name, description, connection_id, destination, destination_key,
                destination_config, sync_options, is_auto_sync_enabled, environment_id, environment_name, environment_slug, folder_id,
                secret_path, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, 'gitlab', $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16)
            """;

    /** The version is the one that was read: of two changes at once, the later does not undo the earlier unseen. */
    private static final String UPDATE = """
            UPDATE secret_sync
            SET name = $3, description = $4, connection_id = $5, destination_key = $6, destination_config = $7, sync_options = $8,
                is_auto_sync_enabled = $9, environment_id = $10, environment_name = $11, environment_slug = $12, folder_id = $13,
                secret_path = $14, updated_at = $15, version = version + 1, ends_after_removal = false
            WHERE id = $1 AND version = $2
            """;

    private static final String PAUSE =
            "UPDATE secret_sync SET is_auto_sync_enabled = false, version = version + 1, updated_at = now() WHERE id = $1";

    private static final String END = "UPDATE secret_sync SET ends_after_removal = true WHERE id = $1";
    private static final String KEEP = "UPDATE secret_sync SET ends_after_removal = false WHERE id = $1";
    private static final String DELETE_ENDED = """
            DELETE FROM secret_sync WHERE id = $1 AND ends_after_removal AND NOT EXISTS (SELECT FROM sync_ledger WHERE sync_id = $1)
            """;

    private static final String IS_BOUND = """
            SELECT EXISTS (SELECT FROM sync_ledger WHERE sync_id = $1 AND place <> $2)
                OR EXISTS (SELECT FROM sync_job WHERE sync_id = $1 AND kind <> 'COMPARE' AND lease_until > now()) AS is_bound
            """;

    private static final String DELETE = "DELETE FROM secret_sync WHERE id = $1";

    private final Pool pool;

    SyncStore(Pool pool) {
        this.pool = pool;
    }

    Uni<List<SyncDefinition>> list(UUID orgId, UUID projectId) {
        return pool.preparedQuery(LIST).execute(Tuple.of(orgId, projectId)).map(SyncStore::definitions);
    }

    /** Those that write to a project or group, whatever the environment scope. */
    Uni<List<SyncDefinition>> listAt(UUID orgId, String place) {
        return pool.preparedQuery(LIST_AT).execute(Tuple.of(orgId, place + " ")).map(SyncStore::definitions);
    }

    Uni<Optional<SyncDefinition>> find(UUID orgId, UUID id) {
        return pool.preparedQuery(FIND).execute(Tuple.of(orgId, id)).map(SyncStore::first);
    }

    /** Of whatever organisation. */
    Uni<Optional<SyncDefinition>> find(UUID id) {
        return pool.preparedQuery(FIND_ANY).execute(Tuple.of(id)).map(SyncStore::first);
    }

    Uni<Optional<SyncDefinition>> findByName(UUID orgId, UUID projectId, String name) {
        return pool.preparedQuery(FIND_BY_NAME)
                .execute(Tuple.of(orgId, projectId, name))
                .map(SyncStore::first);
    }

    /** Another sync that writes to the same place; one of the same project where there is one. */
    Uni<Optional<SyncDefinition>> findByDestination(UUID orgId, String key, @Nullable UUID except, UUID projectId) {
        return pool.preparedQuery(FIND_BY_DESTINATION)
                .execute(Tuple.of(orgId, key, except, projectId))
                .map(SyncStore::first);
    }

    /** Another sync of the project that writes to the same number, at whatever instance. */
    Uni<Optional<SyncDefinition>> findByNumber(UUID orgId, String end, @Nullable UUID except, UUID projectId) {
        return pool.preparedQuery(FIND_BY_NUMBER)
                .execute(Tuple.of(orgId, end, except, projectId))
                .map(SyncStore::first);
    }

    /** Fails with {@link NameTaken} and {@link ConnectionGone}. */
    Uni<Void> insert(RecordedTransaction tx, SyncDefinition made) {
        Tuple values = Tuple.tuple()
                .addUUID(made.id())
                .addUUID(made.orgId())
                .addUUID(made.projectId())
                .addString(made.name())
                .addString(made.description())
                .addUUID(made.connectionId())
                .addString(made.destinationKey())
                .addValue(json(made.target()))
                .addValue(json(made.options()))
                .addBoolean(made.isAutoSyncEnabled());
        return refusals(tx.sql().preparedQuery(INSERT).execute(withSource(values, made.source(), made.createdAt())))
                .replaceWithVoid();
    }

    /** False when somebody else has changed it meanwhile. Fails with {@link NameTaken} and {@link ConnectionGone}. */
    Uni<Boolean> update(RecordedTransaction tx, SyncDefinition changed) {
        Tuple values = Tuple.tuple()
                .addUUID(changed.id())
                .addInteger(changed.version())
                .addString(changed.name())
                .addString(changed.description())
                .addUUID(changed.connectionId())
                .addString(changed.destinationKey())
                .addValue(json(changed.target()))
                .addValue(json(changed.options()))
                .addBoolean(changed.isAutoSyncEnabled());
        return refusals(tx.sql()
                        .preparedQuery(UPDATE)
                        .execute(withSource(values, changed.source(), changed.updatedAt())))
                .map(rows -> rows.rowCount() == 1);
    }

    /** Whether it has variables at another place than this one, or is writing somewhere. */
    Uni<Boolean> isBoundElsewhere(RecordedTransaction tx, UUID id, String place) {
        return tx.sql()
                .preparedQuery(IS_BOUND)
                .execute(Tuple.of(id, place))
                .map(rows -> rows.iterator().next().getBoolean("is_bound"));
    }

    /** From then on it runs only when somebody calls. */
    Uni<Void> pause(RecordedTransaction tx, UUID id) {
        return tx.sql().preparedQuery(PAUSE).execute(Tuple.of(id)).replaceWithVoid();
    }

    /** It goes when its variables are removed. */
    Uni<Void> end(RecordedTransaction tx, UUID id) {
        return tx.sql().preparedQuery(END).execute(Tuple.of(id)).replaceWithVoid();
    }

    /** It stays, whatever was wanted before. */
    Uni<Void> keep(RecordedTransaction tx, UUID id) {
        return tx.sql().preparedQuery(KEEP).execute(Tuple.of(id)).replaceWithVoid();
    }

    /** False when it stays: it is wanted again, or has variables where it does not write any more. */
    Uni<Boolean> deleteEnded(RecordedTransaction tx, UUID id) {
        return tx.sql().preparedQuery(DELETE_ENDED).execute(Tuple.of(id)).map(rows -> rows.rowCount() == 1);
    }

    Uni<Void> delete(RecordedTransaction tx, UUID id) {
        return tx.sql().preparedQuery(DELETE).execute(Tuple.of(id)).replaceWithVoid();
    }

    private static Tuple withSource(Tuple values, Source source, Instant at) {
        return values.addUUID(source.environmentId())
                .addString(source.environmentName())
                .addString(source.environmentSlug())
                .addUUID(source.folderId())
                .addString(source.path())
                .addOffsetDateTime(OffsetDateTime.ofInstant(at, ZoneOffset.UTC));
    }

    private static Uni<RowSet<Row>> refusals(Uni<RowSet<Row>> executed) {
        return executed.onFailure(refused -> isViolation(refused, UNIQUE_VIOLATION))
                .transform(refused -> new NameTaken())
                .onFailure(refused -> isViolation(refused, FOREIGN_KEY_VIOLATION))
                .transform(refused -> new ConnectionGone());
    }

    private static boolean isViolation(Throwable refused, String state) {
        return refused instanceof PgException violation && state.equals(violation.getSqlState());
    }

    private static JsonObject json(Object value) {
        try {
            return new JsonObject(JSON.writeValueAsString(value));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static <T> T read(Row row, String column, Class<T> type) {
        try {
            return JSON.readValue(row.getJsonObject(column).encode(), type);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("a stored sync is not what we store");
        }
    }

    private static Optional<SyncDefinition> first(RowSet<Row> rows) {
        return definitions(rows).stream().findFirst();
    }

    private static List<SyncDefinition> definitions(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(SyncStore::definition)
                .toList();
    }

    private static SyncDefinition definition(Row row) {
        return new SyncDefinition(
                row.getUUID("id"),
                row.getUUID("org_id"),
                row.getString("name"),
                row.getString("description"),
                row.getUUID("connection_id"),
                row.getString("connection_name"),
                row.getString("destination_key"),
                read(row, "destination_config", GitLabTarget.class),
                read(row, "sync_options", SyncOptions.class),
                row.getBoolean("is_auto_sync_enabled"),
                new Source(
                        row.getUUID("project_id"),
                        row.getUUID("environment_id"),
                        row.getString("environment_name"),
                        row.getString("environment_slug"),
                        row.getUUID("folder_id"),
                        row.getString("secret_path")),
                row.getInteger("version"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant(),
                new JobStates(state(row, "sync", "synced_at"), state(row, "remove", "removed_at")));
    }

    private static @Nullable JobState state(Row row, String kind, String time) {
        @Nullable String status = row.getString(kind + "_status");
        @Nullable OffsetDateTime succeeded = row.getOffsetDateTime(time);
        return status == null
                ? null
                : new JobState(
                        status,
                        row.getUUID(kind + "_job_id"),
                        row.getString(kind + "_message"),
                        succeeded == null ? null : succeeded.toInstant());
    }
}
