package dev.claviger.audit.shard;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** The sealed master secret. */
@ApplicationScoped
class MasterStore {
    private static final String FIND = "SELECT sealed FROM signing_master WHERE id = 1";
    private static final String KEEP =
            "INSERT INTO signing_master (id, sealed, created_at) VALUES (1, $1, $2) ON CONFLICT (id) DO NOTHING";

    private final Pool pool;

    MasterStore(Pool pool) {
        this.pool = pool;
    }

    Uni<Optional<byte[]>> find() {
        return pool.preparedQuery(FIND)
                .execute()
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getBuffer("sealed").getBytes())
                        .findFirst());
    }

    /** Keeps it unless another replica was faster, and returns what is kept. */
    Uni<byte[]> keep(byte[] sealed, Instant now) {
        return pool.preparedQuery(KEEP)
                .execute(Tuple.of(Buffer.buffer(sealed), now.atOffset(ZoneOffset.UTC)))
                .chain(this::find)
                .map(Optional::orElseThrow);
    }
}
