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
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
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
            WHERE NOT EXISTS (
                SELECT FROM signed_checkpoint c WHERE c.shard_id = head.shard_id AND c.size >= head.size)
            ORDER BY head.shard_id
            LIMIT $1
            """;

    private static final String LAST =
            "SELECT size, root FROM signed_checkpoint WHERE shard_id = $1 ORDER BY size DESC LIMIT 1";

    private static final String KEEP = """
            INSERT INTO signed_checkpoint (shard_id, size, root, note, signed_at) VALUES ($1, $2, $3, $4, $5)
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

    /** Committed heads beyond what is signed. */
    Uni<List<Unsigned>> unsigned(int most) {
        return pool.preparedQuery(UNSIGNED)
                .execute(Tuple.of(most))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(CheckpointStore::unsigned)
                        .toList());
    }

    private static Unsigned unsigned(Row row) {
        long size = row.getLong("size");
        Buffer edge = row.getBuffer("edge");
        Hash root = edge == null
                ? Hash.of(row.getBuffer("root").getBytes())
                : Edge.read(size, edge.getBytes()).root();
        return new Unsigned(row.getLong("shard_id"), new TreeHead(size, root));
    }

    Uni<Optional<TreeHead>> last(Shard shard) {
        return pool.preparedQuery(LAST)
                .execute(Tuple.of(shard.id()))
                .map(rows -> first(rows).map(CheckpointStore::head));
    }

    Uni<Void> keep(Shard shard, TreeHead head, String note, Instant now) {
        return pool.preparedQuery(KEEP)
                .execute(Tuple.of(
                        shard.id(),
                        head.size(),
                        io.vertx.core.buffer.Buffer.buffer(head.root().bytes()),
                        note,
                        now.atOffset(ZoneOffset.UTC)))
                .replaceWithVoid();
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

    /** A checkpoint as it is served. */
    public record Published(TreeHead head, String note) {}
}
