package dev.claviger.auth.refusal;

import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** The rows of refused logins. */
@ApplicationScoped
class RefusedLoginStore {
    private static final int KEPT_PER_IDENTITY = 50;

    /** An identity that is gone by now needs no help any more. */
    private static final String ADD = """
            INSERT INTO refused_login (identity_id, method, reason, times, first_at, last_at, last_address, last_user_agent,
                last_job)
            SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9 WHERE EXISTS (SELECT FROM identity WHERE id = $1)
            ON CONFLICT (identity_id, method, reason) DO UPDATE SET
                times = refused_login.times + excluded.times, last_at = excluded.last_at,
                last_address = excluded.last_address, last_user_agent = excluded.last_user_agent,
                last_job = excluded.last_job
            """;

    private static final String FORGET_OLD = """
            DELETE FROM refused_login r USING (
                SELECT identity_id, method, reason,
                    row_number() OVER (PARTITION BY identity_id ORDER BY last_at DESC, method, reason) AS place
                FROM refused_login WHERE identity_id = ANY ($1)) ranked
            WHERE ranked.place > $2 AND r.identity_id = ranked.identity_id AND r.method = ranked.method
                AND r.reason = ranked.reason
            """;

    private static final String READ = """
            SELECT identity_id, method, reason, times, first_at, last_at, last_address, last_user_agent, last_job
            FROM refused_login WHERE identity_id = $1
            ORDER BY last_at DESC, method, reason
            """;

    private final Pool pool;

    RefusedLoginStore(Pool pool) {
        this.pool = pool;
    }

    /** Adds to what is known of each identity, and forgets what is too old. */
    Uni<Void> add(List<RefusedLogin> refused) {
        return pool.withTransaction(sql -> add(sql, refused).chain(() -> forgetOld(sql, refused)));
    }

    /** The newest first. */
    Uni<List<RefusedLogin>> read(RecordedTransaction tx, UUID identityId) {
        return tx.sql()
                .preparedQuery(READ)
                .execute(Tuple.of(identityId))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(RefusedLoginStore::toRefused)
                        .toList());
    }

    private static Uni<Void> add(SqlConnection sql, List<RefusedLogin> refused) {
        return sql.preparedQuery(ADD)
                .executeBatch(refused.stream().map(RefusedLoginStore::row).toList())
                .replaceWithVoid();
    }

    private static Uni<Void> forgetOld(SqlConnection sql, List<RefusedLogin> refused) {
        UUID[] identities =
                refused.stream().map(each -> each.key().identityId()).distinct().toArray(UUID[]::new);
        return sql.preparedQuery(FORGET_OLD)
                .execute(Tuple.tuple().addArrayOfUUID(identities).addInteger(KEPT_PER_IDENTITY))
                .replaceWithVoid();
    }

    private static Tuple row(RefusedLogin refused) {
        return Tuple.tuple()
                .addUUID(refused.key().identityId())
                .addString(refused.key().method())
                .addString(storable(refused.key().reason()))
                .addLong(refused.times())
                .addOffsetDateTime(utc(refused.firstAt()))
                .addOffsetDateTime(utc(refused.lastAt()))
                .addString(refused.address())
                .addString(storable(refused.userAgent()))
                .addJsonObject(storable(refused.job()));
    }

    private static JsonObject storable(Provenance job) {
        JsonObject facts = new JsonObject();
        job.facts().forEach((name, text) -> facts.put(name, storable(text)));
        return facts;
    }

    /** PostgreSQL keeps no NUL, and refusals of others are written together with this one. */
    private static String storable(String text) {
        return text.replace('\0', '?');
    }

    private static RefusedLogin toRefused(Row row) {
        Map<String, String> job = new HashMap<>();
        row.getJsonObject("last_job").forEach(fact -> job.put(fact.getKey(), String.valueOf(fact.getValue())));
        return new RefusedLogin(
                new RefusedLogin.Key(row.getUUID("identity_id"), row.getString("method"), row.getString("reason")),
                row.getLong("times"),
                row.getOffsetDateTime("first_at").toInstant(),
                row.getOffsetDateTime("last_at").toInstant(),
                row.getString("last_address"),
                row.getString("last_user_agent"),
                new Provenance(job));
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
