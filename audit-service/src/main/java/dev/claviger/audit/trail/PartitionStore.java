package dev.claviger.audit.trail;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

/** Has the database make its own partitions; we may call the function but not make tables. */
@ApplicationScoped
class PartitionStore {
    private static final String KEEP_MONTHS = "SELECT keep_partitions($1) AS ready";

    private static final String KEEP_QUARTERS = "SELECT keep_quarters($1)";

    private final Pool pool;

    PartitionStore(Pool pool) {
        this.pool = pool;
    }

    /**
     * Returns for how many future months the trail is ready. Tables are locked while partitions are made; those of the trail are free
     * again before those of the tree are taken, for readers need both, in their own order.
     */
    Uni<Integer> keep(int monthsAhead) {
        return pool.preparedQuery(KEEP_MONTHS)
                .execute(Tuple.of(monthsAhead))
                .map(rows -> rows.iterator().next().getInteger("ready"))
                .call(() -> pool.preparedQuery(KEEP_QUARTERS).execute(Tuple.of(monthsAhead)));
    }
}
