package dev.claviger.audit.checkpoint;

import dev.claviger.audit.merkle.Edge;
import dev.claviger.audit.merkle.Hash;
import dev.claviger.audit.shard.Shard;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Checkpoints, and the committed heads that have none yet. */
@ApplicationScoped
public class CheckpointStore {
    private static final String LOCK = "SELECT pg_try_advisory_xact_lock(hashtext('sign checkpoints')) AS ours";

    /** A shard that was given up gets no more signatures. */
    private static final String UNSIGNED = """
            SELECT head.shard_id, head.size, head.edge, head.root FROM (
                SELECT l.shard_id, l.size - s.first_index AS size, l.edge, NULL::bytea AS root
                FROM log_state l JOIN shard s ON s.id = l.shard_id
                WHERE l.given_up IS NULL
                UNION ALL
                SELECT e.shard_id, e.size, NULL, e.root FROM shard_end e WHERE e.broken IS NULL) AS head
            WHERE head.shard_id > $1 AND NOT EXISTS (
                SELECT FROM signed_checkpoint c WHERE c.shard_id = head.shard_id AND c.size >= head.size)
            ORDER BY head.shard_id
            LIMIT $2
            """;

    /** As above, with the oldest entry that waits received, or the shard closed, that long ago. */
    private static final String OVERDUE = """
            SELECT count(*) FROM (
                SELECT l.shard_id, l.size - s.first_index AS size, NULL::timestamptz AS closed_at
                FROM log_state l JOIN shard s ON s.id = l.shard_id
                WHERE l.given_up IS NULL
                UNION ALL
                SELECT e.shard_id, e.size, e.closed_at FROM shard_end e WHERE e.broken IS NULL) AS head
            JOIN shard s ON s.id = head.shard_id
            LEFT JOIN LATERAL (SELECT size FROM signed_checkpoint c WHERE c.shard_id = head.shard_id
                               ORDER BY c.size DESC LIMIT 1) c ON true
            WHERE head.size > coalesce(c.size, 0)
              AND (head.closed_at < now() - $1 * interval '1 millisecond'
                   OR EXISTS (SELECT FROM trail t WHERE t.org = s.org AND t.idx = s.first_index + coalesce(c.size, 0)
                              AND t.received_at < now() - $1 * interval '1 millisecond'))
            """;

    private static final String LAST = """
            SELECT s.id AS shard_id, c.size, c.root FROM unnest($1::bigint[]) AS s (id)
            CROSS JOIN LATERAL (SELECT size, root FROM signed_checkpoint c WHERE c.shard_id = s.id ORDER BY c.size DESC LIMIT 1) c
            """;

    /** In the order of the key, so that two that write the same cannot wait for each other. */
    private static final String KEEP = """
            INSERT INTO signed_checkpoint (shard_id, size, root, note, signed_at)
            SELECT shard_id, size, root, note, $5 FROM unnest($1::bigint[], $2::bigint[], $3::bytea[], $4::text[])
                AS fresh (shard_id, size, root, note) ORDER BY shard_id
            ON CONFLICT (shard_id, size) DO NOTHING
            """;

    private static final String PUBLISHED = """
            SELECT c.size, c.root, c.note, (SELECT string_agg(w.line, '' ORDER BY w.witness) FROM cosignature w
                                    WHERE w.shard_id = c.shard_id AND w.size = c.size) AS lines
            FROM signed_checkpoint c WHERE c.shard_id = $1 ORDER BY c.size DESC LIMIT 1
            """;

    private final Pool pool;

    CheckpointStore(Pool pool) {
        this.pool = pool;
    }

    /** Runs the work unless another replica is at it, and then says so with false. */
    Uni<Boolean> alone(Supplier<Uni<Void>> work) {
        return pool.withTransaction(transaction -> transaction
                .preparedQuery(LOCK)
                .execute()
                .map(rows -> rows.iterator().next().getBoolean("ours"))
                .call(ours -> ours ? work.get() : Uni.createFrom().voidItem()));
    }

    /** Committed heads beyond what is signed, of shards after this one. */
    Uni<List<Unsigned>> unsigned(long after, int most) {
        return pool.preparedQuery(UNSIGNED)
                .execute(Tuple.of(after, most))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(CheckpointStore::unsigned)
                        .toList());
    }

    /** How many logs have waited longer than this for a signature, whoever should have given it. */
    Uni<Long> overdue(Duration patience) {
        return pool.preparedQuery(OVERDUE)
                .execute(Tuple.of(patience.toMillis()))
                .map(rows -> rows.iterator().next().getLong(0));
    }

    private static Unsigned unsigned(Row row) {
        long size = row.getLong("size");
        Buffer edge = row.getBuffer("edge");
        Hash root = edge == null
                ? Hash.of(row.getBuffer("root").getBytes())
                : Edge.read(size, edge.getBytes()).root();
        return new Unsigned(row.getLong("shard_id"), new TreeHead(size, root));
    }

    /** What was signed last of these shards; those that never were are left out. */
    Uni<Map<Long, TreeHead>> last(List<Long> shards) {
        return pool.preparedQuery(LAST)
                .execute(Tuple.of((Object) shards.toArray(Long[]::new)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .collect(Collectors.toMap(row -> row.getLong("shard_id"), CheckpointStore::head)));
    }

    /** All of them or none. */
    Uni<Void> keep(List<Signed> fresh, Instant now) {
        Tuple values = Tuple.tuple()
                .addArrayOfLong(column(fresh, each -> each.shard().id(), Long[]::new))
                .addArrayOfLong(column(fresh, each -> each.head().size(), Long[]::new))
                .addValue(column(fresh, Signed::root, io.vertx.core.buffer.Buffer[]::new))
                .addArrayOfString(column(fresh, Signed::note, String[]::new))
                .addOffsetDateTime(now.atOffset(ZoneOffset.UTC));
        return pool.preparedQuery(KEEP).execute(values).replaceWithVoid();
    }

    private static <T> T[] column(List<Signed> fresh, Function<Signed, T> value, IntFunction<T[]> array) {
        return fresh.stream().map(value).toArray(array);
    }

    /** The newest checkpoint, with what witnesses have added. */
    public Uni<Optional<Published>> published(Shard shard) {
        return pool.preparedQuery(PUBLISHED)
                .execute(Tuple.of(shard.id()))
                .map(rows -> first(rows)
                        .map(row -> new Published(head(row), row.getString("note") + orEmpty(row, "lines"))));
    }

    private static String orEmpty(Row row, String column) {
        String text = row.getString(column);
        return text == null ? "" : text;
    }

    private static TreeHead head(Row row) {
        return new TreeHead(row.getLong("size"), Hash.of(row.getBuffer("root").getBytes()));
    }

    private static Optional<Row> first(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false).findFirst();
    }

    /** A head that waits for its signature. */
    record Unsigned(long shardId, TreeHead head) {}

    /** A checkpoint that nobody knows of yet. */
    record Signed(Shard shard, TreeHead head, String note) {
        io.vertx.core.buffer.Buffer root() {
            return io.vertx.core.buffer.Buffer.buffer(head.root().bytes());
        }
    }

    /** A checkpoint as it is served. */
    public record Published(TreeHead head, String note) {}
}
