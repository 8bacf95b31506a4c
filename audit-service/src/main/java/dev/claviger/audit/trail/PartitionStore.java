package dev.claviger.audit.trail;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

/** Has the database make its own partitions; we may call the function but not make tables. */
@ApplicationScoped
class PartitionStore {
    private static final String KEEP = "SELECT keep_partitions($1), keep_quarters($1)";

    private final Pool pool;

    PartitionStore(Pool pool) {
        this.pool = pool;
    }

    /** Returns for how many future months the trail is ready. */
    Uni<Integer> keep(int monthsAhead) {
        return pool.preparedQuery(KEEP)
                .execute(Tuple.of(monthsAhead))
                .map(rows -> rows.iterator().next().getInteger(0));
    }
}
