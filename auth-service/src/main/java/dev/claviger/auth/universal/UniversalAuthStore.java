package dev.claviger.auth.universal;

import dev.claviger.auth.guard.Lockout;
import dev.claviger.auth.token.TokenPolicy;
import dev.claviger.auth.token.TrustedIps;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** The rows of configurations. */
@ApplicationScoped
class UniversalAuthStore {
    static final String COLUMNS = """
            u.id, u.identity_id, u.client_id, u.secret_trusted_ips, u.token_ttl, u.token_max_ttl, u.token_period,
            u.token_uses_limit, u.token_trusted_ips, u.lockout_enabled, u.lockout_threshold, u.lockout_duration,
            u.lockout_counter_reset, u.created_at, u.updated_at
            """;

    private static final String INSERT = """
            INSERT INTO universal_auth (id, identity_id, client_id, secret_trusted_ips, token_ttl, token_max_ttl,
                token_period, token_uses_limit, token_trusted_ips, lockout_enabled, lockout_threshold, lockout_duration,
                lockout_counter_reset, updated_at, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
            """;

    private static final String FIND = "SELECT " + COLUMNS + " FROM universal_auth u WHERE u.identity_id = $1";

    private static final String UPDATE = """
            UPDATE universal_auth SET secret_trusted_ips = $4, token_ttl = $5, token_max_ttl = $6, token_period = $7,
                token_uses_limit = $8, token_trusted_ips = $9, lockout_enabled = $10, lockout_threshold = $11,
                lockout_duration = $12, lockout_counter_reset = $13, updated_at = $14
            WHERE id = $1 AND identity_id = $2 AND client_id = $3
            """;

    private static final String DELETE = "DELETE FROM universal_auth WHERE id = $1";

    Uni<Void> insert(RecordedTransaction tx, UniversalAuth auth) {
        return tx.sql()
                .preparedQuery(INSERT)
                .execute(row(auth).addOffsetDateTime(utc(auth.createdAt())))
                .replaceWithVoid();
    }

    Uni<Optional<UniversalAuth>> find(RecordedTransaction tx, UUID identityId) {
        return tx.sql()
                .preparedQuery(FIND)
                .execute(Tuple.of(identityId))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .findFirst()
                        .map(UniversalAuthStore::toAuth));
    }

    Uni<Void> update(RecordedTransaction tx, UniversalAuth changed) {
        return tx.sql().preparedQuery(UPDATE).execute(row(changed)).replaceWithVoid();
    }

    /** With its client secrets. */
    Uni<Void> delete(RecordedTransaction tx, UUID id) {
        return tx.sql().preparedQuery(DELETE).execute(Tuple.of(id)).replaceWithVoid();
    }

    private static Tuple row(UniversalAuth auth) {
        TokenPolicy policy = auth.policy();
        Lockout lockout = auth.lockout();
        return Tuple.tuple()
                .addUUID(auth.id())
                .addUUID(auth.identityId())
                .addUUID(auth.clientId())
                .addArrayOfString(auth.secretTrustedIps().texts())
                .addLong(policy.ttl())
                .addLong(policy.maxTtl())
                .addLong(policy.period())
                .addLong(policy.usesLimit())
                .addArrayOfString(policy.trustedIps().texts())
                .addBoolean(lockout.enabled())
                .addInteger(lockout.threshold())
                .addLong(lockout.duration())
                .addLong(lockout.counterReset())
                .addOffsetDateTime(utc(auth.updatedAt()));
    }

    static UniversalAuth toAuth(Row row) {
        TokenPolicy policy = new TokenPolicy(
                row.getLong("token_ttl"),
                row.getLong("token_max_ttl"),
                row.getLong("token_period"),
                row.getLong("token_uses_limit"),
                TrustedIps.of(row.getArrayOfStrings("token_trusted_ips")));
        Lockout lockout = new Lockout(
                row.getBoolean("lockout_enabled"),
                row.getInteger("lockout_threshold"),
                row.getLong("lockout_duration"),
                row.getLong("lockout_counter_reset"));
        return new UniversalAuth(
                row.getUUID("id"),
                row.getUUID("identity_id"),
                row.getUUID("client_id"),
                TrustedIps.of(row.getArrayOfStrings("secret_trusted_ips")),
                policy,
                lockout,
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
