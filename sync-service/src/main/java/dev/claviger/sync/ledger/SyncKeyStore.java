package dev.claviger.sync.ledger;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** The keys of this installation in PostgreSQL, sealed. */
@ApplicationScoped
class SyncKeyStore {
    private static final String FIND = "SELECT sealed FROM sync_key WHERE id = $1";
    private static final String INSERT = "INSERT INTO sync_key (id, sealed) VALUES ($1, $2) ON CONFLICT DO NOTHING";

    private final Pool pool;

    SyncKeyStore(Pool pool) {
        this.pool = pool;
    }

    Uni<Optional<byte[]>> find(UUID id) {
        return pool.preparedQuery(FIND)
                .execute(Tuple.of(id))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .findFirst()
                        .map(row -> row.getBuffer("sealed").getBytes()));
    }

    /** Unless another replica was faster. */
    Uni<Void> insert(UUID id, byte[] sealed) {
        return pool.preparedQuery(INSERT)
                .execute(Tuple.of(id, Buffer.buffer(sealed)))
                .replaceWithVoid();
    }
}
