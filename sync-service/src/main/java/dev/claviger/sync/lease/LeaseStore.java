package dev.claviger.sync.lease;

import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.sync.dynamicsecret.BeingDeleted;
import dev.claviger.sync.dynamicsecret.DynamicSecret;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The life of leases in PostgreSQL, whose clock alone counts. */
@ApplicationScoped
class LeaseStore {
    private static final String COLUMNS =
            "l.id, l.dynamic_secret_id, l.inputs_id, l.state, l.sealed, l.config, l.version, l.expire_at, l.attempts,"
                    + " l.problem, l.created_at, l.updated_at ";

    /** Whoever holds the row counts alone, and the definition is not doomed meanwhile. */
    private static final String ADMIT = """
            SELECT doomed_at IS NULL AND inputs_id = $2 AS is_open,
                (SELECT count(*) FROM dynamic_secret_lease WHERE dynamic_secret_id = $1) AS leases
            FROM dynamic_secret WHERE id = $1 FOR UPDATE
            """;

    private static final String RESERVE = """
            INSERT INTO dynamic_secret_lease AS l (id, dynamic_secret_id, inputs_id, state, sealed, config, expire_at, due_at)
            VALUES ($1, $2, $3, 'CREATING', $4, $5, now() + $6 * interval '1 millisecond', now() + $7 * interval '1 millisecond')
            RETURNING
            """ + COLUMNS;

    private static final String ACTIVATE = """
            UPDATE dynamic_secret_lease l SET state = 'ACTIVE', due_at = l.expire_at
            FROM dynamic_secret d
            WHERE l.id = $1 AND l.state = 'CREATING' AND d.id = l.dynamic_secret_id AND d.doomed_at IS NULL
            """;

    private static final String FORGET = "DELETE FROM dynamic_secret_lease WHERE id = $1 AND state = 'CREATING'";

    /** Also one that was struck out already, because a replica that stood still has made its login afterwards. */
    private static final String ABANDON = """
            INSERT INTO dynamic_secret_lease (id, dynamic_secret_id, inputs_id, state, sealed, expire_at, due_at)
            VALUES ($1, $2, $3, 'ENDING', $4, $5, now())
            ON CONFLICT (id) DO UPDATE SET state = 'ENDING', due_at = now()
            """;

    private static final String FIND =
            "SELECT " + COLUMNS + "FROM dynamic_secret_lease l WHERE l.id = $1 AND l.state <> 'CREATING'";

    private static final String LIST = "SELECT " + COLUMNS
            + "FROM dynamic_secret_lease l WHERE l.dynamic_secret_id = $1 AND l.state <> 'CREATING' ORDER BY"
            + " l.created_at, l.id";

    private static final String CLAIM_RENEWAL = """
            UPDATE dynamic_secret_lease SET owner = $3, claimed_until = now() + $4 * interval '1 millisecond'
            WHERE id = $1 AND version = $2 AND state = 'ACTIVE' AND expire_at > now() AND (claimed_until IS NULL OR claimed_until < now())
            """;

    private static final String IS_LIVE =
            "SELECT 1 FROM dynamic_secret_lease WHERE id = $1 AND state = 'ACTIVE' AND expire_at > now()";

    private static final String RENEW = """
            UPDATE dynamic_secret_lease l
            SET expire_at = $3, due_at = $3, version = l.version + 1, owner = NULL, claimed_until = NULL, updated_at = now()
            WHERE l.id = $1 AND l.owner = $2 AND l.state = 'ACTIVE'
            RETURNING
            """ + COLUMNS;

    private static final String RELEASE =
            "UPDATE dynamic_secret_lease SET owner = NULL, claimed_until = NULL WHERE id = $1 AND owner = $2";

    private final Pool pool;

    LeaseStore(Pool pool) {
        this.pool = pool;
    }

    /**
     * Writes down what is about to be made. Unless it is activated in time, it is taken for what a replica that died has left, and ended.
     * Fails with {@link LeaseLimitReached} and {@link BeingDeleted}.
     */
    Uni<Lease> reserve(
            RecordedTransaction tx,
            UUID id,
            DynamicSecret secret,
            Buffer sealed,
            @Nullable JsonObject config,
            Duration ttl,
            Duration patience,
            int most) {
        return tx.sql()
                .preparedQuery(ADMIT)
                .execute(Tuple.of(secret.id(), secret.inputsId()))
                .invoke(rows -> requireRoom(rows, most))
                .chain(() -> tx.sql()
                        .preparedQuery(RESERVE)
                        .execute(Tuple.tuple()
                                .addUUID(id)
                                .addUUID(secret.id())
                                .addUUID(secret.inputsId())
                                .addValue(sealed)
                                .addValue(config)
                                .addLong(ttl.toMillis())
                                .addLong(patience.toMillis())))
                .map(rows -> first(rows).orElseThrow());
    }

    private static void requireRoom(RowSet<Row> rows, int most) {
        boolean isOpen = rows.size() == 1 && rows.iterator().next().getBoolean("is_open");
        if (!isOpen) {
            throw new BeingDeleted();
        }
        if (rows.iterator().next().getLong("leases") >= most && most > 0) {
            throw new LeaseLimitReached(most);
        }
    }

    /** From now on it ends when it expires. False when it is to end already. */
    Uni<Boolean> activate(RecordedTransaction tx, UUID id) {
        return tx.sql().preparedQuery(ACTIVATE).execute(Tuple.of(id)).map(rows -> rows.rowCount() == 1);
    }

    /** For a login that was surely not made. */
    Uni<Void> forget(UUID id) {
        return pool.preparedQuery(FORGET).execute(Tuple.of(id)).replaceWithVoid();
    }

    /** For a login that may have been made and that nobody gets. */
    Uni<Void> abandon(Lease lease) {
        return pool.preparedQuery(ABANDON)
                .execute(Tuple.of(
                        lease.id(), lease.secretId(), lease.inputsId(), lease.sealed(), time(lease.expireAt())))
                .replaceWithVoid();
    }

    /** One that somebody has, or had. */
    Uni<Optional<Lease>> find(UUID id) {
        return pool.preparedQuery(FIND).execute(Tuple.of(id)).map(LeaseStore::first);
    }

    Uni<List<Lease>> list(UUID secretId) {
        return pool.preparedQuery(LIST).execute(Tuple.of(secretId)).map(LeaseStore::all);
    }

    /** Keeps it from everybody else while its login is prolonged. Fails with {@link LeaseNotFound} and {@link LeaseBusy}. */
    Uni<Void> claimRenewal(Lease lease, UUID owner, Duration hold) {
        return pool.preparedQuery(CLAIM_RENEWAL)
                .execute(Tuple.of(lease.id(), lease.version(), owner, hold.toMillis()))
                .chain(rows -> rows.rowCount() == 1 ? Uni.createFrom().voidItem() : refuse(lease));
    }

    private Uni<Void> refuse(Lease lease) {
        return pool.preparedQuery(IS_LIVE)
                .execute(Tuple.of(lease.id()))
                .invoke(rows -> {
                    if (rows.size() == 0) {
                        throw new LeaseNotFound(lease.id().toString());
                    }
                    throw new LeaseBusy();
                })
                .replaceWithVoid();
    }

    /** Empty when it is to end by now. */
    Uni<Optional<Lease>> renew(RecordedTransaction tx, UUID id, UUID owner, Instant expireAt) {
        return tx.sql()
                .preparedQuery(RENEW)
                .execute(Tuple.of(id, owner, time(expireAt)))
                .map(LeaseStore::first);
    }

    Uni<Void> release(UUID id, UUID owner) {
        return pool.preparedQuery(RELEASE).execute(Tuple.of(id, owner)).replaceWithVoid();
    }

    private static OffsetDateTime time(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }

    static String columns() {
        return COLUMNS;
    }

    static Optional<Lease> first(RowSet<Row> rows) {
        return all(rows).stream().findFirst();
    }

    private static List<Lease> all(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(LeaseStore::lease)
                .toList();
    }

    private static Lease lease(Row row) {
        return new Lease(
                row.getUUID("id"),
                row.getUUID("dynamic_secret_id"),
                row.getUUID("inputs_id"),
                Lease.State.valueOf(row.getString("state")),
                row.getBuffer("sealed").getDelegate(),
                row.getJsonObject("config"),
                row.getInteger("version"),
                row.getOffsetDateTime("expire_at").toInstant(),
                row.getInteger("attempts"),
                row.getString("problem"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }
}
