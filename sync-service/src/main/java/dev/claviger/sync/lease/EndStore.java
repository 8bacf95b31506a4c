package dev.claviger.sync.lease;

import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** The queue of leases that are to end, in PostgreSQL. Whoever claims one has it for a while; what is not done by then is anybody's. */
@ApplicationScoped
class EndStore {
    private static final String CLAIMED = """
            state = 'ENDING', due_at = least(l.due_at, now()), owner = $1, claimed_until = now() + $2 * interval '1 millisecond',
            attempts = l.attempts + 1
            """;

    private static final String CLAIM_DUE =
            """
                    WITH due AS (
                        SELECT id FROM dynamic_secret_lease
                        WHERE due_at <= now() AND (claimed_until IS NULL OR claimed_until < now())
                        ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
                    UPDATE dynamic_secret_lease l SET
                    """ + CLAIMED + "FROM due WHERE l.id = due.id RETURNING " + LeaseStore.columns();

    /** Also from another replica: that both of them end it does no harm. */
    private static final String CLAIM = "UPDATE dynamic_secret_lease l SET " + CLAIMED
            + "WHERE l.id = $3 AND l.state <> 'CREATING' RETURNING " + LeaseStore.columns();

    /** One that is being ended by somebody stays with him, and one that waits for its next try keeps its turn. */
    private static final String HASTEN = """
            UPDATE dynamic_secret_lease
            SET due_at = CASE WHEN state = 'ACTIVE' THEN now() ELSE due_at END,
                state = CASE WHEN state = 'ACTIVE' THEN 'ENDING' ELSE state END
            WHERE id = $1 RETURNING problem
            """;

    private static final String LOCK =
            "SELECT 1 FROM dynamic_secret WHERE id = (SELECT dynamic_secret_id FROM dynamic_secret_lease WHERE id = $1)"
                    + " FOR UPDATE";

    private static final String ENDED =
            "DELETE FROM dynamic_secret_lease WHERE id = $1 AND owner = $2 RETURNING dynamic_secret_id";

    private static final String FAILED = """
            UPDATE dynamic_secret_lease
            SET failed_at = coalesce(failed_at, now()), problem = $3, due_at = now() + $4 * interval '1 millisecond',
                owner = NULL, claimed_until = NULL, updated_at = now()
            WHERE id = $1 AND owner = $2
            """;

    /** Those whose turn it is at a server that is away wait with the one that was tried, and leave the replicas to other servers. */
    private static final String WAIT_ALONG = """
            UPDATE dynamic_secret_lease
            SET state = 'ENDING', failed_at = coalesce(failed_at, now()), problem = $2,
                due_at = now() + $3 * (1 + random() / 2) * interval '1 millisecond', updated_at = now()
            WHERE inputs_id = $1 AND due_at <= now() AND (claimed_until IS NULL OR claimed_until < now()) AND state <> 'CREATING'
            """;

    /** A definition goes with its last lease. */
    private static final String REMOVE_DONE = """
            WITH done AS (
                DELETE FROM dynamic_secret d
                WHERE d.doomed_at IS NOT NULL AND ($1::uuid IS NULL OR d.id = $1)
                    AND NOT EXISTS (SELECT FROM dynamic_secret_lease l WHERE l.dynamic_secret_id = d.id)
                RETURNING d.id)
            SELECT count(*) AS removed FROM done
            """;

    private static final String REMOVE_INPUTS = """
            DELETE FROM dynamic_secret_inputs i
            WHERE NOT EXISTS (SELECT FROM dynamic_secret d WHERE d.inputs_id = i.id)
                AND NOT EXISTS (SELECT FROM dynamic_secret_lease l WHERE l.inputs_id = i.id)
            """;

    private static final String OPEN = "SELECT count(*) AS n FROM dynamic_secret_lease";
    private static final String FAILING = "SELECT count(*) AS n FROM dynamic_secret_lease WHERE failed_at IS NOT NULL";
    private static final String OLDEST =
            "SELECT coalesce(extract(epoch FROM now() - min(failed_at)), 0)::bigint AS n FROM dynamic_secret_lease"
                    + " WHERE failed_at IS NOT NULL";

    private final Pool pool;

    EndStore(Pool pool) {
        this.pool = pool;
    }

    /** One whose time has come, whether it has expired, was given up, or failed to end before. */
    Uni<Optional<Lease>> claimDue(UUID owner, Duration hold) {
        return pool.preparedQuery(CLAIM_DUE)
                .execute(Tuple.of(owner, hold.toMillis()))
                .map(LeaseStore::first);
    }

    /** This one. Empty when it has ended already. */
    Uni<Optional<Lease>> claim(UUID id, UUID owner, Duration hold) {
        return pool.preparedQuery(CLAIM)
                .execute(Tuple.of(owner, hold.toMillis(), id))
                .map(LeaseStore::first);
    }

    /** From now on it is to end. Empty when it has. */
    Uni<Optional<LeaseRevocations.Pending>> hasten(UUID id) {
        return pool.preparedQuery(HASTEN)
                .execute(Tuple.of(id))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new LeaseRevocations.Pending(row.getString("problem")))
                        .findFirst());
    }

    /** Strikes it out, and its definition when that waited for it. False when somebody else has it by now. */
    Uni<Boolean> ended(RecordedTransaction tx, UUID id, UUID owner) {
        return tx.sql()
                .preparedQuery(LOCK)
                .execute(Tuple.of(id))
                .chain(() -> tx.sql().preparedQuery(ENDED).execute(Tuple.of(id, owner)))
                .chain(rows -> rows.rowCount() == 0
                        ? Uni.createFrom().item(false)
                        : removeDone(tx, rows.iterator().next().getUUID("dynamic_secret_id"))
                                .replaceWith(true));
    }

    /** False when somebody else has it by now. */
    Uni<Boolean> failed(RecordedTransaction tx, UUID id, UUID owner, String problem, Duration pause) {
        return tx.sql()
                .preparedQuery(FAILED)
                .execute(Tuple.of(id, owner, problem, pause.toMillis()))
                .map(rows -> rows.rowCount() == 1);
    }

    Uni<Void> waitAlong(UUID inputsId, String problem, Duration pause) {
        return pool.preparedQuery(WAIT_ALONG)
                .execute(Tuple.of(inputsId, problem, pause.toMillis()))
                .replaceWithVoid();
    }

    /** True when the definition is gone. */
    Uni<Boolean> removeDone(RecordedTransaction tx, UUID secretId) {
        return tx.sql()
                .preparedQuery(REMOVE_DONE)
                .execute(Tuple.of(secretId))
                .map(rows -> rows.iterator().next().getLong("removed") > 0);
    }

    /** Definitions that wait for nothing any more, and inputs that nobody needs. */
    Uni<Void> sweep() {
        return pool.preparedQuery(REMOVE_DONE)
                .execute(Tuple.tuple().addUUID(null))
                .chain(() -> pool.query(REMOVE_INPUTS).execute())
                .replaceWithVoid();
    }

    Uni<Long> open() {
        return number(OPEN);
    }

    Uni<Long> failing() {
        return number(FAILING);
    }

    /** For how many seconds the one that has failed for the longest time has; 0 when none has. */
    Uni<Long> oldestFailure() {
        return number(OLDEST);
    }

    private Uni<Long> number(String question) {
        return pool.query(question).execute().map(rows -> rows.iterator().next().getLong("n"));
    }
}
