package dev.claviger.auth.bootstrap;

import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;

/** The row of the instance. */
@ApplicationScoped
class BootstrapStore {
    private static final String IS_SET_UP = "SELECT EXISTS (SELECT FROM instance) AS set_up";

    private static final long LOCK = 0x626f6f7473747261L;

    private static final String TAKE_TURN = "SELECT pg_advisory_xact_lock($1)";

    private static final String CLAIM = """
            INSERT INTO instance (org_id, user_id, set_up_at) VALUES ($1, $2, $3)
            ON CONFLICT (singleton) DO NOTHING
            """;

    private final Pool pool;

    BootstrapStore(Pool pool) {
        this.pool = pool;
    }

    Uni<Boolean> isSetUp() {
        return pool.preparedQuery(IS_SET_UP)
                .execute()
                .map(rows -> rows.iterator().next().getBoolean("set_up"));
    }

    /** Waits until no other transaction is setting the instance up, and holds off the next one until this one ends. */
    Uni<Boolean> isSetUp(RecordedTransaction tx) {
        return tx.sql()
                .preparedQuery(TAKE_TURN)
                .execute(Tuple.of(LOCK))
                .chain(() -> tx.sql().preparedQuery(IS_SET_UP).execute())
                .map(rows -> rows.iterator().next().getBoolean("set_up"));
    }

    /** Makes this transaction the one that sets the instance up; false when another one was it. */
    Uni<Boolean> claim(RecordedTransaction tx, UUID orgId, UUID userId, Instant now) {
        return tx.sql()
                .preparedQuery(CLAIM)
                .execute(Tuple.of(orgId, userId, now.atOffset(ZoneOffset.UTC)))
                .map(rows -> rows.rowCount() == 1);
    }
}
