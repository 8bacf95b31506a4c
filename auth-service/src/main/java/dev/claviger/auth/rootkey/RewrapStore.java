package dev.claviger.auth.rootkey;

import dev.claviger.auth.rootkey.Progress.Cursor;
import dev.claviger.auth.rootkey.Progress.Damage;
import dev.claviger.auth.rootkey.Progress.State;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Rewraps in PostgreSQL. */
@ApplicationScoped
class RewrapStore {
    private static final String COLUMNS = """
            id, root_key, org_id, starter_id, starter_name, state, after_place, after_id, total, done, unopenable, damages, problem,
            created_at, updated_at, ended_at
            """;

    private static final String INSERT = """
            INSERT INTO root_key_rewrap (id, root_key, org_id, starter_id, starter_name, state, after_place, after_id, total, done,
                unopenable, damages, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, 'running', '', '', $6, 0, 0, '[]', $7, $7)
            ON CONFLICT DO NOTHING
            """;

    private static final String TAKE =
            "SELECT " + COLUMNS + "FROM root_key_rewrap WHERE state = 'running' FOR UPDATE SKIP LOCKED";

    /** A replica that falls silent in the middle of a step lets go of the rewrap. */
    private static final String LIMIT = "SET LOCAL idle_in_transaction_session_timeout = '60s'";

    private static final String SAVE = """
            UPDATE root_key_rewrap
            SET state = $2, after_place = $3, after_id = $4, done = $5, unopenable = $6, damages = $7, problem = NULL,
                updated_at = $8, ended_at = CASE WHEN $2 = 'running' THEN NULL ELSE $8::timestamptz END
            WHERE id = $1
            """;

    private static final String EXPLAIN =
            "UPDATE root_key_rewrap SET problem = $2, updated_at = $3 WHERE id = $1 AND state = 'running'";

    private static final String LATEST =
            "SELECT " + COLUMNS + "FROM root_key_rewrap ORDER BY created_at DESC, id DESC LIMIT 1";

    private final Pool pool;

    RewrapStore(Pool pool) {
        this.pool = pool;
    }

    /** False when one is running. */
    Uni<Boolean> insert(RecordedTransaction tx, Rewrap rewrap) {
        return tx.sql()
                .preparedQuery(INSERT)
                .execute(Tuple.tuple()
                        .addUUID(rewrap.id())
                        .addString(rewrap.rootKey())
                        .addUUID(rewrap.orgId())
                        .addString(rewrap.starter().id())
                        .addString(rewrap.starter().name())
                        .addLong(rewrap.progress().total())
                        .addOffsetDateTime(utc(rewrap.createdAt())))
                .map(rows -> rows.rowCount() == 1);
    }

    /** Takes the running one, unless somebody else is at it, until the transaction ends. */
    Uni<Optional<Rewrap>> take(RecordedTransaction tx) {
        return tx.sql()
                .query(LIMIT)
                .execute()
                .chain(() -> tx.sql().preparedQuery(TAKE).execute())
                .map(RewrapStore::first);
    }

    Uni<Void> save(RecordedTransaction tx, UUID id, Progress progress, Instant now) {
        return tx.sql()
                .preparedQuery(SAVE)
                .execute(Tuple.tuple()
                        .addUUID(id)
                        .addString(progress.state().word())
                        .addString(progress.after().place())
                        .addString(progress.after().id())
                        .addLong(progress.done())
                        .addLong(progress.unopenable())
                        .addValue(damages(progress.damages()))
                        .addOffsetDateTime(utc(now)))
                .replaceWithVoid();
    }

    /** Says why a step failed. */
    Uni<Void> explain(UUID id, String problem, Instant now) {
        return pool.preparedQuery(EXPLAIN)
                .execute(Tuple.of(id, problem, utc(now)))
                .replaceWithVoid();
    }

    Uni<Optional<Rewrap>> latest() {
        return pool.preparedQuery(LATEST).execute().map(RewrapStore::first);
    }

    private static Optional<Rewrap> first(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false).findFirst().map(RewrapStore::rewrap);
    }

    private static Rewrap rewrap(Row row) {
        @Nullable OffsetDateTime ended = row.getOffsetDateTime("ended_at");
        return new Rewrap(
                row.getUUID("id"),
                row.getString("root_key"),
                row.getUUID("org_id"),
                new Rewrap.Starter(row.getString("starter_id"), row.getString("starter_name")),
                progress(row),
                row.getString("problem"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant(),
                ended == null ? null : ended.toInstant());
    }

    private static Progress progress(Row row) {
        return new Progress(
                State.of(row.getString("state")),
                new Cursor(row.getString("after_place"), row.getString("after_id")),
                row.getLong("total"),
                row.getLong("done"),
                row.getLong("unopenable"),
                damages(row.getJsonArray("damages")));
    }

    private static JsonArray damages(List<Damage> damages) {
        JsonArray rows = new JsonArray();
        damages.forEach(
                damage -> rows.add(new JsonObject().put("kind", damage.kind()).put("id", damage.id())));
        return rows;
    }

    private static List<Damage> damages(JsonArray rows) {
        return rows.stream()
                .map(JsonObject.class::cast)
                .map(row -> new Damage(row.getString("kind"), row.getString("id")))
                .toList();
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
