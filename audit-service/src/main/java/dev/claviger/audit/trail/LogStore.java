package dev.claviger.audit.trail;

import dev.claviger.audit.merkle.Edge;
import dev.claviger.audit.shard.Quarter;
import dev.claviger.audit.shard.Shard;
import dev.claviger.audit.shard.ShardStore;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The one place where logs grow: their rows are locked, get their shard, and get their new size and edge. A new quarter is noticed here,
 * by our own clock and under the lock, hence once.
 */
@ApplicationScoped
class LogStore {
    private static final String OPEN_LOGS = """
            INSERT INTO log_state (org)
            SELECT org FROM unnest($1::text[]) AS org ORDER BY org
            ON CONFLICT (org) DO NOTHING
            """;

    private static final String LOCK_LOGS = """
            SELECT org, size, shard_id, edge, given_up FROM log_state
            WHERE org = ANY ($1::text[]) ORDER BY org FOR UPDATE
            """;

    private static final String GROW_LOGS = """
            UPDATE log_state SET size = grown.size, shard_id = grown.shard_id, edge = grown.edge, given_up = NULL
            FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bytea[]) AS grown (org, size, shard_id, edge)
            WHERE log_state.org = grown.org
            """;

    private final ShardStore shards;
    private final SuccessionStore succession;
    private final Salts salts;

    LogStore(ShardStore shards, SuccessionStore succession, Salts salts) {
        this.shards = shards;
        this.succession = succession;
        this.salts = salts;
    }

    /** Locks the logs of these entries; each has an open shard of this quarter afterwards. */
    Uni<Growth> lock(SqlConnection transaction, List<Entry> entries, Instant now) {
        String[] names = entries.stream().map(Entry::log).distinct().sorted().toArray(String[]::new);
        return transaction
                .preparedQuery(OPEN_LOGS)
                .execute(Tuple.of((Object) names))
                .chain(() -> lock(transaction, names))
                .chain(this::growth)
                .call(growth -> prepare(transaction, growth, now));
    }

    private static Uni<List<Locked>> lock(SqlConnection transaction, String[] names) {
        return transaction
                .preparedQuery(LOCK_LOGS)
                .execute(Tuple.of((Object) names))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(Locked::of)
                        .toList());
    }

    private Uni<Growth> growth(List<Locked> locked) {
        List<Long> ids =
                locked.stream().map(Locked::shardId).filter(Objects::nonNull).toList();
        return shards.find(ids).map(found -> {
            Map<String, GrowingLog> logs = new TreeMap<>();
            locked.forEach(row -> logs.put(row.org(), row.log(found)));
            return new Growth(logs, salts);
        });
    }

    private Uni<Void> prepare(SqlConnection transaction, Growth growth, Instant now) {
        List<GrowingLog> due =
                growth.all().stream().filter(log -> isDue(log, now)).toList();
        return Multi.createFrom()
                .iterable(due)
                .onItem()
                .transformToUniAndConcatenate(log -> succession.goOn(transaction, log, growth.salts(), now))
                .collect()
                .last()
                .replaceWithVoid();
    }

    /** A clock that jumps back opens no older quarter. */
    private static boolean isDue(GrowingLog log, Instant now) {
        Shard open = log.shard();
        return open == null || log.isGivenUp() || Quarter.of(now).compareTo(open.quarter()) > 0;
    }

    Uni<Void> grow(SqlConnection transaction, Growth growth) {
        Columns<GrowingLog> column = new Columns<>(List.copyOf(growth.all()));
        Tuple values = Tuple.of(
                column.of(GrowingLog::org, String[]::new),
                column.of(GrowingLog::size, Long[]::new),
                column.of(log -> log.openShard().id(), Long[]::new),
                column.of(log -> Buffer.buffer(log.edge().bytes()), Buffer[]::new));
        return transaction.preparedQuery(GROW_LOGS).execute(values).replaceWithVoid();
    }

    private record Locked(
            String org,
            long size,
            @Nullable Long shardId,
            Buffer edge,
            @Nullable String givenUp) {
        static Locked of(Row row) {
            return new Locked(
                    row.getString("org"),
                    row.getLong("size"),
                    row.getLong("shard_id"),
                    row.getBuffer("edge").getDelegate(),
                    row.getString("given_up"));
        }

        GrowingLog log(Map<Long, Shard> shards) {
            @Nullable Shard shard = shardId == null ? null : shards.get(shardId);
            Edge tree = shard == null ? Edge.empty() : Edge.read(size - shard.firstIndex(), edge.getBytes());
            return new GrowingLog(org, size, shard, tree, givenUp);
        }
    }
}
