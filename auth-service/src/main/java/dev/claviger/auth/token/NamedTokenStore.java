package dev.claviger.auth.token;

import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
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

/** The names of tokens. A name goes with its token. */
@ApplicationScoped
class NamedTokenStore {
    private static final String INSERT =
            "INSERT INTO named_token (token_id, name, created_at, updated_at) VALUES ($1, $2, $3, $3)";

    private static final String SELECT = """
            SELECT t.id, t.identity_id, n.name, t.method, t.ttl, t.max_ttl, t.period, t.uses, t.uses_limit,
                t.revoked_at IS NOT NULL AS revoked, t.renewed_at, n.created_at, n.updated_at
            FROM named_token n
            JOIN access_token t ON t.id = n.token_id
            JOIN identity i ON i.id = t.identity_id
            """;

    private static final String FIND = SELECT + "WHERE t.id = $1 AND i.org_id = $2";

    private static final String LIST = SELECT + """
            WHERE t.identity_id = $1 AND i.org_id = $2
            ORDER BY n.created_at, t.id LIMIT $3 OFFSET $4
            """;

    private static final String RENAME = "UPDATE named_token SET name = $2, updated_at = $3 WHERE token_id = $1";

    Uni<Void> insert(RecordedTransaction tx, UUID tokenId, String name, Instant now) {
        return tx.sql()
                .preparedQuery(INSERT)
                .execute(Tuple.of(tokenId, name, utc(now)))
                .replaceWithVoid();
    }

    Uni<Optional<NamedToken>> find(RecordedTransaction tx, UUID orgId, UUID tokenId) {
        return tx.sql()
                .preparedQuery(FIND)
                .execute(Tuple.of(tokenId, orgId))
                .map(rows -> stream(rows).findFirst().map(NamedTokenStore::toToken));
    }

    /** The oldest first. */
    Uni<List<NamedToken>> list(RecordedTransaction tx, UUID orgId, UUID identityId, long limit, long offset) {
        return tx.sql()
                .preparedQuery(LIST)
                .execute(Tuple.of(identityId, orgId, limit, offset))
                .map(rows -> stream(rows).map(NamedTokenStore::toToken).toList());
    }

    Uni<Void> rename(RecordedTransaction tx, UUID tokenId, String name, Instant now) {
        return tx.sql()
                .preparedQuery(RENAME)
                .execute(Tuple.of(tokenId, name, utc(now)))
                .replaceWithVoid();
    }

    private static NamedToken toToken(Row row) {
        @Nullable OffsetDateTime renewedAt = row.getOffsetDateTime("renewed_at");
        return new NamedToken(
                row.getUUID("id"),
                row.getUUID("identity_id"),
                row.getString("name"),
                row.getString("method"),
                row.getLong("ttl"),
                row.getLong("max_ttl"),
                row.getLong("period"),
                row.getLong("uses"),
                row.getLong("uses_limit"),
                row.getBoolean("revoked"),
                renewedAt == null ? null : renewedAt.toInstant(),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    private static Stream<Row> stream(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false);
    }
}
