package dev.claviger.vault.subscription;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.UUID;

/** Which streams are open, on all replicas. A stream that is not renewed was on a replica that died, and counts no more. */
@ApplicationScoped
class StreamStore {
    private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))";

    private static final String FORGET = """
            DELETE FROM event_stream
            WHERE project_id = $1 AND actor_type = $2 AND actor_id = $3 AND alive_until < now()
            """;

    private static final String INSERT = """
            INSERT INTO event_stream (id, project_id, actor_type, actor_id, alive_until)
            SELECT $1, $2, $3, $4, now() + make_interval(secs => $5)
            WHERE (SELECT count(*) FROM event_stream
                   WHERE project_id = $2 AND actor_type = $3 AND actor_id = $4) < $6
            """;

    private static final String RENEW = """
            UPDATE event_stream
            SET alive_until = now() + make_interval(secs => $2)
            WHERE id = $1
            """;

    private static final String DELETE = "DELETE FROM event_stream WHERE id = $1";

    private final Pool pool;

    StreamStore(Pool pool) {
        this.pool = pool;
    }

    /** Adds a stream unless the caller has as many as it may have: then it fails with {@link TooManyStreams}. */
    Uni<Void> add(RecordedTransaction tx, UUID id, UUID projectId, Caller caller, Duration lease, int limit) {
        String kind = caller.kind().text();
        return execute(tx, LOCK, Tuple.of("event_stream %s %s %s".formatted(projectId, kind, caller.id())))
                .chain(() -> execute(tx, FORGET, Tuple.of(projectId, kind, caller.id())))
                .chain(() -> execute(
                        tx, INSERT, Tuple.of(id, projectId, kind, caller.id(), (double) lease.toSeconds(), (long)
                                limit)))
                .invoke(added -> {
                    if (added == 0) {
                        throw new TooManyStreams(limit);
                    }
                })
                .replaceWithVoid();
    }

    Uni<Void> renew(UUID id, Duration lease) {
        return pool.preparedQuery(RENEW)
                .execute(Tuple.of(id, (double) lease.toSeconds()))
                .replaceWithVoid();
    }

    Uni<Void> remove(UUID id) {
        return pool.preparedQuery(DELETE).execute(Tuple.of(id)).replaceWithVoid();
    }

    private static Uni<Integer> execute(RecordedTransaction tx, String statement, Tuple parameters) {
        return tx.sql().preparedQuery(statement).execute(parameters).map(rows -> rows.rowCount());
    }
}
