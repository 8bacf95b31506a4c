package dev.claviger.audit.siem;

import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
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
import org.jspecify.annotations.Nullable;

/** Streams, their cursors and leases, and what they deliver. */
@ApplicationScoped
class StreamStore {
    private static final String COLUMNS = """
            s.id, s.org, s.provider, s.sealed, s.next_index, s.paused, s.created_at, s.updated_at, s.failures, s.problem,
            s.problem_at, s.delivered_at, coalesce((SELECT size FROM log_state l WHERE l.org = s.org), 0) AS log_size
            """;

    private static final String LIST =
            "SELECT " + COLUMNS + " FROM audit_stream s WHERE s.org = $1 ORDER BY s.created_at, s.id";

    private static final String FIND = "SELECT " + COLUMNS + " FROM audit_stream s WHERE s.org = $1 AND s.id = $2";

    /** A new stream begins with what comes next. */
    private static final String INSERT = """
            INSERT INTO audit_stream (id, org, provider, sealed, next_index, paused, created_at, updated_at, next_attempt_at)
            VALUES ($1, $2, $3, $4, coalesce((SELECT size FROM log_state WHERE org = $2), 0), false, $5, $5, now())
            """;

    /** Whoever serves it right now loses the lease, and cannot move the cursor any more. */
    private static final String UPDATE = """
            UPDATE audit_stream SET sealed = $3, paused = $4, next_index = $5, updated_at = $6, next_attempt_at = now(), failures = 0,
                lease = NULL, lease_until = NULL
            WHERE org = $1 AND id = $2
            """;

    private static final String CLAIM = """
            UPDATE audit_stream s SET lease = $1, lease_until = now() + $2 * interval '1 millisecond'
            WHERE s.id IN (
                SELECT due.id FROM audit_stream due JOIN log_state l ON l.org = due.org
                WHERE NOT due.paused AND l.size > due.next_index AND due.next_attempt_at <= now()
                  AND (due.lease_until IS NULL OR due.lease_until < now())
                ORDER BY due.next_attempt_at LIMIT $3
                FOR UPDATE OF due SKIP LOCKED)
            RETURNING
            """ + COLUMNS;

    private static final String ENTRIES = """
            SELECT idx, event FROM trail WHERE org = $1 AND idx >= $2 AND idx < $3 ORDER BY idx LIMIT $4
            """;

    private static final String ADVANCE = """
            UPDATE audit_stream SET next_index = $4, failures = 0, problem = NULL, problem_at = NULL, delivered_at = now(),
                next_attempt_at = now(), lease_until = now() + $5 * interval '1 millisecond'
            WHERE id = $1 AND lease = $2 AND next_index = $3
            """;

    private static final String FAIL = """
            UPDATE audit_stream SET failures = failures + 1, problem = $3, problem_at = now(), lease = NULL, lease_until = NULL,
                next_attempt_at = now() + least($4 * interval '1 millisecond', interval '1 second' * power(2, least(failures, 20)))
            WHERE id = $1 AND lease = $2
            """;

    private static final String RELEASE =
            "UPDATE audit_stream SET lease = NULL, lease_until = NULL WHERE id = $1 AND lease = $2";

    private final Pool pool;

    StreamStore(Pool pool) {
        this.pool = pool;
    }

    /** An entry, as its producer sent it. */
    record Item(long index, Buffer event) {}

    Uni<List<AuditStream>> of(String org) {
        return pool.preparedQuery(LIST).execute(Tuple.of(org)).map(StreamStore::streams);
    }

    Uni<Optional<AuditStream>> find(String org, UUID id) {
        return pool.preparedQuery(FIND)
                .execute(Tuple.of(org, id))
                .map(rows -> streams(rows).stream().findFirst());
    }

    Uni<Void> insert(
            RecordedTransaction transaction, UUID id, String org, String provider, Buffer sealed, Instant now) {
        return transaction
                .sql()
                .preparedQuery(INSERT)
                .execute(Tuple.of(id, org, provider, sealed, now.atOffset(ZoneOffset.UTC)))
                .replaceWithVoid();
    }

    Uni<Void> update(
            RecordedTransaction transaction,
            String org,
            UUID id,
            Buffer sealed,
            boolean paused,
            long nextIndex,
            Instant now) {
        return transaction
                .sql()
                .preparedQuery(UPDATE)
                .execute(Tuple.of(org, id, sealed, paused, nextIndex, now.atOffset(ZoneOffset.UTC)))
                .replaceWithVoid();
    }

    Uni<Void> delete(RecordedTransaction transaction, String org, UUID id) {
        return transaction
                .sql()
                .preparedQuery("DELETE FROM audit_stream WHERE org = $1 AND id = $2")
                .execute(Tuple.of(org, id))
                .replaceWithVoid();
    }

    /** Takes the lease of some streams that have something to deliver. */
    Uni<List<AuditStream>> claim(UUID lease, Duration time, int most) {
        return pool.preparedQuery(CLAIM)
                .execute(Tuple.of(lease, time.toMillis(), most))
                .map(StreamStore::streams);
    }

    /** What comes next; entries that were purged are left out. */
    Uni<List<Item>> entries(String org, long from, long end, int most) {
        return pool.preparedQuery(ENTRIES)
                .execute(Tuple.of(org, from, end, most))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new Item(
                                row.getLong("idx"), row.getBuffer("event").getDelegate()))
                        .toList());
    }

    /** False when somebody else has the stream by now, or its cursor was set. */
    Uni<Boolean> advance(UUID id, UUID lease, long from, long to, Duration time) {
        return pool.preparedQuery(ADVANCE)
                .execute(Tuple.of(id, lease, from, to, time.toMillis()))
                .map(rows -> rows.rowCount() == 1);
    }

    Uni<Void> fail(UUID id, UUID lease, String problem, Duration longest) {
        return pool.preparedQuery(FAIL)
                .execute(Tuple.of(id, lease, problem, longest.toMillis()))
                .replaceWithVoid();
    }

    Uni<Void> release(UUID id, UUID lease) {
        return pool.preparedQuery(RELEASE).execute(Tuple.of(id, lease)).replaceWithVoid();
    }

    private static List<AuditStream> streams(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(StreamStore::stream)
                .toList();
    }

    private static AuditStream stream(Row row) {
        return new AuditStream(
                row.getUUID("id"),
                row.getString("org"),
                row.getString("provider"),
                row.getBuffer("sealed").getDelegate(),
                row.getLong("next_index"),
                row.getBoolean("paused"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant(),
                row.getInteger("failures"),
                row.getString("problem"),
                instant(row, "problem_at"),
                instant(row, "delivered_at"),
                row.getLong("log_size"));
    }

    private static @Nullable Instant instant(Row row, String column) {
        @Nullable OffsetDateTime moment = row.getOffsetDateTime(column);
        return moment == null ? null : moment.toInstant();
    }
}
