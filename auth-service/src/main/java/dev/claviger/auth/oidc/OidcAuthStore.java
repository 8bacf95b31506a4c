package dev.claviger.auth.oidc;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.auth.access.Rights;
import dev.claviger.auth.claim.Alternatives;
import dev.claviger.auth.claim.Binding;
import dev.claviger.auth.issuer.IssuerAddress;
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
import java.net.URI;
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

/** The rows of configurations. The CA certificate is sealed under the root ring. */
@ApplicationScoped
class OidcAuthStore {
    private static final String CONTEXT = "auth:oidc-ca-cert:";

    private static final String COLUMNS = """
            o.id, o.identity_id, o.discovery_url, o.sealed_ca_cert, o.bound_issuer, o.bound_audiences, o.bound_subject,
            o.bound_claims, o.claim_mapping, o.allow_fork_pipelines, o.token_ends_with_job, o.token_ttl, o.token_max_ttl, o.token_uses_limit,
            o.token_trusted_ips, o.created_at, o.updated_at
            """;

    private static final String INSERT = """
            INSERT INTO oidc_auth (id, identity_id, discovery_url, sealed_ca_cert, bound_issuer, bound_audiences, bound_subject,
                bound_claims, claim_mapping, allow_fork_pipelines, token_ttl, token_max_ttl, token_uses_limit,
                token_trusted_ips, token_ends_with_job, updated_at, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
            """;

    private static final String FIND = "SELECT " + COLUMNS + " FROM oidc_auth o WHERE o.identity_id = $1";

    private static final String FIND_FOR_LOGIN = "SELECT " + COLUMNS + """
            , i.name, i.org_id, i.org_role, i.instance_admin
            FROM oidc_auth o JOIN identity i ON i.id = o.identity_id
            WHERE o.identity_id = $1
            """;

    private static final String UPDATE = """
            UPDATE oidc_auth SET discovery_url = $3, sealed_ca_cert = $4, bound_issuer = $5, bound_audiences = $6,
                bound_subject = $7, bound_claims = $8, claim_mapping = $9, allow_fork_pipelines = $10, token_ttl = $11,
                token_max_ttl = $12, token_uses_limit = $13, token_trusted_ips = $14, token_ends_with_job = $15,
                updated_at = $16
            WHERE id = $1 AND identity_id = $2
            """;

    private static final String DELETE = "DELETE FROM oidc_auth WHERE id = $1";

    private final Pool pool;
    private final RootRing ring;

    OidcAuthStore(Pool pool, RootRing ring) {
        this.pool = pool;
        this.ring = ring;
    }

    Uni<Void> insert(RecordedTransaction tx, OidcAuth auth) {
        return tx.sql()
                .preparedQuery(INSERT)
                .execute(row(auth).addOffsetDateTime(utc(auth.createdAt())))
                .replaceWithVoid();
    }

    Uni<Optional<OidcAuth>> find(RecordedTransaction tx, UUID identityId) {
        return tx.sql()
                .preparedQuery(FIND)
                .execute(Tuple.of(identityId))
                .map(rows -> stream(rows).findFirst().map(this::toAuth));
    }

    /** The one query of a login. */
    Uni<Optional<Candidate>> findForLogin(UUID identityId) {
        return pool.preparedQuery(FIND_FOR_LOGIN)
                .execute(Tuple.of(identityId))
                .map(rows -> stream(rows).findFirst().map(this::toCandidate));
    }

    Uni<Void> update(RecordedTransaction tx, OidcAuth changed) {
        return tx.sql().preparedQuery(UPDATE).execute(row(changed)).replaceWithVoid();
    }

    Uni<Void> delete(RecordedTransaction tx, UUID id) {
        return tx.sql().preparedQuery(DELETE).execute(Tuple.of(id)).replaceWithVoid();
    }

    private Tuple row(OidcAuth auth) {
        Binding binding = auth.binding();
        TokenPolicy policy = auth.policy();
        return Tuple.tuple()
                .addUUID(auth.id())
                .addUUID(auth.identityId())
                .addString(auth.issuer().discoveryUrl().toString())
                .addValue(sealed(auth))
                .addString(binding.issuer())
                .addString(binding.audiences().toString())
                .addString(binding.subject())
                .addJsonObject(claimsToJson(binding.claims()))
                .addValue(mappingToJson(binding.claimMapping()))
                .addBoolean(binding.allowForkPipelines())
                .addLong(policy.ttl())
                .addLong(policy.maxTtl())
                .addLong(policy.usesLimit())
                .addArrayOfString(policy.trustedIps().texts())
                .addBoolean(auth.endsWithJob())
                .addOffsetDateTime(utc(auth.updatedAt()));
    }

    private @Nullable Buffer sealed(OidcAuth auth) {
        String caCert = auth.issuer().caCert();
        return caCert.isEmpty() ? null : Buffer.buffer(ring.seal(caCert.getBytes(UTF_8), CONTEXT + auth.id()));
    }

    private String opened(Row row) {
        String context = CONTEXT + row.getUUID("id");
        return Optional.ofNullable(row.getBuffer("sealed_ca_cert"))
                .map(bytes -> new String(ring.open(bytes.getBytes(), context), UTF_8))
                .orElse("");
    }

    private OidcAuth toAuth(Row row) {
        Binding binding = new Binding(
                row.getString("bound_issuer"),
                Alternatives.parse(row.getString("bound_audiences")),
                row.getString("bound_subject"),
                claimsFromJson(row.getJsonObject("bound_claims")),
                mappingFromJson(row.getJsonObject("claim_mapping")),
                row.getBoolean("allow_fork_pipelines"));
        TokenPolicy policy = new TokenPolicy(
                row.getLong("token_ttl"),
                row.getLong("token_max_ttl"),
                0,
                row.getLong("token_uses_limit"),
                TrustedIps.of(row.getArrayOfStrings("token_trusted_ips")));
        return new OidcAuth(
                row.getUUID("id"),
                row.getUUID("identity_id"),
                new IssuerAddress(URI.create(row.getString("discovery_url")), opened(row)),
                binding,
                policy,
                row.getBoolean("token_ends_with_job"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    private Candidate toCandidate(Row row) {
        return new Candidate(
                toAuth(row),
                row.getString("name"),
                row.getUUID("org_id"),
                new Rights(OrgRole.bySlug(row.getString("org_role")).orElseThrow(), row.getBoolean("instance_admin")));
    }

    private static JsonObject claimsToJson(Map<String, Alternatives> claims) {
        JsonObject json = new JsonObject();
        claims.forEach((name, wanted) -> json.put(name, wanted.toString()));
        return json;
    }

    private static Map<String, Alternatives> claimsFromJson(JsonObject json) {
        Map<String, Alternatives> claims = new HashMap<>();
        json.fieldNames().forEach(name -> claims.put(name, Alternatives.parse(json.getString(name))));
        return claims;
    }

    private static @Nullable JsonObject mappingToJson(@Nullable Map<String, String> mapping) {
        return mapping == null ? null : new JsonObject(new HashMap<>(mapping));
    }

    private static @Nullable Map<String, String> mappingFromJson(@Nullable JsonObject json) {
        if (json == null) {
            return null;
        }
        Map<String, String> mapping = new HashMap<>();
        json.fieldNames().forEach(name -> mapping.put(name, json.getString(name)));
        return mapping;
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    private static Stream<Row> stream(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false);
    }
}
