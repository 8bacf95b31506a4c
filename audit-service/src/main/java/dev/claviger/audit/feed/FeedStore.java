package dev.claviger.audit.feed;

import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** Changes that are not on the topic yet. */
@ApplicationScoped
class FeedStore {
    private static final String LOCK = "SELECT pg_try_advisory_xact_lock(hashtext('feed of alerts')) AS ours";

    private static final String ADD = "INSERT INTO alert_outbox (org, event) VALUES ($1, $2::text::jsonb)";

    private static final String OLDEST =
            "SELECT position, org, event::text AS event FROM alert_outbox ORDER BY position LIMIT $1";

    private static final String REMOVE = "DELETE FROM alert_outbox WHERE position = ANY ($1::bigint[])";

    private final Pool pool;

    FeedStore(Pool pool) {
        this.pool = pool;
    }

    /** A change that waits. */
    record Waiting(long position, String org, String event) {}

    Uni<Void> add(RecordedTransaction transaction, String org, JsonObject event) {
        return transaction
                .sql()
                .preparedQuery(ADD)
                .execute(Tuple.of(org, event.encode()))
                .replaceWithVoid();
    }

    /** Sends the oldest and removes them, unless another replica is at it; when sending fails they stay. Returns how many there were. */
    Uni<Integer> drain(int most, Function<List<Waiting>, Uni<Void>> sending) {
        return pool.withTransaction(sql -> sql.preparedQuery(LOCK)
                .execute()
                .chain(rows -> rows.iterator().next().getBoolean("ours")
                        ? oldest(sql, most)
                        : Uni.createFrom().item(List.<Waiting>of()))
                .call(waiting -> waiting.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : sending.apply(waiting).chain(() -> remove(sql, waiting)))
                .map(List::size));
    }

    private static Uni<List<Waiting>> oldest(SqlConnection sql, int most) {
        return sql.preparedQuery(OLDEST)
                .execute(Tuple.of(most))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new Waiting(row.getLong("position"), row.getString("org"), row.getString("event")))
                        .toList());
    }

    private static Uni<Void> remove(SqlConnection sql, List<Waiting> sent) {
        return sql.preparedQuery(REMOVE)
                .execute(Tuple.tuple()
                        .addArrayOfLong(sent.stream().map(Waiting::position).toArray(Long[]::new)))
                .replaceWithVoid();
    }
}
