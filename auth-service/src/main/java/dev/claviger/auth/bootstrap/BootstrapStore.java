package dev.claviger.auth.bootstrap;

import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;

/** The rows of the instance and its people. */
@ApplicationScoped
class BootstrapStore {
    private static final String IS_SET_UP = "SELECT EXISTS (SELECT FROM instance) AS set_up";

    private static final long LOCK = 0x626f6f7473747261L;

    private static final String TAKE_TURN = "SELECT pg_advisory_xact_lock($1)";

    private static final String CLAIM = """
            INSERT INTO instance (org_id, user_id, set_up_at) VALUES ($1, $2, $3)
            ON CONFLICT (singleton) DO NOTHING
            """;

    private static final String INSERT_USER = """
            INSERT INTO app_user (id, org_id, email, first_name, last_name, org_role, super_admin, password_hash,
                password_salt, password_memory_kib, password_passes, password_lanes, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, 'admin', true, $6, $7, $8, $9, $10, $11, $11)
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
    Uni<Boolean> claim(RecordedTransaction tx, User user, Instant now) {
        return tx.sql()
                .preparedQuery(CLAIM)
                .execute(Tuple.of(user.orgId(), user.id(), now.atOffset(ZoneOffset.UTC)))
                .map(rows -> rows.rowCount() == 1);
    }

    Uni<Void> insert(RecordedTransaction tx, User user, PasswordHash password, Instant now) {
        Tuple row = Tuple.tuple()
                .addUUID(user.id())
                .addUUID(user.orgId())
                .addString(user.email())
                .addString(user.firstName())
                .addString(user.lastName())
                .addValue(Buffer.buffer(password.hash()))
                .addValue(Buffer.buffer(password.salt()))
                .addInteger(password.memoryKib())
                .addInteger(password.passes())
                .addInteger(password.lanes())
                .addOffsetDateTime(now.atOffset(ZoneOffset.UTC));
        return tx.sql().preparedQuery(INSERT_USER).execute(row).replaceWithVoid();
    }
}
