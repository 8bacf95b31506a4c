package dev.claviger.kernel.outbox;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The outbox tables. */
@ApplicationScoped
class OutboxStore {
    private static final String REGISTER = "INSERT INTO outbox_producer (boot_id, service) VALUES ($1, $2)";

    private static final String RENEW = """
            UPDATE outbox_producer SET seen_at = now(), acked_seq = greatest(acked_seq, $2)
            WHERE boot_id = $1 AND adopted_by IS NULL AND NOT closed
            """;

    private static final String INSERT = """
            INSERT INTO outbox_event (segment, boot_id, seq, event_key, payload)
            SELECT $1, $2, event.seq, event.key, event.payload
            FROM unnest($3::bigint[], $4::text[], $5::bytea[]) AS event (seq, key, payload)
            WHERE EXISTS (SELECT FROM outbox_producer WHERE boot_id = $2 AND adopted_by IS NULL AND NOT closed FOR KEY SHARE)
            """;

    private static final String FIND_STORED =
            "SELECT seq FROM outbox_event WHERE boot_id = $1 AND seq BETWEEN $2 AND $3";

    private static final String READ_ON = """
            SELECT seq, event_key, payload FROM outbox_event
            WHERE boot_id = $1 AND seq > $2
            ORDER BY seq
            LIMIT $3
            """;

    private static final String ADOPT = """
            UPDATE outbox_producer SET adopted_by = $1, adopted_at = now()
            WHERE boot_id = (
                SELECT boot_id FROM outbox_producer
                WHERE boot_id <> $1 AND NOT closed
                  AND seen_at < now() - make_interval(secs => $2)
                  AND (adopted_by IS NULL OR adopted_at < now() - interval '1 minute')
                ORDER BY seen_at
                LIMIT 1
                FOR UPDATE SKIP LOCKED)
            RETURNING boot_id, acked_seq
            """;

    private static final String ADVANCE = """
            UPDATE outbox_producer SET acked_seq = greatest(acked_seq, $2), adopted_at = now(), closed = $3
            WHERE boot_id = $1
            """;

    private static final String RECLAIM = "SELECT outbox_reclaim($1)";

    private final Pool pool;

    OutboxStore(Pool pool) {
        this.pool = pool;
    }

    Uni<Void> register(UUID boot, String service) {
        return pool.preparedQuery(REGISTER).execute(Tuple.of(boot, service)).replaceWithVoid();
    }

    /** Renews the lease; false when somebody else has taken over this boot. */
    Uni<Boolean> renew(UUID boot, long acked) {
        return pool.preparedQuery(RENEW).execute(Tuple.of(boot, acked)).map(rows -> rows.rowCount() == 1);
    }

    Uni<Void> insert(UUID boot, short segment, List<Numbered> events) {
        return insert(pool, boot, segment, events);
    }

    /** Nobody takes over the boot before the transaction has ended. Fails with {@link BootTakenOver} when that has happened already. */
    Uni<Void> insert(SqlClient client, UUID boot, short segment, List<Numbered> events) {
        Long[] sequences = events.stream().map(Numbered::sequence).toArray(Long[]::new);
        String[] keys = events.stream().map(Numbered::key).toArray(String[]::new);
        Buffer[] payloads =
                events.stream().map(event -> Buffer.buffer(event.payload())).toArray(Buffer[]::new);
        return client.preparedQuery(INSERT)
                .execute(Tuple.of(segment, boot, sequences, keys, payloads))
                .invoke(inserted -> requireAll(inserted.rowCount(), events.size()))
                .replaceWithVoid();
    }

    private static void requireAll(int inserted, int wanted) {
        if (inserted < wanted) {
            throw new BootTakenOver();
        }
    }

    /** Which of the numbers from first to last are stored. */
    Uni<List<Long>> stored(UUID boot, long first, long last) {
        return pool.preparedQuery(FIND_STORED)
                .execute(Tuple.of(boot, first, last))
                .map(rows -> stream(rows).map(row -> row.getLong("seq")).toList());
    }

    Uni<List<Numbered>> readOn(UUID boot, long after, int limit) {
        return pool.preparedQuery(READ_ON)
                .execute(Tuple.of(boot, after, limit))
                .map(rows -> stream(rows).map(OutboxStore::toNumbered).toList());
    }

    /** Takes over one dead boot, if there is one. */
    Uni<Optional<Adopted>> adopt(UUID adopter, Duration deadAfter) {
        return pool.preparedQuery(ADOPT)
                .execute(Tuple.of(adopter, (double) deadAfter.toSeconds()))
                .map(rows -> stream(rows)
                        .map(row -> new Adopted(row.getUUID("boot_id"), row.getLong("acked_seq")))
                        .findFirst());
    }

    Uni<Void> advance(UUID boot, long acked, boolean closed) {
        return pool.preparedQuery(ADVANCE)
                .execute(Tuple.of(boot, acked, closed))
                .replaceWithVoid();
    }

    Uni<Integer> reclaim(short currentSegment) {
        return pool.preparedQuery(RECLAIM)
                .execute(Tuple.of(currentSegment))
                .map(rows -> rows.iterator().next().getInteger(0));
    }

    private static Numbered toNumbered(Row row) {
        return new Numbered(
                row.getLong("seq"),
                row.getString("event_key"),
                row.getBuffer("payload").getBytes());
    }

    private static Stream<Row> stream(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false);
    }

    /** A dead boot and how far its events had been acknowledged. */
    record Adopted(UUID boot, long acked) {}
}
