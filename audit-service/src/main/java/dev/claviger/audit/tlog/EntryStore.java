package dev.claviger.audit.tlog;

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
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** What entries say, with their salts. */
@ApplicationScoped
class EntryStore {
    /** The id tells when the event was made; searching near that time first spares an index of all ids. */
    private static final String NEAR = """
            SELECT idx FROM trail
            WHERE org = $1 AND occurred_at >= $3 AND occurred_at <= $4 AND event_id = $2
            """;

    /** Rows of one shard; by index alone, since a clock that jumps back gives entries times before their shard. */
    private static final String RANGE = """
            SELECT idx, salt, event FROM trail
            WHERE org = $1 AND idx >= $2 AND idx < $3 AND salt IS NOT NULL
            ORDER BY idx
            """;

    private static final String NEXT = RANGE + "LIMIT $4";

    /** The leaves, not the events: what a producer says of purges counts for nothing. They outlive the entries that they tell of. */
    private static final String PURGES = """
            SELECT l.envelope
            FROM (SELECT org, idx FROM trail WHERE org = $1 AND name = 'audit.retention.purged'
                  UNION SELECT org, idx FROM purge WHERE org = $1) t
            JOIN LATERAL (SELECT id, quarter, first_index FROM shard WHERE shard.org = t.org AND shard.first_index <= t.idx
                          ORDER BY shard.first_index DESC LIMIT 1) s ON true
            JOIN leaf l ON l.quarter = s.quarter AND l.shard_id = s.id AND l.idx = t.idx - s.first_index
            WHERE position(convert_to($2, 'UTF8') IN l.envelope) > 0
            """;

    private final Pool pool;

    EntryStore(Pool pool) {
        this.pool = pool;
    }

    /** The index in the trail of an event that happened this near to a time. */
    Uni<Optional<Long>> index(String org, UUID eventId, Instant made, Duration near) {
        return pool.preparedQuery(NEAR)
                .execute(Tuple.of(org, eventId, at(made.minus(near)), at(made.plus(near))))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getLong("idx"))
                        .findFirst());
    }

    /** The payloads of leaves {@code from} to {@code to}, without the last, as far as they are there. */
    Uni<List<Said>> payloads(Shard shard, long from, long to) {
        return pool.preparedQuery(RANGE)
                .execute(Tuple.of(shard.org(), shard.firstIndex() + from, shard.firstIndex() + to))
                .map(rows -> payloads(shard, rows));
    }

    /** The first payloads of leaves {@code from} to {@code to}, without the last, that are there. */
    Uni<List<Said>> payloads(Shard shard, long from, long to, int most) {
        return pool.preparedQuery(NEXT)
                .execute(Tuple.of(shard.org(), shard.firstIndex() + from, shard.firstIndex() + to, most))
                .map(rows -> payloads(shard, rows));
    }

    /** The leaves that tell of erased payloads of this shard. */
    Uni<List<byte[]>> purges(Shard shard) {
        return pool.preparedQuery(PURGES)
                .execute(Tuple.of(shard.org(), shard.origin()))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getBuffer("envelope").getBytes())
                        .toList());
    }

    private static List<Said> payloads(Shard shard, RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row -> new Said(
                        row.getLong("idx") - shard.firstIndex(), row.getBuffer("salt"), row.getBuffer("event")))
                .toList();
    }

    private static OffsetDateTime at(Instant moment) {
        return moment.atOffset(ZoneOffset.UTC);
    }

    /** What the leaf with this index commits to. */
    record Said(long leaf, Buffer salt, Buffer event) {}
}
