package dev.claviger.auth.servicetoken;

import dev.claviger.auth.servicetoken.ServiceToken.Creator;
import dev.claviger.auth.servicetoken.ServiceToken.Legacy;
import dev.claviger.kernel.caller.ServiceGrant.Scope;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.core.buffer.Buffer;
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

/** The rows of service tokens. */
@ApplicationScoped
class ServiceTokenStore {
    private static final String SELECT = """
            SELECT id, org_id, project_id, name, scopes, permissions, digest, encrypted_key, iv, tag, created_by_kind, created_by,
                expires_at, last_used_at, created_at, updated_at
            FROM service_token
            """;

    private static final String INSERT = """
            INSERT INTO service_token (id, org_id, project_id, name, scopes, permissions, digest, encrypted_key, iv, tag,
                created_by_kind, created_by, expires_at, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14)
            """;

    private static final String DELETE = "DELETE FROM service_token WHERE org_id = $1 AND id = $2";

    private static final String NOTE_USE = """
            UPDATE service_token SET last_used_at = $2
            WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $2::timestamptz - interval '1 minute')
            """;

    private final Pool pool;

    ServiceTokenStore(Pool pool) {
        this.pool = pool;
    }

    /** A token with the digest of its secret. */
    record Stored(ServiceToken token, Buffer digest) {}

    Uni<Optional<Stored>> find(UUID id) {
        return pool.preparedQuery(SELECT + "WHERE id = $1")
                .execute(Tuple.of(id))
                .map(rows -> stream(rows).findFirst());
    }

    Uni<Optional<ServiceToken>> find(UUID orgId, UUID id) {
        return pool.preparedQuery(SELECT + "WHERE org_id = $1 AND id = $2")
                .execute(Tuple.of(orgId, id))
                .map(rows -> stream(rows).findFirst().map(Stored::token));
    }

    Uni<List<ServiceToken>> list(RecordedTransaction tx, UUID orgId, UUID projectId) {
        return tx.sql()
                .preparedQuery(SELECT + "WHERE org_id = $1 AND project_id = $2 ORDER BY created_at, id")
                .execute(Tuple.of(orgId, projectId))
                .map(rows -> stream(rows).map(Stored::token).toList());
    }

    Uni<Void> insert(RecordedTransaction tx, ServiceToken token, byte[] digest) {
        Tuple row = Tuple.tuple()
                .addUUID(token.id())
                .addUUID(token.orgId())
                .addUUID(token.projectId())
                .addString(token.name())
                .addJsonArray(toJson(token.scopes()))
                .addArrayOfString(token.permissions().toArray(String[]::new))
                .addBuffer(Buffer.buffer(digest))
                .addString(token.legacy().encryptedKey())
                .addString(token.legacy().iv())
                .addString(token.legacy().tag())
                .addString(token.creator().kind())
                .addUUID(token.creator().id())
                .addOffsetDateTime(token.expiresAt() == null ? null : utc(token.expiresAt()))
                .addOffsetDateTime(utc(token.createdAt()));
        return tx.sql().preparedQuery(INSERT).execute(row).replaceWithVoid();
    }

    /** False when somebody else was faster. */
    Uni<Boolean> delete(RecordedTransaction tx, UUID orgId, UUID id) {
        return tx.sql().preparedQuery(DELETE).execute(Tuple.of(orgId, id)).map(rows -> rows.rowCount() == 1);
    }

    /** To the minute, so that a busy token does not write all the time. */
    Uni<Void> noteUse(UUID id, Instant now) {
        return pool.preparedQuery(NOTE_USE).execute(Tuple.of(id, utc(now))).replaceWithVoid();
    }

    private static Stream<Stored> stream(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row -> new Stored(toToken(row), row.getBuffer("digest")));
    }

    private static ServiceToken toToken(Row row) {
        return new ServiceToken(
                row.getUUID("id"),
                row.getUUID("org_id"),
                row.getUUID("project_id"),
                row.getString("name"),
                fromJson(row.getJsonArray("scopes")),
                List.of(row.getArrayOfStrings("permissions")),
                new Legacy(row.getString("encrypted_key"), row.getString("iv"), row.getString("tag")),
                new Creator(row.getString("created_by_kind"), row.getUUID("created_by")),
                time(row, "expires_at"),
                time(row, "last_used_at"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    private static JsonArray toJson(List<Scope> scopes) {
        JsonArray list = new JsonArray();
        for (Scope scope : scopes) {
            list.add(new JsonObject().put("environment", scope.environment()).put("secretPath", scope.secretPath()));
        }
        return list;
    }

    private static List<Scope> fromJson(JsonArray list) {
        return list.stream()
                .map(JsonObject.class::cast)
                .map(scope -> new Scope(scope.getString("environment"), scope.getString("secretPath")))
                .toList();
    }

    private static @Nullable Instant time(Row row, String column) {
        @Nullable OffsetDateTime time = row.getOffsetDateTime(column);
        return time == null ? null : time.toInstant();
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
