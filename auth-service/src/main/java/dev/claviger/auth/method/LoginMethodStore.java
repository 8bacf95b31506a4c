package dev.claviger.auth.method;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.auth.access.Rights;
import dev.claviger.auth.token.TokenPolicy;
import dev.claviger.auth.token.TrustedIps;
import dev.claviger.kernel.caller.OrgRole;
import dev.claviger.kernel.crypto.RootRing;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The rows of configurations. What a method wants sealed lies sealed under the root ring, bound to the row. */
@ApplicationScoped
class LoginMethodStore {
    private static final String CONTEXT = "auth:login-method:";

    /** Of a CA certificate that lies sealed alone, as those of OIDC auth once did. */
    private static final String CA_CERT_CONTEXT = "auth:oidc-ca-cert:";

    private static final String COLUMNS = """
            m.id, m.identity_id, m.settings, m.sealed_settings, m.sealed_ca_cert, m.token_ttl, m.token_max_ttl, m.token_uses_limit,
            m.token_trusted_ips, m.created_at, m.updated_at
            """;

    private static final String INSERT = """
            INSERT INTO login_method (id, identity_id, method, settings, sealed_settings, token_ttl, token_max_ttl,
                token_uses_limit, token_trusted_ips, updated_at, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            """;

    private static final String FIND =
            "SELECT " + COLUMNS + " FROM login_method m WHERE m.identity_id = $1 AND m.method = $2";

    private static final String FIND_FOR_LOGIN = "SELECT " + COLUMNS + """
            , i.name, i.org_id, i.org_role, i.instance_admin
            FROM identity i LEFT JOIN login_method m ON m.identity_id = i.id AND m.method = $2
            WHERE i.id = $1
            """;

    private static final String UPDATE = """
            UPDATE login_method SET settings = $4, sealed_settings = $5, sealed_ca_cert = NULL, token_ttl = $6, token_max_ttl = $7,
                token_uses_limit = $8, token_trusted_ips = $9, updated_at = $10
            WHERE id = $1 AND identity_id = $2 AND method = $3
            """;

    private static final String DELETE = "DELETE FROM login_method WHERE id = $1";

    private final Pool pool;
    private final RootRing ring;

    LoginMethodStore(Pool pool, RootRing ring) {
        this.pool = pool;
        this.ring = ring;
    }

    <S> Uni<Void> insert(RecordedTransaction tx, Method<S> method, Attached<S> attached) {
        return tx.sql()
                .preparedQuery(INSERT)
                .execute(row(method, attached).addOffsetDateTime(utc(attached.createdAt())))
                .replaceWithVoid();
    }

    <S> Uni<Optional<Attached<S>>> find(RecordedTransaction tx, Method<S> method, UUID identityId) {
        return tx.sql()
                .preparedQuery(FIND)
                .execute(Tuple.of(identityId, method.slug()))
                .map(rows -> stream(rows).findFirst().map(row -> toAttached(method, row)));
    }

    /** The one query of a login. */
    <S> Uni<Sought<S>> findForLogin(Method<S> method, UUID identityId) {
        return pool.preparedQuery(FIND_FOR_LOGIN)
                .execute(Tuple.of(identityId, method.slug()))
                .map(rows -> stream(rows)
                        .findFirst()
                        .<Sought<S>>map(row -> toSought(method, row))
                        .orElseGet(Sought.Nobody::new));
    }

    <S> Uni<Void> update(RecordedTransaction tx, Method<S> method, Attached<S> changed) {
        return tx.sql().preparedQuery(UPDATE).execute(row(method, changed)).replaceWithVoid();
    }

    Uni<Void> delete(RecordedTransaction tx, UUID id) {
        return tx.sql().preparedQuery(DELETE).execute(Tuple.of(id)).replaceWithVoid();
    }

    private <S> Tuple row(Method<S> method, Attached<S> attached) {
        TokenPolicy policy = attached.policy();
        return Tuple.tuple()
                .addUUID(attached.id())
                .addUUID(attached.identityId())
                .addString(method.slug())
                .addJsonObject(new JsonObject(new HashMap<>(method.open(attached.settings()))))
                .addValue(seal(attached.id(), method.sealed(attached.settings())))
                .addLong(policy.ttl())
                .addLong(policy.maxTtl())
                .addLong(policy.usesLimit())
                .addArrayOfString(policy.trustedIps().texts())
                .addOffsetDateTime(utc(attached.updatedAt()));
    }

    private @Nullable Buffer seal(UUID id, Map<String, String> settings) {
        if (settings.isEmpty()) {
            return null;
        }
        String text = new JsonObject(new HashMap<>(settings)).encode();
        return Buffer.buffer(ring.seal(text.getBytes(UTF_8), CONTEXT + id));
    }

    private JsonObject open(Row row) {
        return opened(row, "sealed_settings", CONTEXT)
                .map(JsonObject::new)
                .or(() -> opened(row, "sealed_ca_cert", CA_CERT_CONTEXT).map(text -> JsonObject.of("caCert", text)))
                .orElseGet(JsonObject::new);
    }

    private Optional<String> opened(Row row, String column, String context) {
        return Optional.ofNullable(row.getBuffer(column))
                .map(bytes -> new String(ring.open(bytes.getBytes(), context + row.getUUID("id")), UTF_8));
    }

    private <S> Attached<S> toAttached(Method<S> method, Row row) {
        TokenPolicy policy = new TokenPolicy(
                row.getLong("token_ttl"),
                row.getLong("token_max_ttl"),
                0,
                row.getLong("token_uses_limit"),
                TrustedIps.of(row.getArrayOfStrings("token_trusted_ips")));
        return new Attached<>(
                row.getUUID("id"),
                row.getUUID("identity_id"),
                method.settings(row.getJsonObject("settings"), open(row)),
                policy,
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    private <S> Sought<S> toSought(Method<S> method, Row row) {
        return row.getUUID("id") == null ? new Sought.Without<>() : new Sought.Found<>(toCandidate(method, row));
    }

    private <S> Candidate<S> toCandidate(Method<S> method, Row row) {
        return new Candidate<>(
                method,
                toAttached(method, row),
                row.getString("name"),
                row.getUUID("org_id"),
                new Rights(OrgRole.bySlug(row.getString("org_role")).orElseThrow(), row.getBoolean("instance_admin")));
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    private static Stream<Row> stream(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false);
    }
}
