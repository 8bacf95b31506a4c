package dev.claviger.vault.feed;

import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** Changes that Kafka does not have yet. */
@ApplicationScoped
class ChangeStore {
    private static final long PUBLISHING = 0x636c_6176_6967_6572L;

    /** The project is locked by the transaction, so that its rows get their numbers in the order of its revisions. */
    private static final String APPEND = """
            INSERT INTO change_outbox (project_id, payload)
            SELECT $1, row.payload
            FROM unnest($2::integer[], $3::bytea[]) AS row (part, payload)
            ORDER BY row.part
            """;

    private static final String TAKE_TURN = "SELECT pg_try_advisory_lock($1) AS taken";

    private static final String OLDEST = "SELECT id, project_id, payload FROM change_outbox ORDER BY id LIMIT $1";

    /** Counting stops at a number that is alarming enough. */
    private static final String WAITING =
            "SELECT count(*) AS waiting FROM (SELECT FROM change_outbox LIMIT 100000) AS row";

    private static final String REMOVE = "DELETE FROM change_outbox WHERE id = ANY ($1::bigint[])";

    private final Pool pool;
    private final Clock clock;

    ChangeStore(Pool pool, Clock clock) {
        this.pool = pool;
        this.clock = clock;
    }

    /** A change as it is stored, with its place in the order. */
    @SuppressWarnings("ArrayRecordComponent") // handed from the driver to Kafka, never compared
    record Stored(long id, UUID projectId, byte[] payload) {}

    /** Adds changes of one project that the transaction has made. */
    Uni<Void> append(RecordedTransaction tx, UUID projectId, List<Change> changes) {
        Integer[] parts = changes.stream().map(Change::part).toArray(Integer[]::new);
        Buffer[] payloads = changes.stream()
                .map(change -> Buffer.buffer(ChangeEncoder.encode(change, clock.instant())))
                .toArray(Buffer[]::new);
        return tx.sql()
                .preparedQuery(APPEND)
                .execute(Tuple.of(projectId, parts, payloads))
                .replaceWithVoid();
    }

    /** How many there are, at most 100,000. */
    Uni<Long> waiting() {
        return pool.preparedQuery(WAITING)
                .execute()
                .map(rows -> rows.iterator().next().getLong("waiting"));
    }

    /** The right to publish, if no other replica has it. It ends with the connection to the database that it hangs on. */
    Uni<Optional<Turn>> takeTurn() {
        return pool.getConnection()
                .chain(connection -> connection
                        .preparedQuery(TAKE_TURN)
                        .execute(Tuple.of(PUBLISHING))
                        .map(rows -> rows.iterator().next().getBoolean("taken"))
                        .onFailure()
                        .call(connection::close)
                        .chain(taken -> taken
                                ? Uni.createFrom().item(Optional.of(new Turn(connection)))
                                : connection.close().replaceWith(Optional.empty())));
    }

    /** As long as this replica holds it, no other publishes: what it reads and removes goes over the connection that holds the lock. */
    static final class Turn {
        private final SqlConnection connection;

        private Turn(SqlConnection connection) {
            this.connection = connection;
        }

        /** The oldest that are left. */
        Uni<List<Stored>> oldest(int limit) {
            return connection
                    .preparedQuery(OLDEST)
                    .execute(Tuple.of(limit))
                    .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                            .map(row -> new Stored(
                                    row.getLong("id"),
                                    row.getUUID("project_id"),
                                    row.getBuffer("payload").getBytes()))
                            .toList());
        }

        Uni<Void> remove(List<Stored> published) {
            Long[] ids = published.stream().map(Stored::id).toArray(Long[]::new);
            return connection
                    .preparedQuery(REMOVE)
                    .execute(Tuple.tuple().addArrayOfLong(ids))
                    .replaceWithVoid();
        }

        /** Lets another replica have it. A lock outlives the return to the pool, so the lock goes first. */
        Uni<Void> end() {
            return connection
                    .preparedQuery("SELECT pg_advisory_unlock($1)")
                    .execute(Tuple.of(PUBLISHING))
                    .onFailure()
                    .recoverWithNull()
                    .chain(connection::close);
        }
    }
}
