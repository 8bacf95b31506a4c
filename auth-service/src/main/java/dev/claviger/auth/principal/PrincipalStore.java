package dev.claviger.auth.principal;

import dev.claviger.auth.principal.Principals.Revoked;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The entries of the topic. Each change of an entry takes the next version while it holds the row, so of one key the later commit has
 * the greater version.
 */
@ApplicationScoped
class PrincipalStore {
    private static final String UPSERT = """
            INSERT INTO principal_entry AS old (key, version, body, published)
            VALUES ($1, nextval('principal_version'), $2, false)
            ON CONFLICT (key) DO UPDATE
            SET version = nextval('principal_version'), published = false, forget_after = NULL, body =
            """;

    private static final String MERGE = UPSERT + "coalesce(old.body, '{}'::jsonb) || EXCLUDED.body";

    /** The later of two moments stays. */
    private static final String REVOKE_UNTIL = UPSERT + """
            coalesce(old.body, '{}'::jsonb) || EXCLUDED.body || jsonb_build_object('revokedUntil',
                greatest((old.body ->> 'revokedUntil')::bigint, (EXCLUDED.body ->> 'revokedUntil')::bigint))
            """;

    private static final String REPLACE = UPSERT + "EXCLUDED.body";

    /** A token that is revoked twice is remembered for the longer time. */
    private static final String INSERT_TOKENS = """
            INSERT INTO principal_entry AS old (key, version, body, published, forget_after)
            SELECT 'token:' || token.id, nextval('principal_version'), '{"kind": "token"}'::jsonb, false, token.forget_after
            FROM (SELECT * FROM unnest($1::uuid[], $2::timestamptz[]) AS token (id, forget_after) ORDER BY id) AS token
            ON CONFLICT (key) DO UPDATE
            SET version = nextval('principal_version'), published = false, body = EXCLUDED.body,
                forget_after = CASE WHEN old.forget_after IS NULL OR EXCLUDED.forget_after IS NULL THEN NULL
                    ELSE greatest(old.forget_after, EXCLUDED.forget_after) END
            """;

    private static final long LOCK = 0x7072696e63697061L;

    /** Of all replicas one publishes at a time; otherwise an old state of a key could land behind a new one and outlive compaction. */
    private static final String TAKE_TURN = "SELECT pg_advisory_xact_lock($1)";

    private static final String READ_UNPUBLISHED = """
            SELECT key, version, body FROM principal_entry WHERE NOT published ORDER BY version LIMIT $1
            """;

    /** What has changed since it was read is to be sent again. Rows being changed are left alone: their change says so itself. */
    private static final String MARK = """
            WITH free AS (SELECT key FROM principal_entry WHERE key = ANY ($1) FOR UPDATE SKIP LOCKED)
            UPDATE principal_entry e SET published = (e.version = sent.version)
            FROM unnest($1::text[], $2::bigint[]) AS sent (key, version), free
            WHERE e.key = sent.key AND free.key = sent.key
            """;

    private static final String REMOVE =
            "DELETE FROM principal_entry WHERE key = ANY ($1) AND body IS NULL AND published";

    private static final String FORGET = """
            UPDATE principal_entry
            SET body = NULL, version = nextval('principal_version'), published = false, forget_after = NULL
            WHERE key IN (SELECT key FROM principal_entry WHERE forget_after < $1 ORDER BY forget_after LIMIT $2
                FOR UPDATE SKIP LOCKED)
            """;

    private static final String IS_PUBLISHED_ON = "SELECT 1 FROM principal_topic WHERE id = $1";

    private static final String SET_TOPIC = """
            INSERT INTO principal_topic (id) VALUES ($1)
            ON CONFLICT (singleton) DO UPDATE SET id = EXCLUDED.id
            """;

    /** Who changes several entries may lock them in any order; who comes for all of them waits for the table instead. */
    private static final String TAKE_ALL = "LOCK TABLE principal_entry IN SHARE ROW EXCLUSIVE MODE";

    private static final String UNMARK_ALL = "UPDATE principal_entry SET published = false WHERE published";

    private final Pool pool;

    PrincipalStore(Pool pool) {
        this.pool = pool;
    }

    /**
     * Reads what is unpublished, oldest first, hands it to the sender while no other replica does the same, and marks it as published
     * once the sender has completed. Returns how many there were.
     */
    Uni<Integer> publish(int most, Function<List<Entry>, Uni<Void>> sender) {
        return pool.withTransaction(sql -> sql.preparedQuery(TAKE_TURN)
                .execute(Tuple.of(LOCK))
                .chain(() -> sql.preparedQuery(READ_UNPUBLISHED).execute(Tuple.of(most)))
                .map(PrincipalStore::toEntries)
                .call(entries -> entries.isEmpty() ? Uni.createFrom().voidItem() : sender.apply(entries))
                .call(entries -> entries.isEmpty() ? Uni.createFrom().voidItem() : mark(sql, entries))
                .map(List::size));
    }

    /**
     * Marks everything as unpublished when it was published on another topic than the one with this id. Returns how many entries that
     * changed.
     */
    Uni<Integer> publishAll(String topicId) {
        return isPublishedOn(pool, topicId)
                .chain(same -> same ? Uni.createFrom().item(0) : pool.withTransaction(sql -> renew(sql, topicId)));
    }

    /** It takes turns with {@link #publish}: what is being sent may go to the topic that is lost. */
    private static Uni<Integer> renew(SqlConnection sql, String topicId) {
        return sql.preparedQuery(TAKE_TURN)
                .execute(Tuple.of(LOCK))
                .chain(() -> isPublishedOn(sql, topicId))
                .chain(same -> same ? Uni.createFrom().item(0) : unmarkAll(sql, topicId));
    }

    private static Uni<Boolean> isPublishedOn(SqlClient sql, String topicId) {
        return sql.preparedQuery(IS_PUBLISHED_ON).execute(Tuple.of(topicId)).map(rows -> rows.rowCount() > 0);
    }

    private static Uni<Integer> unmarkAll(SqlConnection sql, String topicId) {
        return sql.query(TAKE_ALL)
                .execute()
                .chain(() -> sql.preparedQuery(SET_TOPIC).execute(Tuple.of(topicId)))
                .chain(() -> sql.query(UNMARK_ALL).execute())
                .map(rows -> rows.rowCount());
    }

    /** Marks tokens for removal that nobody needs to remember since before the given time. */
    Uni<Integer> forget(Instant before, int most) {
        return pool.preparedQuery(FORGET)
                .execute(Tuple.of(before.atOffset(ZoneOffset.UTC), most))
                .map(rows -> rows.rowCount());
    }

    private static Uni<Void> mark(SqlConnection sql, List<Entry> entries) {
        String[] keys = entries.stream().map(Entry::key).toArray(String[]::new);
        Long[] versions = entries.stream().map(Entry::version).toArray(Long[]::new);
        return sql.preparedQuery(MARK)
                .execute(Tuple.of(keys, versions))
                .chain(() -> sql.preparedQuery(REMOVE).execute(Tuple.of((Object) keys)))
                .replaceWithVoid();
    }

    private static List<Entry> toEntries(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row -> new Entry(
                        row.getString("key"),
                        row.getLong("version"),
                        Optional.ofNullable(row.getJsonObject("body"))
                                .map(JsonObject::encode)
                                .orElse("")))
                .toList();
    }

    /** Adds the fields of the body to the entry, which need not exist. */
    Uni<Void> merge(RecordedTransaction tx, String key, JsonObject body) {
        return write(tx, MERGE, key, body);
    }

    /** As {@link #merge}, with the last second of which tokens are refused. */
    Uni<Void> revokeUntil(RecordedTransaction tx, String key, JsonObject body, long second) {
        return write(tx, REVOKE_UNTIL, key, body.copy().put("revokedUntil", second));
    }

    Uni<Void> replace(RecordedTransaction tx, String key, JsonObject body) {
        return write(tx, REPLACE, key, body);
    }

    /** Marks the entry for removal from the topic. */
    Uni<Void> drop(RecordedTransaction tx, String key) {
        return write(tx, REPLACE, key, null);
    }

    Uni<Void> insertTokens(RecordedTransaction tx, List<Revoked> tokens) {
        UUID[] ids = tokens.stream().map(Revoked::tokenId).toArray(UUID[]::new);
        @Nullable
        OffsetDateTime[] ends =
                tokens.stream().map(token -> end(token.forgetAfter())).toArray(OffsetDateTime[]::new);
        return tx.sql()
                .preparedQuery(INSERT_TOKENS)
                .execute(Tuple.of(ids, ends))
                .replaceWithVoid();
    }

    private static Uni<Void> write(RecordedTransaction tx, String sql, String key, @Nullable JsonObject body) {
        return tx.sql().preparedQuery(sql).execute(Tuple.of(key, body)).replaceWithVoid();
    }

    private static @Nullable OffsetDateTime end(Instant forgetAfter) {
        return forgetAfter.equals(Instant.MAX) ? null : forgetAfter.atOffset(ZoneOffset.UTC);
    }
}
