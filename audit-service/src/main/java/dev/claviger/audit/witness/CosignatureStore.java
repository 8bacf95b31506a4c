package dev.claviger.audit.witness;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;

/** Which checkpoints a witness has not cosigned yet, and what it said about others. */
@ApplicationScoped
class CosignatureStore {
    private static final String LOCK = "SELECT pg_try_advisory_xact_lock(hashtext('ask witnesses')) AS ours";

    /** The newest checkpoint of each log, and the size that the witness has seen last. */
    private static final String WANTED = """
            SELECT c.shard_id, c.size, c.note,
                coalesce((SELECT max(w.size) FROM cosignature w WHERE w.shard_id = c.shard_id AND w.witness = $1), 0) AS seen
            FROM (SELECT DISTINCT ON (shard_id) shard_id, size, note FROM signed_checkpoint
                  WHERE signed_at > $2 ORDER BY shard_id, size DESC) AS c
            WHERE NOT EXISTS (
                SELECT FROM cosignature w WHERE w.shard_id = c.shard_id AND w.size = c.size AND w.witness = $1)
            ORDER BY c.shard_id
            LIMIT 100
            """;

    private static final String KEEP = """
            INSERT INTO cosignature (shard_id, size, witness, line, received_at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT DO NOTHING
            """;

    private final Pool pool;

    CosignatureStore(Pool pool) {
        this.pool = pool;
    }

    /** Runs the work unless another replica is at it. */
    Uni<Void> alone(Supplier<Uni<Void>> work) {
        return pool.withTransaction(transaction -> transaction
                .preparedQuery(LOCK)
                .execute()
                .chain(rows -> rows.iterator().next().getBoolean("ours")
                        ? work.get()
                        : Uni.createFrom().voidItem()));
    }

    Uni<List<Wanted>> wanted(String witness, Instant since) {
        return pool.preparedQuery(WANTED)
                .execute(Tuple.of(witness, since.atOffset(ZoneOffset.UTC)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new Wanted(
                                row.getLong("shard_id"),
                                row.getLong("size"),
                                row.getString("note"),
                                row.getLong("seen")))
                        .toList());
    }

    Uni<Void> keep(Wanted wanted, String witness, String line, Instant now) {
        return pool.preparedQuery(KEEP)
                .execute(Tuple.of(wanted.shardId(), wanted.size(), witness, line, now.atOffset(ZoneOffset.UTC)))
                .replaceWithVoid();
    }

    /** A checkpoint that lacks a cosignature, and the size that the witness cosigned last; 0 for none. */
    record Wanted(long shardId, long size, String note, long seen) {
        Wanted seeing(long size) {
            return new Wanted(shardId, this.size, note, size);
        }
    }
}
