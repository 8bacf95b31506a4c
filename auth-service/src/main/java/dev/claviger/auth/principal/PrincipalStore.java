package dev.claviger.auth.principal;

import dev.claviger.auth.principal.Principals.Revoked;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
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

    /** Adds the fields of the body to the entry, which need not exist. */
    Uni<Void> merge(RecordedTransaction tx, String key, JsonObject body) {
        return write(tx, MERGE, key, body);
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
