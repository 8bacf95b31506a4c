package dev.claviger.auth.token;

import dev.claviger.auth.access.ReachStore;
import dev.claviger.auth.access.Rights;
import dev.claviger.auth.principal.Principals.Revoked;
import dev.claviger.kernel.caller.OrgRole;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The rows of access tokens. */
@ApplicationScoped
class TokenStore {
    private static final String FOREIGN_KEY_VIOLATION = "23503";

    private static final String ENDED = " RETURNING id, expires_at";

    private static final String INSERT = """
            INSERT INTO access_token (id, identity_id, method, client_secret_id, ttl, max_ttl, period, ceiling, uses_limit,
                trusted_ips, created_at, expires_at)
            SELECT $1::uuid, i.id, $3::text, $4::uuid, $5::bigint, $6::bigint, $7::bigint, $8::bigint, $9::bigint,
                $10::text[], $11::timestamptz, $12::timestamptz
            FROM identity i
            """;

    private static final String OF_IDENTITY = " WHERE i.id = $2::uuid";

    private static final String INSERT_ANYHOW = INSERT + OF_IDENTITY;

    /**
     * Holds what the login came by until the token is stored: whoever takes that away waits and then finds the token, or was faster and
     * there is none, also when the method has been attached anew. Locks the identity first, as whoever deletes it does. Against an update, as a client secret is revoked by,
     * only the stronger lock helps: the weaker one takes the row as it was before. A login that comes too late revokes a secret that is used up;
     * that is not against those which have counted.
     */
    private static final String INSERT_BY_METHOD = QuickCommit.WITH + INSERT
            + "JOIN login_method m ON m.id = $13::uuid AND m.identity_id = i.id AND m.method = $3::text" + OF_IDENTITY
            + " AND i.enabled"
            + QuickCommit.AND + " FOR KEY SHARE OF i, m";

    private static final String INSERT_BY_CLIENT_SECRET = QuickCommit.WITH + INSERT
            + "JOIN client_secret s ON s.id = $4::uuid AND (NOT s.revoked OR s.uses_limit > 0 AND s.uses >= s.uses_limit)"
            + OF_IDENTITY + " AND i.enabled"
            + QuickCommit.AND + " FOR KEY SHARE OF i FOR SHARE OF s";

    private static final String FIND = """
            SELECT t.id, t.identity_id, t.method, t.client_secret_id, t.ttl, t.max_ttl, t.period, t.ceiling, t.uses_limit, t.uses, t.trusted_ips,
                t.created_at, t.revoked_at IS NOT NULL AS revoked, i.name, i.org_id, i.org_role,
            """ + ReachStore.OF_IDENTITY + """

            FROM access_token t JOIN identity i ON i.id = t.identity_id AND i.enabled
            WHERE t.id = $1
            """;

    private static final String COUNT_USE =
            "UPDATE access_token SET uses = uses + 1 WHERE id = $1 AND uses < uses_limit AND revoked_at IS NULL";

    private static final String RENEW = """
            UPDATE access_token SET renewed_at = $2, expires_at = $3
            WHERE id = $1 AND revoked_at IS NULL AND (uses_limit = 0 OR uses < uses_limit)
            """;

    private static final String REVOKE =
            "UPDATE access_token SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL" + ENDED;

    private static final String REVOKE_OF_METHOD = """
            UPDATE access_token SET revoked_at = $3
            WHERE identity_id = $1 AND method = $2 AND revoked_at IS NULL
            """ + ENDED;

    private static final String REVOKE_OF_CLIENT_SECRET = """
            UPDATE access_token SET revoked_at = $3
            WHERE identity_id = $1 AND client_secret_id = $2 AND revoked_at IS NULL
            """ + ENDED;

    private static final String REVOKE_ALL = """
            WITH ended AS (
                UPDATE access_token SET revoked_at = $2 WHERE identity_id = $1 AND revoked_at IS NULL
                RETURNING coalesce(renewed_at, created_at) AS issued_at)
            SELECT count(*) AS tokens, max(issued_at) AS newest FROM ended
            """;

    private static final String SWEEP = """
            DELETE FROM access_token
            WHERE id IN (SELECT id FROM access_token WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)
            """;

    private final Pool pool;
    private final Clock clock;

    TokenStore(Pool pool, Clock clock) {
        this.pool = pool;
        this.clock = clock;
    }

    /**
     * Stores a token without waiting for the disk. Outside any transaction: an orphan row without its token harms nobody. Fails with
     * {@link TokenRejected} when the identity is gone or disabled, or what it logged in by was taken away meanwhile.
     */
    Uni<Void> insertQuickly(Draft draft) {
        return draft.login().clientSecretId() == null
                ? insert(
                        pool,
                        INSERT_BY_METHOD,
                        row(draft).addValue(draft.login().configurationId()))
                : insert(pool, INSERT_BY_CLIENT_SECRET, row(draft));
    }

    /** Also for a disabled identity, which cannot use it before it is enabled again. */
    Uni<Void> insert(RecordedTransaction tx, Draft draft) {
        return insert(tx.sql(), INSERT_ANYHOW, row(draft));
    }

    private static Uni<Void> insert(SqlClient client, String statement, Tuple row) {
        return client.preparedQuery(statement)
                .execute(row)
                .invoke(rows -> requireStored(rows.rowCount() == 1))
                .replaceWithVoid()
                .onFailure(TokenStore::isIdentityGone)
                .transform(gone -> TokenRejected.noIdentity());
    }

    private static Tuple row(Draft draft) {
        Login login = draft.login();
        TokenPolicy policy = login.policy();
        return Tuple.tuple()
                .addUUID(draft.id())
                .addUUID(login.identityId())
                .addString(login.method())
                .addValue(login.clientSecretId())
                .addLong(policy.ttl())
                .addLong(policy.maxTtl())
                .addLong(policy.period())
                .addLong(draft.ceiling())
                .addLong(policy.usesLimit())
                .addArrayOfString(policy.trustedIps().texts())
                .addOffsetDateTime(utc(draft.now()))
                .addValue(end(draft));
    }

    private static void requireStored(boolean stored) {
        if (!stored) {
            throw TokenRejected.noIdentity();
        }
    }

    Uni<Optional<AccessToken>> find(UUID id) {
        return pool.preparedQuery(FIND)
                .execute(Tuple.of(id))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .findFirst()
                        .map(TokenStore::toToken));
    }

    /** Counts one use of a limited token; false when none is left. */
    Uni<Boolean> countUse(UUID id) {
        return pool.preparedQuery(COUNT_USE).execute(Tuple.of(id)).map(rows -> rows.rowCount() == 1);
    }

    /** The identity was deleted while it logged in. */
    private static boolean isIdentityGone(Throwable failure) {
        return failure instanceof PgException sql && FOREIGN_KEY_VIOLATION.equals(sql.getSqlState());
    }

    /** Notes a renewal; false when the token was revoked or used up in the meantime. */
    Uni<Boolean> renew(RecordedTransaction tx, Draft draft) {
        return tx.sql()
                .preparedQuery(RENEW)
                .execute(Tuple.of(draft.id(), utc(draft.now()), end(draft)))
                .map(rows -> rows.rowCount() == 1);
    }

    /** Ends a login; returns nothing when that was done before. */
    Uni<List<Revoked>> revoke(RecordedTransaction tx, UUID id) {
        return tx.sql().preparedQuery(REVOKE).execute(Tuple.of(id, now())).map(TokenStore::toRevoked);
    }

    Uni<List<Revoked>> revokeOfMethod(RecordedTransaction tx, UUID identityId, String method) {
        return tx.sql()
                .preparedQuery(REVOKE_OF_METHOD)
                .execute(Tuple.of(identityId, method, now()))
                .map(TokenStore::toRevoked);
    }

    Uni<List<Revoked>> revokeOfClientSecret(RecordedTransaction tx, UUID identityId, UUID clientSecretId) {
        return tx.sql()
                .preparedQuery(REVOKE_OF_CLIENT_SECRET)
                .execute(Tuple.of(identityId, clientSecretId, now()))
                .map(TokenStore::toRevoked);
    }

    /**
     * How many logins ended.
     *
     * @param newest when the last of their tokens was issued, by the clock of the replica that did
     */
    record Ended(int count, Instant newest) {}

    /** Ends all logins of an identity. */
    Uni<Ended> revokeAll(RecordedTransaction tx, UUID identityId) {
        return tx.sql()
                .preparedQuery(REVOKE_ALL)
                .execute(Tuple.of(identityId, now()))
                .map(rows -> toEnded(rows.iterator().next()));
    }

    /** Forgets tokens that ended before the given time; returns how many. */
    Uni<Integer> sweep(Instant before, int most) {
        return pool.preparedQuery(SWEEP).execute(Tuple.of(utc(before), most)).map(rows -> rows.rowCount());
    }

    private static AccessToken toToken(Row row) {
        TokenPolicy policy = new TokenPolicy(
                row.getLong("ttl"),
                row.getLong("max_ttl"),
                row.getLong("period"),
                row.getLong("uses_limit"),
                TrustedIps.of(row.getArrayOfStrings("trusted_ips")));
        return new AccessToken(
                row.getUUID("id"),
                row.getUUID("identity_id"),
                row.getString("name"),
                row.getUUID("org_id"),
                new Rights(OrgRole.bySlug(row.getString("org_role")).orElseThrow(), row.getBoolean("instance_admin")),
                ReachStore.toReach(row),
                row.getString("method"),
                row.getUUID("client_secret_id"),
                policy,
                row.getLong("ceiling"),
                row.getLong("uses"),
                row.getBoolean("revoked"),
                row.getOffsetDateTime("created_at").toInstant());
    }

    private static Ended toEnded(Row row) {
        @Nullable OffsetDateTime newest = row.getOffsetDateTime("newest");
        return new Ended(row.getInteger("tokens"), newest == null ? Instant.MIN : newest.toInstant());
    }

    private static List<Revoked> toRevoked(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row -> new Revoked(row.getUUID("id"), end(row)))
                .toList();
    }

    private static Instant end(Row row) {
        @Nullable OffsetDateTime end = row.getOffsetDateTime("expires_at");
        return end == null ? Instant.MAX : end.toInstant();
    }

    private static @Nullable OffsetDateTime end(Draft draft) {
        return draft.end() == null ? null : utc(draft.end());
    }

    private OffsetDateTime now() {
        return utc(clock.instant());
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
