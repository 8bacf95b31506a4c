package dev.claviger.audit.detection;

import dev.claviger.audit.trail.RecordedEvent;
import dev.claviger.audit.trail.RecordedEvent.UnreadableEvent;
import dev.claviger.kernel.outbox.RecordedTransaction;
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

    /** In the order in which a purge locks them to remove a part; otherwise each could wait for the other. */
    private static final String LOCK_IN_ORDER = "LOCK TABLE trail_secret, trail IN ACCESS SHARE MODE";

    /** Held until the transaction ends: one replica at a time looks at a log. */
    private static final String CLAIM = """
        SELECT c.org, c.next_index, l.size, c.tries, c.careful_until, c.passed_over FROM detection_cursor c JOIN log_state l ON l.org = c.org
        WHERE l.size > c.next_index ORDER BY c.looked_at LIMIT 1 FOR UPDATE OF c SKIP LOCKED
        """;

    private static final String ENTRIES = """
        SELECT idx, occurred_at, event FROM trail WHERE org = $1 AND idx >= $2 AND idx < $3 ORDER BY idx
        """;

    private static final String MOVE = """
        UPDATE detection_cursor SET next_index = $3, looked_at = now(), tries = 0, passed_over = '{}',
            problem = CASE WHEN problem LIKE '% passed over entry %' THEN problem END
        WHERE org = $1 AND next_index = $2
        """;

    /** Others come first, so that a defect in one log does not hold up all. */
    private static final String FAIL = """
        WITH failed AS (
            UPDATE detection_cursor SET looked_at = now(), problem = $4, tries = $5, careful_until = $6, passed_over = $7
            WHERE org = $1 AND next_index = $2 AND tries = $3
            RETURNING org, next_index)
        INSERT INTO detection_failure (org, rule, errors, passed_over, last_index, last_cause, last_at)
        SELECT org, $8, 1, $9::integer, next_index, $10, now() FROM failed
        ON CONFLICT (org, rule) DO UPDATE SET errors = detection_failure.errors + 1,
            passed_over = detection_failure.passed_over + excluded.passed_over, last_index = excluded.last_index,
            last_cause = excluded.last_cause, last_at = excluded.last_at
        """;

    private static final String SINCE = """
        WITH log AS (SELECT coalesce((SELECT size FROM log_state WHERE org = $1), 0) AS size)
        SELECT size, coalesce((SELECT min(idx) FROM trail WHERE org = $1 AND occurred_at >= $2
            AND received_at >= $2::timestamptz - interval '10 minutes'), size) AS first FROM log
        """;

    private final Pool pool;

    CursorStore(Pool pool) {
        this.pool = pool;
    }

    /** Entries of the past; not complete when there are more. */
    record Range(long from, long to, boolean complete) {}

    /** Runs reads on one connection; a query that takes too long is given up by the database. */
    <T> Uni<T> reading(Function<Reading, Uni<T>> work) {
        return pool.withTransaction(connection -> readingOn(connection).chain(work::apply));
    }

    /** The same in a transaction that has begun. */
    Uni<Reading> readingOn(SqlConnection connection) {
        return limit(connection).replaceWith(new Reading(connection));
    }

    /** What the rules ask differs in numbers only: to plan it anew each time would take longer than to do it. */
    private static Uni<Void> limit(SqlConnection connection) {
        return connection
                .query("SET LOCAL statement_timeout = '20s'; SET LOCAL plan_cache_mode = force_generic_plan")
                .execute()
                .replaceWithVoid();
    }

    /** What the rules read with. */
    record Reading(SqlConnection sql) {}

    static Reading within(RecordedTransaction transaction) {
        return new Reading(transaction.sql());
    }

    /** The newest entries that happened since then, at most so many. */
    Uni<Range> since(Reading reading, String org, Instant since, int most) {
        return reading.sql()
                .preparedQuery(SINCE)
                .execute(Tuple.of(org, since.atOffset(ZoneOffset.UTC)))
                .map(rows -> rows.iterator().next())
                .map(row -> {
                    long size = row.getLong("size");
                    long first = row.getLong("first");
                    return new Range(Math.max(first, size - most), size, size - first <= most);
                });
    }

    /**
     * A log with entries that nobody has looked at.
     *
     * @param tries how often that failed
     * @param carefulUntil up to where entries are looked at one by one, because a rule failed on one of them
     * @param passedOver the rules that do not look at the next entry, because they failed on it
     */
    record Place(String org, long next, long size, int tries, long carefulUntil, List<String> passedOver) {
        private static final int TRIES = 3;

        Place {
            passedOver = List.copyOf(passedOver);
        }

        boolean isCareful() {
            return next < carefulUntil;
        }

        /** How it goes on after a failure: first the same again, then entry by entry, then without the rule. */
        Place failed(String rule, long to) {
            if (tries + 1 < TRIES) {
                return new Place(org, next, size, tries + 1, carefulUntil, passedOver);
            }
            return isCareful()
                    ? new Place(
                            org,
                            next,
                            size,
                            0,
                            carefulUntil,
                            Stream.concat(passedOver.stream(), Stream.of(rule)).toList())
                    : new Place(org, next, size, 0, to, passedOver);
        }
    }

    Uni<Void> begin() {
        return pool.query(BEGIN).execute().replaceWithVoid();
    }

    Uni<Optional<Place>> claim(RecordedTransaction transaction) {
        return limit(transaction.sql())
                .chain(() -> transaction.sql().query(LOCK_IN_ORDER).execute())
                .chain(() -> transaction.sql().query(CLAIM).execute())
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new Place(
                                row.getString("org"),
                                row.getLong("next_index"),
                                row.getLong("size"),
                                row.getInteger("tries"),
                                row.getLong("careful_until"),
                                List.of(row.getArrayOfStrings("passed_over"))))
                        .findFirst());
    }

    /** Those that are still there. */
    Uni<List<Seen>> entries(Reading reading, String org, long from, long to) {
        return reading.sql()
                .preparedQuery(ENTRIES)
                .execute(Tuple.of(org, from, to))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .flatMap(CursorStore::seen)
                        .toList());
    }

    Uni<Void> move(RecordedTransaction transaction, Place place, long to) {
        return transaction
                .sql()
                .preparedQuery(MOVE)
                .execute(Tuple.of(place.org(), place.next(), to))
                .replaceWithVoid();
    }

    /** Unless somebody else moved it meanwhile. */
    Uni<Void> fail(Place before, Place after, String problem, String rule, String cause) {
        int lost = after.passedOver().size() - before.passedOver().size();
        return pool.preparedQuery(FAIL)
                .execute(Tuple.from(List.<Object>of(
                        before.org(),
                        before.next(),
                        before.tries(),
                        problem,
                        after.tries(),
                        after.carefulUntil(),
                        after.passedOver().toArray(String[]::new),
                        rule,
                        lost,
                        cause)))
                .replaceWithVoid();
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
