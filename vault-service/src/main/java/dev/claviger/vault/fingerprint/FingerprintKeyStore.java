package dev.claviger.vault.fingerprint;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** The wrapped keys of organisations. */
@ApplicationScoped
class FingerprintKeyStore {
    private static final String FIND = "SELECT keyset FROM fingerprint_key WHERE org_id = $1";

    private static final String INSERT = """
            INSERT INTO fingerprint_key (org_id, keyset)
            VALUES ($1, $2)
            ON CONFLICT DO NOTHING
            """;

    private final Pool pool;

    FingerprintKeyStore(Pool pool) {
        this.pool = pool;
    }

    Uni<Optional<byte[]>> find(UUID orgId) {
        return pool.preparedQuery(FIND)
                .execute(Tuple.of(orgId))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getBuffer("keyset").getBytes())
                        .findFirst());
    }

    /** Does nothing when the organisation has one by now. */
    Uni<Void> insert(UUID orgId, byte[] wrapped) {
        return pool.preparedQuery(INSERT)
                .execute(Tuple.of(orgId, Buffer.buffer(wrapped)))
                .replaceWithVoid();
    }
}
