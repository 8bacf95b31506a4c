package dev.claviger.auth.session;

import dev.claviger.auth.access.ReachStore;
import dev.claviger.auth.principal.Principals.Revoked;
import dev.claviger.auth.user.Email;
import dev.claviger.auth.user.User;
import dev.claviger.kernel.caller.OrgRole;
import dev.claviger.kernel.orgright.Reach;
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
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The rows of sessions. Spending a refresh token is one statement, so that of many at once exactly one succeeds. */
@ApplicationScoped
class SessionStore {
    private static final String COLUMNS = """
            s.id, s.user_id, s.method, s.mfa_verified, s.org_id, s.bound_org_id, s.user_agent, s.address, s.created_at, s.used_at, s.idle_until,
            s.expires_at, u.email, u.first_name, u.last_name, u.super_admin, u.enabled, u.created_at AS user_created_at,
            u.updated_at AS user_updated_at
            """;

    private static final String LIVE = """
             FROM user_session s JOIN app_user u ON u.id = s.user_id AND u.enabled
            """;

    private static final String IS_LIVE = " s.ended_at IS NULL AND s.idle_until > $2 AND s.expires_at > $2 ";

    private static final String INSERT = """
            INSERT INTO user_session (id, user_id, method, mfa_verified, org_id, user_agent, address, created_at, used_at,
                idle_until, expires_at, bound_org_id)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9, $10, $11)
            """;

    private static final String FIND = "SELECT " + COLUMNS + LIVE + "WHERE s.id = $1 AND" + IS_LIVE;

    /**
     * In an organisation that asks for a second factor, a session without one is worth nothing; in one that wants single sign-on, only
     * administrators get in without it; and a session by the single sign-on of one organisation is worth nothing in another.
     */
    private static final String QUALIFIES = """
             (s.mfa_verified OR NOT o.require_mfa) AND (s.bound_org_id IS NOT DISTINCT FROM o.id
                OR (s.bound_org_id IS NULL AND (m.role = 'admin' AND m.role_id IS NULL OR NOT o.sso_only)))
            """;

    private static final String FIND_IN_ORGANIZATION = "SELECT " + COLUMNS
            + ", m.role, user_roles(o.id, u.id) AS roles, u.super_admin AS instance_admin" + LIVE + """
            JOIN org_membership m ON m.user_id = u.id AND m.org_id = $3 AND m.status = 'active'
            JOIN organization o ON o.id = m.org_id AND
            """ + QUALIFIES
            + "WHERE s.id = $1 AND" + IS_LIVE;

    private static final String UNQUALIFIED = """
            SELECT DISTINCT s.user_id FROM user_session s
            JOIN org_membership m ON m.user_id = s.user_id AND m.org_id = $1 AND m.status = 'active'
            JOIN organization o ON o.id = m.org_id
            WHERE (s.bound_org_id IS NULL OR s.bound_org_id = o.id) AND
            """ + IS_LIVE + "AND NOT (" + QUALIFIES + ") ORDER BY s.user_id";

    private static final String LIST = "SELECT " + COLUMNS + LIVE + "WHERE s.user_id = $1 AND" + IS_LIVE
            + "AND ($3::uuid IS NULL OR s.bound_org_id = $3) ORDER BY s.used_at DESC, s.id";

    private static final String IS_ONLY_LOGIN = """
            SELECT FROM app_user u WHERE u.id = $1 AND u.password_hash IS NULL
                AND EXISTS (SELECT FROM org_membership m WHERE m.user_id = u.id AND m.org_id = $2 AND m.status = 'active')
                AND NOT EXISTS (
                    SELECT FROM org_membership m WHERE m.user_id = u.id AND m.org_id <> $2 AND m.status <> 'invited')
            """;

    private static final String CHOOSE = "UPDATE user_session SET org_id = $2 WHERE id = $1";

    private static final String VERIFY_MFA = "UPDATE user_session SET mfa_verified = true WHERE id = $1";

    private static final String TOUCH = "UPDATE user_session SET used_at = $2, idle_until = $3 WHERE id = $1";

    private static final String END = """
            UPDATE user_session SET ended_at = $3 WHERE user_id = $1 AND id = $2 AND ended_at IS NULL
                AND ($4::uuid IS NULL OR bound_org_id = $4)
            RETURNING id, expires_at
            """;

    private static final String END_OTHERS = """
            UPDATE user_session SET ended_at = $3
            WHERE user_id = $1 AND id IS DISTINCT FROM $2 AND ended_at IS NULL AND expires_at > $3
                AND ($4::uuid IS NULL OR bound_org_id = $4)
            RETURNING id, expires_at
            """;

    private static final String END_BOUND = """
            UPDATE user_session SET ended_at = $2 WHERE bound_org_id = $1 AND ended_at IS NULL AND expires_at > $2
            RETURNING id, expires_at
            """;

    private static final String INSERT_REFRESH = "INSERT INTO refresh_token (digest, session_id) VALUES ($1, $2)";

    private static final String SPEND = """
            UPDATE refresh_token SET spent_at = $2 WHERE digest = $1 AND spent_at IS NULL RETURNING session_id
            """;

    private static final String WHOSE = """
            SELECT s.id, s.user_id FROM refresh_token r JOIN user_session s ON s.id = r.session_id WHERE r.digest = $1
            """;

    private static final String SWEEP = """
            DELETE FROM user_session
            WHERE id IN (SELECT id FROM user_session WHERE expires_at < $1 ORDER BY expires_at LIMIT 10)
            """;

    private final Pool pool;

    SessionStore(Pool pool) {
        this.pool = pool;
    }

    /** A live session in an organisation, with the role and the reach there. */
    record Standing(Session session, OrgRole role, Reach reach) {}

    /** Whose refresh token it is, or was. */
    record Owner(UUID sessionId, UUID userId) {}

    Uni<Void> insert(RecordedTransaction tx, Session session) {
        Tuple row = Tuple.tuple()
                .addUUID(session.id())
                .addUUID(session.user().id())
                .addString(session.method())
                .addBoolean(session.mfaVerified())
                .addValue(session.orgId())
                .addString(session.userAgent())
                .addString(session.address())
                .addOffsetDateTime(utc(session.createdAt()))
                .addOffsetDateTime(utc(session.idleUntil()))
                .addOffsetDateTime(utc(session.expiresAt()))
                .addValue(session.boundOrgId());
        return tx.sql().preparedQuery(INSERT).execute(row).replaceWithVoid();
    }

    /** A session that lives and whose person is enabled. */
    Uni<Optional<Session>> find(UUID id, Instant now) {
        return pool.preparedQuery(FIND)
                .execute(Tuple.of(id, utc(now)))
                .map(rows -> stream(rows).findFirst().map(SessionStore::toSession));
    }

    Uni<Optional<Session>> find(RecordedTransaction tx, UUID id, Instant now) {
        return tx.sql()
                .preparedQuery(FIND)
                .execute(Tuple.of(id, utc(now)))
                .map(rows -> stream(rows).findFirst().map(SessionStore::toSession));
    }

    /** The same, of an active member of the organisation. */
    Uni<Optional<Standing>> find(UUID id, UUID orgId, Instant now) {
        return pool.preparedQuery(FIND_IN_ORGANIZATION)
                .execute(Tuple.of(id, utc(now), orgId))
                .map(rows -> stream(rows).findFirst().map(SessionStore::toStanding));
    }

    Uni<Optional<Standing>> find(RecordedTransaction tx, UUID id, UUID orgId, Instant now) {
        return tx.sql()
                .preparedQuery(FIND_IN_ORGANIZATION)
                .execute(Tuple.of(id, utc(now), orgId))
                .map(rows -> stream(rows).findFirst().map(SessionStore::toStanding));
    }

    /** Those bound to this organisation; null for all. */
    Uni<List<Session>> list(RecordedTransaction tx, UUID userId, @Nullable UUID boundTo, Instant now) {
        return tx.sql()
                .preparedQuery(LIST)
                .execute(Tuple.of(userId, utc(now)).addValue(boundTo))
                .map(rows -> stream(rows).map(SessionStore::toSession).toList());
    }

    /** Whether somebody is in this organisation and no other, and has no password: then only its provider can vouch for them. */
    Uni<Boolean> isOnlyLogin(UUID userId, UUID orgId) {
        return pool.preparedQuery(IS_ONLY_LOGIN)
                .execute(Tuple.of(userId, orgId))
                .map(rows -> rows.rowCount() == 1);
    }

    Uni<Void> choose(RecordedTransaction tx, UUID id, @Nullable UUID orgId) {
        return tx.sql()
                .preparedQuery(CHOOSE)
                .execute(Tuple.tuple().addUUID(id).addValue(orgId))
                .replaceWithVoid();
    }

    Uni<Void> verifyMfa(RecordedTransaction tx, UUID id) {
        return tx.sql().preparedQuery(VERIFY_MFA).execute(Tuple.of(id)).replaceWithVoid();
    }

    Uni<Void> touch(RecordedTransaction tx, UUID id, Instant now, Instant idleUntil) {
        return tx.sql()
                .preparedQuery(TOUCH)
                .execute(Tuple.of(id, utc(now), utc(idleUntil)))
                .replaceWithVoid();
    }

    /**
     * What ended; empty when there was nothing to end.
     *
     * @param boundTo ends none that is not bound to this organisation; null ends any
     */
    Uni<List<Revoked>> end(RecordedTransaction tx, UUID userId, UUID id, @Nullable UUID boundTo, Instant now) {
        return tx.sql()
                .preparedQuery(END)
                .execute(Tuple.of(userId, id, utc(now)).addValue(boundTo))
                .map(SessionStore::ended);
    }

    /**
     * Ends all sessions of a person but one; null spares none. Returns what ended.
     *
     * @param boundTo ends only those bound to this organisation; null ends all
     */
    Uni<List<Revoked>> endOthers(
            RecordedTransaction tx, UUID userId, @Nullable UUID spared, @Nullable UUID boundTo, Instant now) {
        return tx.sql()
                .preparedQuery(END_OTHERS)
                .execute(Tuple.tuple()
                        .addUUID(userId)
                        .addValue(spared)
                        .addOffsetDateTime(utc(now))
                        .addValue(boundTo))
                .map(SessionStore::ended);
    }

    /** The members with a live session that what the organisation asks for now does not let in. */
    Uni<List<UUID>> unqualified(RecordedTransaction tx, UUID orgId, Instant now) {
        return tx.sql()
                .preparedQuery(UNQUALIFIED)
                .execute(Tuple.of(orgId, utc(now)))
                .map(rows -> stream(rows).map(row -> row.getUUID("user_id")).toList());
    }

    /** Ends all sessions that the provider of an organisation has vouched for. Returns what ended. */
    Uni<List<Revoked>> endBound(RecordedTransaction tx, UUID orgId, Instant now) {
        return tx.sql()
                .preparedQuery(END_BOUND)
                .execute(Tuple.of(orgId, utc(now)))
                .map(SessionStore::ended);
    }

    Uni<Void> insertRefresh(RecordedTransaction tx, UUID sessionId, byte[] digest) {
        return tx.sql()
                .preparedQuery(INSERT_REFRESH)
                .execute(Tuple.of(Buffer.buffer(digest), sessionId))
                .replaceWithVoid();
    }

    /** Spends a refresh token; empty when it is unknown or was spent. */
    Uni<Optional<UUID>> spend(RecordedTransaction tx, byte[] digest, Instant now) {
        return tx.sql()
                .preparedQuery(SPEND)
                .execute(Tuple.of(Buffer.buffer(digest), utc(now)))
                .map(rows -> stream(rows).findFirst().map(row -> row.getUUID("session_id")));
    }

    /** Whose refresh token this is or was; empty when it never was one. */
    Uni<Optional<Owner>> whose(RecordedTransaction tx, byte[] digest) {
        return tx.sql()
                .preparedQuery(WHOSE)
                .execute(Tuple.of(Buffer.buffer(digest)))
                .map(rows -> stream(rows).findFirst().map(row -> new Owner(row.getUUID("id"), row.getUUID("user_id"))));
    }

    /** Forgets a few sessions that ended before; every login does that, so they do not pile up. */
    Uni<Void> sweep(RecordedTransaction tx, Instant before) {
        return tx.sql().preparedQuery(SWEEP).execute(Tuple.of(utc(before))).replaceWithVoid();
    }

    private static List<Revoked> ended(RowSet<Row> rows) {
        return stream(rows)
                .map(row -> new Revoked(
                        row.getUUID("id"), row.getOffsetDateTime("expires_at").toInstant()))
                .toList();
    }

    private static Standing toStanding(Row row) {
        OrgRole role = OrgRole.bySlug(row.getString("role")).orElseThrow();
        return new Standing(toSession(row), role, ReachStore.toReach(row));
    }

    private static Session toSession(Row row) {
        User user = new User(
                row.getUUID("user_id"),
                new Email(row.getString("email")),
                row.getString("first_name"),
                row.getString("last_name"),
                row.getBoolean("super_admin"),
                row.getBoolean("enabled"),
                row.getOffsetDateTime("user_created_at").toInstant(),
                row.getOffsetDateTime("user_updated_at").toInstant());
        return new Session(
                row.getUUID("id"),
                user,
                row.getString("method"),
                row.getBoolean("mfa_verified"),
                row.getUUID("org_id"),
                row.getUUID("bound_org_id"),
                row.getString("user_agent"),
                row.getString("address"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("used_at").toInstant(),
                row.getOffsetDateTime("idle_until").toInstant(),
                row.getOffsetDateTime("expires_at").toInstant());
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    private static Stream<Row> stream(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false);
    }
}
