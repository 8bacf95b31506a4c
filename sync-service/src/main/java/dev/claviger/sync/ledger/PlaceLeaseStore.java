package dev.claviger.sync.ledger;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.UUID;

/** Which run may write at which place. Times are those of the database. */
@ApplicationScoped
public class PlaceLeaseStore {
    private static final String TAKE = """
            INSERT INTO sync_place_lease (place, owner, until) VALUES ($1, $2, now() + $3 * interval '1 millisecond')
            ON CONFLICT (place) DO UPDATE SET owner = excluded.owner, until = excluded.until WHERE sync_place_lease.until < now()
            """;

    private static final String RENEW =
            "UPDATE sync_place_lease SET until = now() + $3 * interval '1 millisecond' WHERE place = $1 AND owner = $2";

    private static final String RELEASE = "DELETE FROM sync_place_lease WHERE place = $1 AND owner = $2";

    private final Pool pool;

    PlaceLeaseStore(Pool pool) {
        this.pool = pool;
    }

    /** False while another run has it. */
    public Uni<Boolean> take(String place, UUID owner, Duration lease) {
        return write(TAKE, Tuple.of(place, owner, lease.toMillis()));
    }

    /** False when another run has it by now. */
    public Uni<Boolean> renew(String place, UUID owner, Duration lease) {
        return write(RENEW, Tuple.of(place, owner, lease.toMillis()));
    }

    public Uni<Void> release(String place, UUID owner) {
        return write(RELEASE, Tuple.of(place, owner)).replaceWithVoid();
    }

    private Uni<Boolean> write(String statement, Tuple values) {
        return pool.preparedQuery(statement).execute(values).map(rows -> rows.rowCount() == 1);
    }
}
