package dev.claviger.sync.connection;

import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Connections in PostgreSQL. */
@ApplicationScoped
class ConnectionStore {
    private static final String UNIQUE_VIOLATION = "23505";
    private static final String FOREIGN_KEY_VIOLATION = "23503";

    private static final String COLUMNS = """
            id, org_id, project_id, app, name, description, method, shown, sealed, version, credentials_version, expires_at, checked_at,
            problem, created_at, updated_at
            """;

    private static final String SELECT = "SELECT " + COLUMNS + " FROM app_connection ";

    private static final String LIST = SELECT
            + "WHERE org_id = $1 AND project_id IS NOT DISTINCT FROM $2 AND ($3::text IS NULL OR app = $3) ORDER BY"
            + " name";

    private static final String FIND = SELECT + "WHERE org_id = $1 AND id = $2";

    private static final String FIND_BY_NAME =
            SELECT + "WHERE org_id = $1 AND project_id IS NOT DISTINCT FROM $2 AND name = $3";

    private static final String LOCK = FIND + " FOR UPDATE";

    private static final String INSERT = """
            INSERT INTO app_connection (id, org_id, project_id, app, name, description, method, shown, sealed, expires_at, checked_at,
                created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $11)
            """;

    /**
     * The version is the one that was read: of two changes at once, the later does not undo the earlier unseen. Without new credentials the
     * sealed ones stay as they are now, for tokens may have been renewed meanwhile.
     */
    private static final String UPDATE = """
            UPDATE app_connection
            SET name = $3, description = $4, shown = $5, sealed = CASE WHEN credentials_version = $7 THEN sealed ELSE $6 END,
                credentials_version = $7, expires_at = $8, checked_at = $9, problem = $10, updated_at = $11, version = version + 1
            WHERE id = $1 AND version = $2
            """;

    /** Whoever begins to refer to it waits meanwhile. */
    private static final String LOCK_PLACE = "SELECT FROM app_connection WHERE id = $1 FOR UPDATE";

    /** Also by rotations that are deleted and whose credentials still have to be ended. */
    private static final String IS_PLACE_IN_USE = """
            SELECT EXISTS (SELECT FROM secret_rotation WHERE connection_id = $1)
                OR EXISTS (SELECT FROM sync_ledger l JOIN secret_sync s ON s.id = l.sync_id WHERE s.connection_id = $1) AS is_in_use
            """;

    private static final String RESEAL = "UPDATE app_connection SET sealed = $2 WHERE id = $1";

    private static final String CHECKED = """
            UPDATE app_connection SET checked_at = now(), problem = $3, expires_at = coalesce($4, expires_at)
            WHERE id = $1 AND credentials_version = $2
            """;

    /** Claimed by moving the time, so that of several replicas one asks. */
    private static final String DUE = """
            UPDATE app_connection SET checked_at = now()
            WHERE id IN (
                SELECT id FROM app_connection WHERE checked_at < now() - $1 * interval '1 millisecond'
                ORDER BY checked_at LIMIT $2
                FOR UPDATE SKIP LOCKED)
            RETURNING
            """ + COLUMNS;

    private static final String DELETE = "DELETE FROM app_connection WHERE id = $1";

    private final Pool pool;

    ConnectionStore(Pool pool) {
        this.pool = pool;
    }

    /** Those of a project, or those of the organisation itself; of one system, or of all. */
    Uni<List<Connection>> list(UUID orgId, @Nullable UUID projectId, @Nullable App app) {
        return pool.preparedQuery(LIST)
                .execute(Tuple.of(orgId, projectId, app == null ? null : app.slug()))
                .map(ConnectionStore::connections);
    }

    Uni<Optional<Connection>> find(UUID orgId, UUID id) {
        return pool.preparedQuery(FIND)
                .execute(Tuple.of(orgId, id))
                .map(rows -> connections(rows).stream().findFirst());
    }

    Uni<Optional<Connection>> findByName(UUID orgId, @Nullable UUID projectId, String name) {
        return pool.preparedQuery(FIND_BY_NAME)
                .execute(Tuple.of(orgId, projectId, name))
                .map(rows -> connections(rows).stream().findFirst());
    }

    /** Fails with {@link NameTaken}. */
    Uni<Void> insert(RecordedTransaction tx, Connection made) {
        return tx.sql()
                .preparedQuery(INSERT)
                .execute(Tuple.tuple()
                        .addUUID(made.id())
                        .addUUID(made.orgId())
                        .addUUID(made.projectId())
                        .addString(made.app().slug())
                        .addString(made.name())
                        .addString(made.description())
                        .addString(made.method())
                        .addValue(new JsonObject(made.shown()))
                        .addBuffer(Buffer.newInstance(made.sealed()))
                        .addOffsetDateTime(time(made.expiresAt()))
                        .addOffsetDateTime(time(made.createdAt())))
                .onFailure(refused -> isViolation(refused, UNIQUE_VIOLATION))
                .transform(refused -> new NameTaken())
                .replaceWithVoid();
    }

    /** Whether something was made where it leads to. It is so until the end of the transaction. */
    Uni<Boolean> isPlaceInUse(RecordedTransaction tx, UUID id) {
        return tx.sql()
                .preparedQuery(LOCK_PLACE)
                .execute(Tuple.of(id))
                .chain(() -> tx.sql().preparedQuery(IS_PLACE_IN_USE).execute(Tuple.of(id)))
                .map(rows -> rows.iterator().next().getBoolean("is_in_use"));
    }

    /** False when somebody else has changed it meanwhile. Fails with {@link NameTaken}. */
    Uni<Boolean> update(RecordedTransaction tx, Connection changed) {
        return tx.sql()
                .preparedQuery(UPDATE)
                .execute(Tuple.tuple()
                        .addUUID(changed.id())
                        .addInteger(changed.version())
                        .addString(changed.name())
                        .addString(changed.description())
                        .addValue(new JsonObject(changed.shown()))
                        .addBuffer(Buffer.newInstance(changed.sealed()))
                        .addInteger(changed.credentialsVersion())
                        .addOffsetDateTime(time(changed.expiresAt()))
                        .addOffsetDateTime(time(changed.checkedAt()))
                        .addString(changed.problem())
                        .addOffsetDateTime(time(changed.updatedAt())))
                .onFailure(refused -> isViolation(refused, UNIQUE_VIOLATION))
                .transform(refused -> new NameTaken())
                .map(rows -> rows.rowCount() == 1);
    }

    /** Fails with {@link ConnectionInUse}. */
    Uni<Void> delete(RecordedTransaction tx, UUID id) {
        return tx.sql()
                .preparedQuery(DELETE)
                .execute(Tuple.of(id))
                .onFailure(refused -> isViolation(refused, FOREIGN_KEY_VIOLATION))
                .transform(refused -> new ConnectionInUse())
                .replaceWithVoid();
    }

    /** Does the work while nobody else does any with this connection; what is sealed anew is kept before the work is over. */
    <T> Uni<T> locked(Connection connection, Function<Renewal, Uni<T>> work) {
        return pool.withTransaction(sql -> sql.preparedQuery(LOCK)
                .execute(Tuple.of(connection.orgId(), connection.id()))
                .map(rows -> connections(rows).stream().findFirst().orElseThrow(ConnectionNotFound::new))
                .chain(current -> work.apply(new Renewal(sql, current))));
    }

    /** A connection that nobody else may change right now. */
    record Renewal(SqlConnection sql, Connection connection) {
        Uni<Void> reseal(io.vertx.core.buffer.Buffer sealed) {
            return sql.preparedQuery(RESEAL)
                    .execute(Tuple.of(connection.id(), sealed))
                    .replaceWithVoid();
        }
    }

    /** What a check found out, unless other credentials were given meanwhile. */
    Uni<Void> checked(Connection connection, @Nullable String problem, @Nullable Instant expiresAt) {
        return pool.preparedQuery(CHECKED)
                .execute(Tuple.of(connection.id(), connection.credentialsVersion(), problem, time(expiresAt)))
                .replaceWithVoid();
    }

    /** Takes some that nobody has looked at for so long. */
    Uni<List<Connection>> due(Duration age, int most) {
        return pool.preparedQuery(DUE).execute(Tuple.of(age.toMillis(), most)).map(ConnectionStore::connections);
    }

    private static boolean isViolation(Throwable refused, String state) {
        return refused instanceof PgException violation && state.equals(violation.getSqlState());
    }

    private static List<Connection> connections(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(ConnectionStore::connection)
                .toList();
    }

    private static Connection connection(Row row) {
        return new Connection(
                row.getUUID("id"),
                row.getUUID("org_id"),
                row.getUUID("project_id"),
                App.bySlug(row.getString("app")).orElseThrow(),
                row.getString("name"),
                row.getString("description"),
                row.getString("method"),
                row.getJsonObject("shown").getMap(),
                row.getBuffer("sealed").getDelegate(),
                row.getInteger("version"),
                row.getInteger("credentials_version"),
                instant(row, "expires_at"),
                row.getOffsetDateTime("checked_at").toInstant(),
                row.getString("problem"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    private static @Nullable Instant instant(Row row, String column) {
        @Nullable OffsetDateTime moment = row.getOffsetDateTime(column);
        return moment == null ? null : moment.toInstant();
    }

    private static @Nullable OffsetDateTime time(@Nullable Instant moment) {
        return moment == null ? null : moment.atOffset(ZoneOffset.UTC);
    }
}
