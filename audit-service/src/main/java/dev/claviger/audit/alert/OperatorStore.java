package dev.claviger.audit.alert;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.stream.StreamSupport;

/** The organisations that there are. */
@ApplicationScoped
class OperatorStore {
    private static final String FIRST = "SELECT org FROM log_state WHERE org <> 'platform' LIMIT 2";

    private final Pool pool;

    OperatorStore(Pool pool) {
        this.pool = pool;
    }

    /** The only organisation; empty when there are more. */
    Uni<List<String>> onlyOne() {
        return pool.query(FIRST)
                .execute()
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getString("org"))
                        .toList())
                .map(found -> found.size() == 1 ? found : List.of());
    }
}
