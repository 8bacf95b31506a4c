package dev.claviger.auth.sso;

import static dev.claviger.auth.sealing.SealedPlace.SSO_PROVIDER;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.auth.issuer.IssuerAddress;
import dev.claviger.kernel.Secret;
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
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** The rows of providers; client secrets are sealed on their way in and opened on their way out. */
@ApplicationScoped
class ProviderStore {
    private static final String COLUMNS = """
            p.id, p.org_id, p.discovery_url, p.ca_cert, p.issuer, p.client_id, p.sealed_client_secret, p.default_role, p.group_claim,
            p.group_roles, p.admits_unknown, p.trusts_mfa, p.enabled
            """;

    private static final String FIND = "SELECT " + COLUMNS + " FROM sso_provider p WHERE p.org_id = $1";

    private static final String FIND_BY_SLUG = "SELECT " + COLUMNS
            + " FROM sso_provider p JOIN organization o ON o.id = p.org_id WHERE o.slug = $1 AND p.enabled";

    private static final String FIND_BY_ID = "SELECT " + COLUMNS + " FROM sso_provider p WHERE p.id = $1 AND p.enabled";

    private static final String HOLD = FIND_BY_ID + " FOR SHARE";

    private static final String PUT = """
            INSERT INTO sso_provider (id, org_id, discovery_url, ca_cert, issuer, client_id, sealed_client_secret, default_role,
                group_claim, group_roles, admits_unknown, trusts_mfa, enabled, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14)
            ON CONFLICT (id) DO UPDATE SET discovery_url = $3, ca_cert = $4, issuer = $5, client_id = $6,
                sealed_client_secret = $7, default_role = $8, group_claim = $9, group_roles = $10, admits_unknown = $11,
                trusts_mfa = $12, enabled = $13, updated_at = $14
            """;

    private static final String FORGET_LINKS = "DELETE FROM sso_link WHERE provider_id = $1";

    private static final String DELETE = "DELETE FROM sso_provider WHERE org_id = $1";

    private static final String SET_SSO_ONLY = "UPDATE organization SET sso_only = $2 WHERE id = $1";

    private static final String IS_SSO_ONLY = "SELECT sso_only FROM organization WHERE id = $1";

    private final Pool pool;
    private final RootRing ring;

    ProviderStore(Pool pool, RootRing ring) {
        this.pool = pool;
        this.ring = ring;
    }

    Uni<Optional<Provider>> find(RecordedTransaction tx, UUID orgId) {
        return tx.sql().preparedQuery(FIND).execute(Tuple.of(orgId)).map(this::first);
    }

    /** An enabled one. */
    Uni<Optional<Provider>> find(String orgSlug) {
        return pool.preparedQuery(FIND_BY_SLUG).execute(Tuple.of(orgSlug)).map(this::first);
    }

    /** An enabled one. */
    Uni<Optional<Provider>> findById(UUID id) {
        return pool.preparedQuery(FIND_BY_ID).execute(Tuple.of(id)).map(this::first);
    }

    /** An enabled one, which stays as it is until the transaction ends. */
    Uni<Optional<Provider>> hold(RecordedTransaction tx, UUID id) {
        return tx.sql().preparedQuery(HOLD).execute(Tuple.of(id)).map(this::first);
    }

    Uni<Void> put(RecordedTransaction tx, Provider provider, Instant now) {
        JsonObject roles = new JsonObject();
        provider.groupRoles().forEach((group, role) -> roles.put(group, role.slug()));
        byte[] sealed =
                ring.seal(provider.clientSecret().reveal().getBytes(UTF_8), SSO_PROVIDER.context(provider.id()));
        Tuple row = Tuple.tuple()
                .addUUID(provider.id())
                .addUUID(provider.orgId())
                .addString(provider.address().discoveryUrl().toString())
                .addString(provider.address().caCert())
                .addString(provider.issuer())
                .addString(provider.clientId())
                .addValue(Buffer.buffer(sealed))
                .addString(provider.defaultRole().slug())
                .addString(provider.groupClaim())
                .addJsonObject(roles)
                .addBoolean(provider.admitsUnknown())
                .addBoolean(provider.trustsMfa())
                .addBoolean(provider.enabled())
                .addOffsetDateTime(now.atOffset(ZoneOffset.UTC));
        return tx.sql().preparedQuery(PUT).execute(row).replaceWithVoid();
    }

    /** Of everybody. */
    Uni<Void> forgetLinks(RecordedTransaction tx, UUID id) {
        return tx.sql().preparedQuery(FORGET_LINKS).execute(Tuple.of(id)).replaceWithVoid();
    }

    /** With its links; false when there was none. */
    Uni<Boolean> delete(RecordedTransaction tx, UUID orgId) {
        return tx.sql().preparedQuery(DELETE).execute(Tuple.of(orgId)).map(rows -> rows.rowCount() == 1);
    }

    Uni<Void> setSsoOnly(RecordedTransaction tx, UUID orgId, boolean only) {
        return tx.sql()
                .preparedQuery(SET_SSO_ONLY)
                .execute(Tuple.of(orgId, only))
                .replaceWithVoid();
    }

    Uni<Boolean> isSsoOnly(RecordedTransaction tx, UUID orgId) {
        return tx.sql()
                .preparedQuery(IS_SSO_ONLY)
                .execute(Tuple.of(orgId))
                .map(rows -> rows.iterator().next().getBoolean("sso_only"));
    }

    private Optional<Provider> first(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false).findFirst().map(this::toProvider);
    }

    private Provider toProvider(Row row) {
        UUID id = row.getUUID("id");
        byte[] secret = ring.open(row.getBuffer("sealed_client_secret").getBytes(), SSO_PROVIDER.context(id));
        Map<String, OrgRole> roles = new HashMap<>();
        row.getJsonObject("group_roles").forEach(entry -> roles.put(entry.getKey(), role(entry.getValue())));
        return new Provider(
                id,
                row.getUUID("org_id"),
                new IssuerAddress(URI.create(row.getString("discovery_url")), row.getString("ca_cert")),
                row.getString("issuer"),
                row.getString("client_id"),
                Secret.of(new String(secret, UTF_8)),
                role(row.getString("default_role")),
                row.getString("group_claim"),
                roles,
                row.getBoolean("admits_unknown"),
                row.getBoolean("trusts_mfa"),
                row.getBoolean("enabled"));
    }

    private static OrgRole role(Object slug) {
        return OrgRole.bySlug(slug.toString()).orElseThrow();
    }
}
