package dev.claviger.vault.shred;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** Which projects are there. */
@ApplicationScoped
class ShredStore {
    private static final String GONE = """
            SELECT w.id
            FROM unnest($1::uuid[]) AS w (id)
            WHERE NOT EXISTS (SELECT FROM project p WHERE p.id = w.id)
            """;

    private final Pool pool;

    ShredStore(Pool pool) {
        this.pool = pool;
    }

    /** Those of the ids that are no project. */
    Uni<List<UUID>> gone(Collection<UUID> ids) {
        return pool.preparedQuery(GONE)
                .execute(Tuple.tuple().addArrayOfUUID(ids.toArray(UUID[]::new)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getUUID("id"))
                        .toList());
    }
}
