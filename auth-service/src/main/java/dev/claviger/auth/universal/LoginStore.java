package dev.claviger.auth.universal;

import dev.claviger.auth.access.Rights;
import dev.claviger.auth.method.Lockout;
import dev.claviger.auth.token.QuickCommit;
import dev.claviger.kernel.caller.OrgRole;
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
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** What a login reads and counts. The counts are single statements, so that they are exact however many logins run at once. */
@ApplicationScoped
class LoginStore {
    private static final String FIND = "SELECT " + UniversalAuthStore.COLUMNS + """
            , i.name, i.org_id, i.org_role, i.instance_admin,
            u.lockout_enabled AND l.locked_until > $3 AS locked, l.failures > 0 AS has_failures,
            s.id AS secret_id, s.prefix, s.description, s.ttl, s.uses_limit, s.uses, s.created_at AS secret_created_at,
            s.updated_at AS secret_updated_at
            FROM universal_auth u
            JOIN identity i ON i.id = u.identity_id
            JOIN universal_lockout l ON l.universal_auth_id = u.id
            LEFT JOIN client_secret s ON s.universal_auth_id = u.id AND s.digest = $2 AND NOT s.revoked
            WHERE u.client_id = $1
            """;

    /** A failure long after the last one is the first again; the one that locks starts the count anew. */
    private static final String COUNT_FAILURE = """
            WITH counted AS (
                SELECT id, CASE WHEN failed_at < $3 THEN 1 ELSE failures + 1 END AS failures
                FROM universal_lockout WHERE id = $1 AND locked_until <= $2
                FOR UPDATE)
            UPDATE universal_lockout l SET
                failed_at = $2,
                failures = CASE WHEN c.failures >= $4 THEN 0 ELSE c.failures END,
                locked_until = CASE WHEN c.failures >= $4 THEN $5 ELSE l.locked_until END
            FROM counted c
            WHERE l.id = c.id
            RETURNING l.locked_until > $2 AS locked
            """;

    private static final String FORGET_FAILURES = "UPDATE universal_lockout SET failures = 0 WHERE id = $1";

    private static final String COUNT_USE = QuickCommit.WITH + """
            UPDATE client_secret SET uses = uses + 1, last_used_at = $2
            WHERE id = $1 AND NOT revoked AND (uses_limit = 0 OR uses < uses_limit)
            """ + QuickCommit.AND;

    private static final String REVOKE = "UPDATE client_secret SET revoked = true, updated_at = $2 WHERE id = $1";

    private final Pool pool;

    LoginStore(Pool pool) {
        this.pool = pool;
    }

    Uni<Optional<Candidate>> find(UUID clientId, byte[] digest, Instant now) {
        return pool.preparedQuery(FIND)
                .execute(Tuple.of(clientId, Buffer.buffer(digest), utc(now)))
                .map(LoginStore::first);
    }

    /** One of the rows that take the failures of clients that do not exist; they are many, so that a flood does not queue at one. */
    static UUID nobody(UUID clientId) {
        return new UUID(0, clientId.getLeastSignificantBits() & 0xFF);
    }

    /**
     * Counts a wrong secret.
     *
     * @param lockoutId the configuration, or {@link #nobody}
     */
    Uni<Counted> countFailure(UUID lockoutId, Lockout lockout, Instant now) {
        int threshold = lockout.enabled() ? lockout.threshold() : Integer.MAX_VALUE;
        Tuple row = Tuple.of(
                lockoutId,
                utc(now),
                utc(now.minusSeconds(lockout.counterReset())),
                threshold,
                utc(now.plusSeconds(lockout.duration())));
        return pool.preparedQuery(COUNT_FAILURE).execute(row).map(LoginStore::toCounted);
    }

    Uni<Void> forgetFailures(UUID lockoutId) {
        return pool.preparedQuery(FORGET_FAILURES).execute(Tuple.of(lockoutId)).replaceWithVoid();
    }

    /**
     * Takes one use; false when none is left. Does not wait for the disk, so that logins with one secret do not queue up there.
     */
    Uni<Boolean> countUse(UUID secretId, Instant now) {
        return pool.preparedQuery(COUNT_USE)
                .execute(Tuple.of(secretId, utc(now)))
                .map(rows -> rows.rowCount() == 1);
    }

    Uni<Void> revoke(UUID secretId, Instant now) {
        return pool.preparedQuery(REVOKE).execute(Tuple.of(secretId, utc(now))).replaceWithVoid();
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

    private static Counted toCounted(RowSet<Row> rows) {
        if (rows.size() == 0) {
            return Counted.WAS_LOCKED;
        }
        return rows.iterator().next().getBoolean("locked") ? Counted.LOCKED_NOW : Counted.COUNTED;
    }

    private static Optional<Candidate> first(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false).findFirst().map(LoginStore::toCandidate);
    }

    private static Candidate toCandidate(Row row) {
        return new Candidate(
                UniversalAuthStore.toAuth(row),
                row.getString("name"),
                row.getUUID("org_id"),
                new Rights(OrgRole.bySlug(row.getString("org_role")).orElseThrow(), row.getBoolean("instance_admin")),
                row.getBoolean("locked"),
                row.getBoolean("has_failures"),
                toSecret(row));
    }

    private static @Nullable ClientSecret toSecret(Row row) {
        @Nullable UUID id = row.getUUID("secret_id");
        if (id == null) {
            return null;
        }
        return new ClientSecret(
                id,
                row.getUUID("id"),
                row.getString("prefix"),
                row.getString("description"),
                row.getLong("ttl"),
                row.getLong("uses_limit"),
                row.getLong("uses"),
                false,
                row.getOffsetDateTime("secret_created_at").toInstant(),
                row.getOffsetDateTime("secret_updated_at").toInstant());
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
