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

    /**
     * The newest checkpoint of each log that grows, and the final one of those that a witness knows or that ended just now; with the size that the
     * witness cosigned last. Who has waited longest comes first, so that logs that grow all the time leave others their turn.
     */
    private static final String WANTED = """
            SELECT c.shard_id, c.size, c.note, coalesce(seen.size, 0) AS seen
            FROM (SELECT shard_id, false AS ended FROM log_state WHERE shard_id IS NOT NULL
                  UNION ALL
                  SELECT shard_id, closed_at < $2 FROM shard_end) s
            CROSS JOIN LATERAL (SELECT shard_id, size, note, signed_at FROM signed_checkpoint
                                WHERE signed_checkpoint.shard_id = s.shard_id ORDER BY size DESC LIMIT 1) c
            LEFT JOIN LATERAL (SELECT size, received_at FROM cosignature w
                               WHERE w.witness = $1 AND w.shard_id = s.shard_id ORDER BY size DESC LIMIT 1) seen ON true
            LEFT JOIN witness_refusal r ON r.witness = $1 AND r.shard_id = s.shard_id
            WHERE coalesce(seen.size, 0) < c.size AND (NOT s.ended OR seen.size > 0)
              AND (r.next_attempt_at IS NULL OR r.next_attempt_at <= $3)
            ORDER BY seen.received_at NULLS FIRST, c.shard_id
            LIMIT 100
            """;

    /** After one second, then twice as long each time, at most an hour. */
    private static final String REFUSED = """
            INSERT INTO witness_refusal (witness, shard_id, failures, next_attempt_at) VALUES ($1, $2, 1, $3::timestamptz + interval '1 second')
            ON CONFLICT (witness, shard_id) DO UPDATE SET failures = witness_refusal.failures + 1,
                next_attempt_at = $3::timestamptz + least(interval '1 hour', interval '1 second' * power(2, least(witness_refusal.failures, 20)))
            """;

    private static final String FORGIVEN = "DELETE FROM witness_refusal WHERE witness = $1 AND shard_id = $2";

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

    /**
     * What a witness is to be asked about now.
     *
     * @param justNow shards that ended later are also for witnesses that do not know them
     */
    Uni<List<Wanted>> wanted(String witness, Instant justNow, Instant now) {
        return pool.preparedQuery(WANTED)
                .execute(Tuple.of(witness, justNow.atOffset(ZoneOffset.UTC), now.atOffset(ZoneOffset.UTC)))
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
                .chain(() -> pool.preparedQuery(FORGIVEN).execute(Tuple.of(witness, wanted.shardId())))
                .replaceWithVoid();
    }

    Uni<Void> refused(Wanted wanted, String witness, Instant now) {
        return pool.preparedQuery(REFUSED)
                .execute(Tuple.of(witness, wanted.shardId(), now.atOffset(ZoneOffset.UTC)))
                .replaceWithVoid();
    }

    /** A checkpoint that lacks a cosignature, and the size that the witness cosigned last; 0 for none. */
    record Wanted(long shardId, long size, String note, long seen) {
        Wanted seeing(long size) {
            return new Wanted(shardId, this.size, note, size);
        }
    }
}
