package dev.claviger.auth.ldap;

import dev.claviger.auth.method.Lockout;
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

/** Counts wrong passwords. The counts are single statements, so that they are exact however many logins run at once. */
@ApplicationScoped
class LdapLockoutStore {
    private static final String IS_LOCKED = """
            SELECT EXISTS (
                SELECT FROM ldap_lockout WHERE login_method_id = $1 AND account = $2 AND locked_until > $3) AS locked
            """;

    /** A failure long after the last one is the first again; the one that locks starts the count anew. */
    private static final String COUNT_FAILURE = """
            INSERT INTO ldap_lockout AS l (login_method_id, account, failures, failed_at, locked_until)
            SELECT m.id, $2, CASE WHEN $5::int <= 1 THEN 0 ELSE 1 END, $3::timestamptz,
                CASE WHEN $5::int <= 1 THEN $6::timestamptz ELSE '-infinity' END
            FROM login_method m WHERE m.id = $1 FOR KEY SHARE
            ON CONFLICT (login_method_id, account) DO UPDATE SET
                failed_at = excluded.failed_at,
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
            WITH forgiven AS (
                DELETE FROM ldap_lockout WHERE login_method_id = $1 AND account = $2 AND locked_until <= $3)
            """ + IS_LOCKED;

    private static final String CLEAR = """
            WITH cleared AS (DELETE FROM ldap_lockout WHERE login_method_id = $1 RETURNING failures, locked_until)
            SELECT count(*)::int AS cleared FROM cleared WHERE failures > 0 OR locked_until > $2
            """;

    private final Pool pool;

    LdapLockoutStore(Pool pool) {
        this.pool = pool;
    }

    /** What a failure did. */
    enum Counted {
        /** It was counted. */
        COUNTED,
        /** It was counted and was the one that locks. */
        LOCKED_NOW,
        /** It came after another one had locked, and was not counted. */
        WAS_LOCKED
    }

    Uni<Boolean> isLocked(UUID methodId, Buffer account, Instant now) {
        return pool.preparedQuery(IS_LOCKED)
                .execute(key(methodId, account, now))
                .map(LdapLockoutStore::locked);
    }

    Uni<Counted> countFailure(UUID methodId, Buffer account, Lockout lockout, Instant now) {
        int threshold = lockout.enabled() ? lockout.threshold() : Integer.MAX_VALUE;
        Tuple row = key(methodId, account, now)
                .addOffsetDateTime(utc(now.minusSeconds(lockout.counterReset())))
                .addInteger(threshold)
                .addOffsetDateTime(utc(now.plusSeconds(lockout.duration())));
        return pool.preparedQuery(COUNT_FAILURE).execute(row).map(LdapLockoutStore::toCounted);
    }

    /** Forgets failures before a success; true when others have locked the account meanwhile, which then stays locked. */
    Uni<Boolean> forgive(UUID methodId, Buffer account, Instant now) {
        return pool.preparedQuery(FORGIVE).execute(key(methodId, account, now)).map(LdapLockoutStore::locked);
    }

    /** Forgets all failures and lifts all locks; returns how many accounts had any. */
    Uni<Integer> clear(RecordedTransaction tx, UUID methodId, Instant now) {
        return tx.sql()
                .preparedQuery(CLEAR)
                .execute(Tuple.of(methodId, utc(now)))
                .map(rows -> rows.iterator().next().getInteger("cleared"));
    }

    private static Tuple key(UUID methodId, Buffer account, Instant now) {
        return Tuple.tuple().addUUID(methodId).addValue(account).addOffsetDateTime(utc(now));
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
