package dev.claviger.auth.token;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** The rows of signing keys. Replicas take turns to add one. */
@ApplicationScoped
class SigningKeyStore {
    private static final long LOCK = 0x636c617669676572L;

    private static final String TAKE_TURN = "SELECT pg_advisory_xact_lock($1)";

    private static final String READ_ALL =
            "SELECT kid, public_key, sealed_private_key, active_from FROM signing_key ORDER BY active_from DESC, kid";

    private static final String INSERT = """
            INSERT INTO signing_key (kid, public_key, sealed_private_key, active_from, created_at)
            VALUES ($1, $2, $3, $4, $5)
            """;

    private final Pool pool;
    private final KeyForge forge;

    SigningKeyStore(Pool pool, KeyForge forge) {
        this.pool = pool;
        this.forge = forge;
    }

    /** All keys, the newest first. */
    Uni<List<SigningKey>> readAll() {
        return readAll(pool);
    }

    /** Adds the key that the plan asks for, seen the present ones, while no other replica does so; returns all keys. */
    Uni<List<SigningKey>> extend(Function<List<SigningKey>, Optional<SigningKey>> plan, Instant now) {
        return pool.withTransaction(sql -> sql.preparedQuery(TAKE_TURN)
                .execute(Tuple.of(LOCK))
                .chain(() -> readAll(sql))
                .call(keys -> add(sql, plan.apply(keys), now))
                .chain(() -> readAll(sql)));
    }

    private Uni<Void> add(SqlConnection sql, Optional<SigningKey> wanted, Instant now) {
        return wanted.map(key -> insert(sql, key, now))
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    private Uni<Void> insert(SqlConnection sql, SigningKey key, Instant now) {
        return sql.preparedQuery(INSERT)
                .execute(Tuple.of(
                        key.id(),
                        Buffer.buffer(key.publicKey().getEncoded()),
                        Buffer.buffer(forge.seal(key)),
                        key.activeFrom().atOffset(ZoneOffset.UTC),
                        now.atOffset(ZoneOffset.UTC)))
                .replaceWithVoid();
    }

    private Uni<List<SigningKey>> readAll(SqlClient client) {
        return client.preparedQuery(READ_ALL)
                .execute()
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(this::toKey)
                        .toList());
    }

    private SigningKey toKey(Row row) {
        return forge.open(
                row.getString("kid"),
                row.getBuffer("public_key").getBytes(),
                row.getBuffer("sealed_private_key").getBytes(),
                row.getOffsetDateTime("active_from").toInstant());
    }
}
