package dev.claviger.auth.universal;

import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
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

/** The rows of client secrets, for those who administer them. */
@ApplicationScoped
class ClientSecretStore {
    private static final String COLUMNS =
            "id, universal_auth_id, prefix, description, ttl, uses_limit, uses, revoked, created_at, updated_at";

    private static final String INSERT = """
            INSERT INTO client_secret (id, universal_auth_id, digest, prefix, description, ttl, uses_limit, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)
            """;

    private static final String LIST = "SELECT " + COLUMNS
            + " FROM client_secret WHERE universal_auth_id = $1 AND NOT revoked ORDER BY created_at, id";

    private static final String FIND =
            "SELECT " + COLUMNS + " FROM client_secret WHERE universal_auth_id = $1 AND id = $2";

    private static final String REVOKE = """
            UPDATE client_secret SET revoked = true, updated_at = $3
            WHERE universal_auth_id = $1 AND id = $2
            RETURNING
            """ + COLUMNS;

    Uni<Void> insert(RecordedTransaction tx, ClientSecret secret, byte[] digest) {
        Tuple row = Tuple.tuple()
                .addUUID(secret.id())
                .addUUID(secret.universalAuthId())
                .addValue(Buffer.buffer(digest))
                .addString(secret.prefix())
                .addString(secret.description())
                .addLong(secret.ttl())
                .addLong(secret.usesLimit())
                .addOffsetDateTime(utc(secret.createdAt()));
        return tx.sql().preparedQuery(INSERT).execute(row).replaceWithVoid();
    }

    /** Those that are not revoked, the oldest first. */
    Uni<List<ClientSecret>> list(RecordedTransaction tx, UUID universalAuthId) {
        return tx.sql()
                .preparedQuery(LIST)
                .execute(Tuple.of(universalAuthId))
                .map(rows -> stream(rows).map(ClientSecretStore::toSecret).toList());
    }

    Uni<Optional<ClientSecret>> find(RecordedTransaction tx, UUID universalAuthId, UUID id) {
        return tx.sql()
                .preparedQuery(FIND)
                .execute(Tuple.of(universalAuthId, id))
                .map(ClientSecretStore::first);
    }

    /** Empty when there is no such secret. */
    Uni<Optional<ClientSecret>> revoke(RecordedTransaction tx, UUID universalAuthId, UUID id, Instant now) {
        return tx.sql()
                .preparedQuery(REVOKE)
                .execute(Tuple.of(universalAuthId, id, utc(now)))
                .map(ClientSecretStore::first);
    }

    private static Optional<ClientSecret> first(RowSet<Row> rows) {
        return stream(rows).findFirst().map(ClientSecretStore::toSecret);
    }

    private static ClientSecret toSecret(Row row) {
        return new ClientSecret(
                row.getUUID("id"),
                row.getUUID("universal_auth_id"),
                row.getString("prefix"),
                row.getString("description"),
                row.getLong("ttl"),
                row.getLong("uses_limit"),
                row.getLong("uses"),
                row.getBoolean("revoked"),
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
