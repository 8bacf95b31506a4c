package dev.claviger.auth.universal;

import dev.claviger.auth.access.Rights;
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

/** What a login reads, and the uses that it counts, in single statements, so that they are exact however many logins run at once. */
@ApplicationScoped
class LoginStore {
    private static final String FIND = "SELECT " + UniversalAuthStore.COLUMNS + """
            , i.name, i.org_id, i.org_role, i.instance_admin,
            coalesce(u.lockout_enabled AND l.locked_until > $3, false) AS locked,
            coalesce(l.failures > 0, false) AS has_failures,
            s.id AS secret_id, s.prefix, s.description, s.ttl, s.uses_limit, s.uses, s.created_at AS secret_created_at,
            s.updated_at AS secret_updated_at
            FROM universal_auth u
            JOIN identity i ON i.id = u.identity_id
            LEFT JOIN lockout l ON l.subject = u.id AND l.account = ''
            LEFT JOIN client_secret s ON s.universal_auth_id = u.id AND s.digest = $2 AND NOT s.revoked
            WHERE u.client_id = $1
            """;

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
