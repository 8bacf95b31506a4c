package dev.claviger.auth.guard;

import dev.claviger.kernel.outbox.RecordedTransaction;
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
import java.util.UUID;

/**
 * Counts wrong secrets of machines. The counts are single statements, so that they are exact however many logins run at once.
 *
 * <p>They belong to an account of a subject. The subject is a configuration, or an id that was asked for and does not exist: both lock
 * alike, so that a lock tells nobody which it was.
 */
@ApplicationScoped
public class LockoutStore {
    /** The account of configurations that have but one. */
    public static final Buffer ONLY = Buffer.buffer();

    private static final String IS_LOCKED = """
            SELECT EXISTS (SELECT FROM lockout WHERE subject = $1 AND account = $2 AND locked_until > $3) AS locked
            """;

    /**
     * A failure long after the last one is the first again; the one that locks starts the count anew. Takes two stale rows away for each
     * one it writes.
     */
    private static final String COUNT_FAILURE = """
            WITH stale AS (
                SELECT subject, account FROM lockout WHERE stale_at < $3 AND (subject, account) <> ($1, $2)
                ORDER BY stale_at LIMIT 2 FOR UPDATE SKIP LOCKED),
            swept AS (DELETE FROM lockout l USING stale s WHERE l.subject = s.subject AND l.account = s.account)
            INSERT INTO lockout AS l (subject, account, failures, failed_at, locked_until, stale_at)
            VALUES ($1, $2, CASE WHEN $5::int <= 1 THEN 0 ELSE 1 END, $3::timestamptz,
                CASE WHEN $5::int <= 1 THEN $6::timestamptz ELSE '-infinity' END, $7)
            ON CONFLICT (subject, account) DO UPDATE SET
                failed_at = excluded.failed_at,
                stale_at = excluded.stale_at,
                failures = CASE
                    WHEN (CASE WHEN l.failed_at < $4 THEN 1 ELSE l.failures + 1 END) >= $5::int THEN 0
                    WHEN l.failed_at < $4 THEN 1 ELSE l.failures + 1 END,
                locked_until = CASE
                    WHEN (CASE WHEN l.failed_at < $4 THEN 1 ELSE l.failures + 1 END) >= $5::int THEN $6::timestamptz
                    ELSE l.locked_until END
            WHERE l.locked_until <= $3
            RETURNING l.locked_until > $3 AS locked
            """;

    private static final String FORGIVE = """
            WITH forgiven AS (DELETE FROM lockout WHERE subject = $1 AND account = $2 AND locked_until <= $3)
            """ + IS_LOCKED;

    private static final String CLEAR = """
            WITH cleared AS (DELETE FROM lockout WHERE subject = $1 RETURNING failures, locked_until)
            SELECT count(*)::int AS cleared FROM cleared WHERE failures > 0 OR locked_until > $2
            """;

    private final Pool pool;

    LockoutStore(Pool pool) {
        this.pool = pool;
    }

    /** What a failure did. */
    public enum Counted {
        /** It was counted. */
        COUNTED,
        /** It was counted and was the one that locks. */
        LOCKED_NOW,
        /** It came after another one had locked, and was not counted. */
        WAS_LOCKED
    }

    public Uni<Boolean> isLocked(UUID subject, Buffer account, Instant now) {
        return pool.preparedQuery(IS_LOCKED).execute(key(subject, account, now)).map(LockoutStore::locked);
    }

    public Uni<Counted> countFailure(UUID subject, Buffer account, Lockout lockout, Instant now) {
        int threshold = lockout.enabled() ? lockout.threshold() : Integer.MAX_VALUE;
        Tuple row = key(subject, account, now)
                .addOffsetDateTime(utc(now.minusSeconds(lockout.counterReset())))
                .addInteger(threshold)
                .addOffsetDateTime(utc(now.plusSeconds(lockout.duration())))
                .addOffsetDateTime(utc(now.plusSeconds(lockout.duration() + lockout.counterReset())));
        return pool.preparedQuery(COUNT_FAILURE).execute(row).map(LockoutStore::toCounted);
    }

    /** Forgets failures before a success; true when others have locked the account meanwhile, which then stays locked. */
    public Uni<Boolean> forgive(UUID subject, Buffer account, Instant now) {
        return pool.preparedQuery(FORGIVE).execute(key(subject, account, now)).map(LockoutStore::locked);
    }

    /** Forgets all failures and lifts all locks; returns how many accounts had any. */
    public Uni<Integer> clear(RecordedTransaction tx, UUID subject, Instant now) {
        return tx.sql()
                .preparedQuery(CLEAR)
                .execute(Tuple.of(subject, utc(now)))
                .map(rows -> rows.iterator().next().getInteger("cleared"));
    }

    private static Tuple key(UUID subject, Buffer account, Instant now) {
        return Tuple.tuple().addUUID(subject).addValue(account).addOffsetDateTime(utc(now));
    }

    private static boolean locked(RowSet<Row> rows) {
        return rows.iterator().next().getBoolean("locked");
    }

    private static Counted toCounted(RowSet<Row> rows) {
        if (rows.size() == 0) {
            return Counted.WAS_LOCKED;
        }
        return locked(rows) ? Counted.LOCKED_NOW : Counted.COUNTED;
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
