package dev.claviger.audit.detection;

import dev.claviger.audit.trail.RecordedEvent;
import dev.claviger.audit.trail.RecordedEvent.UnreadableEvent;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** How far the rules have looked, and the entries that come next. */
@ApplicationScoped
class CursorStore {
    private static final String BEGIN = """
        INSERT INTO detection_cursor (org, next_index, looked_at)
        SELECT l.org, 0, now() FROM log_state l WHERE NOT EXISTS (SELECT FROM detection_cursor c WHERE c.org = l.org)
        ON CONFLICT DO NOTHING
        """;

    /** Held until the transaction ends: one replica at a time looks at a log. */
    private static final String CLAIM = """
        SELECT c.org, c.next_index, l.size FROM detection_cursor c JOIN log_state l ON l.org = c.org
        WHERE l.size > c.next_index ORDER BY c.looked_at LIMIT 1 FOR UPDATE OF c SKIP LOCKED
        """;

    private static final String ENTRIES = """
        SELECT idx, occurred_at, event FROM trail WHERE org = $1 AND idx >= $2 AND idx < $3 ORDER BY idx
        """;

    private static final String MOVE =
            "UPDATE detection_cursor SET next_index = $3, looked_at = now(), problem = NULL WHERE org = $1 AND"
                    + " next_index = $2";

    /** Others come first, so that a defect in one log does not hold up all. */
    private static final String FAIL = "UPDATE detection_cursor SET looked_at = now(), problem = $2 WHERE org = $1";

    private static final String SINCE = """
        WITH log AS (SELECT coalesce((SELECT size FROM log_state WHERE org = $1), 0) AS size)
        SELECT size, coalesce((SELECT min(idx) FROM trail WHERE org = $1 AND occurred_at >= $2), size) AS first FROM log
        """;

    private final Pool pool;

    CursorStore(Pool pool) {
        this.pool = pool;
    }

    /** Entries of the past; not complete when there are more. */
    record Range(long from, long to, boolean complete) {}

    /** Runs reads on one connection; a query that takes too long is given up by the database. */
    <T> Uni<T> reading(Function<SqlConnection, Uni<T>> work) {
        return pool.withTransaction(connection -> connection
                .query("SET LOCAL statement_timeout = '20s'")
                .execute()
                .chain(() -> work.apply(connection)));
    }

    /** The newest entries that happened since then, at most so many. */
    Uni<Range> since(SqlConnection connection, String org, Instant since, int most) {
        return connection
                .preparedQuery(SINCE)
                .execute(Tuple.of(org, since.atOffset(ZoneOffset.UTC)))
                .map(rows -> rows.iterator().next())
                .map(row -> {
                    long size = row.getLong("size");
                    long first = row.getLong("first");
                    return new Range(Math.max(first, size - most), size, size - first <= most);
                });
    }

    /** A log with entries that nobody has looked at. */
    record Place(String org, long next, long size) {}

    Uni<Void> begin() {
        return pool.query(BEGIN).execute().replaceWithVoid();
    }

    Uni<Optional<Place>> claim(SqlConnection transaction) {
        return transaction
                .query(CLAIM)
                .execute()
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new Place(row.getString("org"), row.getLong("next_index"), row.getLong("size")))
                        .findFirst());
    }

    /** Those that are still there. */
    Uni<List<Seen>> entries(SqlConnection connection, String org, long from, long to) {
        return connection
                .preparedQuery(ENTRIES)
                .execute(Tuple.of(org, from, to))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .flatMap(CursorStore::seen)
                        .toList());
    }

    Uni<Void> move(SqlConnection transaction, String org, long from, long to) {
        return transaction.preparedQuery(MOVE).execute(Tuple.of(org, from, to)).replaceWithVoid();
    }

    Uni<Void> fail(String org, String problem) {
        return pool.preparedQuery(FAIL).execute(Tuple.of(org, problem)).replaceWithVoid();
    }

    private static Stream<Seen> seen(Row row) {
        try {
            RecordedEvent event =
                    RecordedEvent.read(row.getBuffer("event").getDelegate().getBytes());
            return Stream.of(new Seen(
                    row.getLong("idx"), row.getOffsetDateTime("occurred_at").toInstant(), event));
        } catch (UnreadableEvent garbage) {
            Log.warnf("entry passed over by the rules idx=%d", row.getLong("idx"));
            return Stream.empty();
        }
    }
}
