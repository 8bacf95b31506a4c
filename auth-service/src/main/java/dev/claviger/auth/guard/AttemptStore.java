package dev.claviger.auth.guard;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.stream.StreamSupport;

/** Counts attempts. Each count is one statement, so that it is exact however many come at once and whichever replica they reach. */
@ApplicationScoped
class AttemptStore {
    /** One that comes while locked changes nothing, so the lock ends. Takes two stale rows away for each one it writes. */
    private static final String RESERVE = """
            WITH stale AS (
                SELECT key FROM attempt_guard WHERE failed_at < $3 AND key <> $1 ORDER BY failed_at LIMIT 2
                FOR UPDATE SKIP LOCKED),
            swept AS (DELETE FROM attempt_guard g USING stale s WHERE g.key = s.key)
            INSERT INTO attempt_guard AS g (key, failures, failed_at) VALUES ($1, 1, $2)
            ON CONFLICT (key) DO UPDATE SET
                failures = CASE WHEN g.failed_at <= $3 THEN 1 ELSE g.failures + 1 END,
                failed_at = $2
            WHERE g.failures < $4 OR g.failed_at <= $3
            RETURNING failures
            """;

    private static final String FORGIVE_ALL = "DELETE FROM attempt_guard WHERE key = $1";

    private static final String FORGIVE_ONE =
            "UPDATE attempt_guard SET failures = greatest(failures - 1, 0) WHERE key = $1";

    private final Pool pool;

    AttemptStore(Pool pool) {
        this.pool = pool;
    }

    /**
     * Counts an attempt as failed until it is forgiven.
     *
     * @param since older failures do not count any more
     * @return how many there are with this one; 0 when there were too many already, and then it is not counted
     */
    Uni<Integer> reserve(byte[] key, int most, Instant now, Instant since) {
        return pool.preparedQuery(RESERVE)
                .execute(Tuple.of(Buffer.buffer(key), utc(now), utc(since), most))
                .map(AttemptStore::failures);
    }

    Uni<Void> forgiveAll(byte[] key) {
        return pool.preparedQuery(FORGIVE_ALL)
                .execute(Tuple.of(Buffer.buffer(key)))
                .replaceWithVoid();
    }

    Uni<Void> forgiveOne(byte[] key) {
        return pool.preparedQuery(FORGIVE_ONE)
                .execute(Tuple.of(Buffer.buffer(key)))
                .replaceWithVoid();
    }

    private static int failures(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .findFirst()
                .map(row -> row.getInteger("failures"))
                .orElse(0);
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
