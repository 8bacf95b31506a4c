package dev.claviger.audit.siem;

import dev.claviger.audit.format.Format;
import dev.claviger.audit.format.LoggedEntry;
import dev.claviger.audit.query.Found;
import dev.claviger.audit.query.SearchStore;
import dev.claviger.audit.trail.RecordedEvent;
import dev.claviger.audit.transport.Provider;
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
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Streams, their cursors and leases, and what they deliver. */
@ApplicationScoped
class StreamStore {
    private static final String COLUMNS = """
            s.id, s.org, s.provider, s.format, s.sealed, s.next_index, s.paused, s.created_at, s.updated_at, s.failures, s.failing_since, s.problem,
            s.problem_at, s.delivered_at, coalesce((SELECT size FROM log_state l WHERE l.org = s.org), 0) AS log_size
            """;

    private static final String LIST =
            "SELECT " + COLUMNS + " FROM audit_stream s WHERE s.org = $1 ORDER BY s.created_at, s.id";

    private static final String FIND = "SELECT " + COLUMNS + " FROM audit_stream s WHERE s.org = $1 AND s.id = $2";

    /** A new stream begins with what comes next. */
    private static final String INSERT = """
            INSERT INTO audit_stream
                (id, org, provider, format, sealed, next_index, paused, created_at, updated_at, next_attempt_at)
            VALUES ($1, $2, $3, $4, $5, coalesce((SELECT size FROM log_state WHERE org = $2), 0), false, $6, $6, now())
            """;

    /** Whoever serves it right now loses the lease, and cannot move the cursor any more. */
    private static final String UPDATE = """
            UPDATE audit_stream SET sealed = $3, paused = $4, next_index = $5, updated_at = $6, format = $7,
                next_attempt_at = now(), failures = 0, failing_since = NULL, lease = NULL, lease_until = NULL
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
            SELECT t.idx, t.event_id, t.org, t.occurred_at, t.received_at, t.user_agent_type, t.event, leaf.hash,
                kept_until(k.days, t.received_at) AS kept_until
            FROM (SELECT idx, event_id, org, occurred_at, received_at, class, user_agent_type, event FROM trail
                  WHERE org = $1 AND idx >= $2 AND idx < $3 ORDER BY idx LIMIT $4) t
            LEFT JOIN retention_class k ON k.name = t.class
            LEFT JOIN LATERAL (SELECT id, quarter, first_index FROM shard WHERE shard.org = t.org AND shard.first_index <= t.idx
                               ORDER BY shard.first_index DESC LIMIT 1) s ON true
            LEFT JOIN leaf ON leaf.quarter = s.quarter AND leaf.shard_id = s.id AND leaf.idx = t.idx - s.first_index
            ORDER BY t.idx
            """;

    private static final String ADVANCE = """
            UPDATE audit_stream SET next_index = $4, failures = 0, failing_since = NULL, problem = NULL, problem_at = NULL, delivered_at = now(),
                next_attempt_at = now(), lease_until = now() + $5 * interval '1 millisecond'
            WHERE id = $1 AND lease = $2 AND next_index = $3
            """;

    private static final String FAIL = """
            UPDATE audit_stream SET failures = failures + 1, problem = $3, problem_at = now(), lease = NULL, lease_until = NULL,
                failing_since = CASE WHEN $6 THEN coalesce(failing_since, now()) ELSE failing_since END, next_attempt_at = now() + greatest($5 * interval '1 millisecond',
                    least($4 * interval '1 millisecond', interval '1 second' * power(2, least(failures, 20))))
            WHERE id = $1 AND lease = $2
            """;

    private static final String PAUSE = """
            UPDATE audit_stream SET paused = true, failures = failures + 1, problem = $3, problem_at = now(), lease = NULL,
                lease_until = NULL
            WHERE id = $1 AND lease = $2
            """;

    private static final String RELEASE =
            "UPDATE audit_stream SET lease = NULL, lease_until = NULL WHERE id = $1 AND lease = $2";

    private final Pool pool;

    StreamStore(Pool pool) {
        this.pool = pool;
    }

    Uni<List<AuditStream>> of(String org) {
        return pool.preparedQuery(LIST).execute(Tuple.of(org)).map(StreamStore::streams);
    }

    Uni<Optional<AuditStream>> find(String org, UUID id) {
        return pool.preparedQuery(FIND)
                .execute(Tuple.of(org, id))
                .map(rows -> streams(rows).stream().findFirst());
    }

    Uni<Void> insert(
            RecordedTransaction transaction,
            UUID id,
            String org,
            Provider provider,
            Format format,
            Buffer sealed,
            Instant now) {
        return transaction
                .sql()
                .preparedQuery(INSERT)
                .execute(Tuple.of(id, org, provider.slug(), format.text(), sealed, now.atOffset(ZoneOffset.UTC)))
                .replaceWithVoid();
    }

    /** The same, and nobody else moves it until the transaction ends. */
    Uni<Optional<AuditStream>> lock(RecordedTransaction transaction, String org, UUID id) {
        return transaction
                .sql()
                .preparedQuery(FIND + " FOR UPDATE OF s")
                .execute(Tuple.of(org, id))
                .map(rows -> streams(rows).stream().findFirst());
    }

    Uni<Void> update(
            RecordedTransaction transaction,
            String org,
            UUID id,
            Buffer sealed,
            boolean paused,
            long nextIndex,
            Format format,
            Instant now) {
        return transaction
                .sql()
                .preparedQuery(UPDATE)
                .execute(Tuple.from(
                        List.of(org, id, sealed, paused, nextIndex, now.atOffset(ZoneOffset.UTC), format.text())))
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
    Uni<List<LoggedEntry>> entries(String org, long from, long end, int most) {
        return pool.preparedQuery(ENTRIES)
                .execute(Tuple.of(org, from, end, most))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(StreamStore::entry)
                        .toList());
    }

    /** False when somebody else has the stream by now, or its cursor was set. */
    Uni<Boolean> advance(UUID id, UUID lease, long from, long to, Duration time) {
        return pool.preparedQuery(ADVANCE)
                .execute(Tuple.of(id, lease, from, to, time.toMillis()))
                .map(rows -> rows.rowCount() == 1);
    }

    /** The same, within a transaction. */
    Uni<Boolean> advance(RecordedTransaction transaction, UUID id, UUID lease, long from, long to, Duration time) {
        return transaction
                .sql()
                .preparedQuery(ADVANCE)
                .execute(Tuple.of(id, lease, from, to, time.toMillis()))
                .map(rows -> rows.rowCount() == 1);
    }

    /**
     * The next attempt is not before the time that the receiver asked for.
     *
     * @param refused whether it was the receiver that failed, and not we
     */
    Uni<Void> fail(UUID id, UUID lease, String problem, Duration longest, Duration retryAfter, boolean refused) {
        return pool.preparedQuery(FAIL)
                .execute(Tuple.of(id, lease, problem, longest.toMillis(), retryAfter.toMillis(), refused))
                .replaceWithVoid();
    }

    /** False when somebody else has the stream by now. */
    Uni<Boolean> pause(RecordedTransaction transaction, UUID id, UUID lease, String problem) {
        return transaction
                .sql()
                .preparedQuery(PAUSE)
                .execute(Tuple.of(id, lease, problem))
                .map(rows -> rows.rowCount() == 1);
    }

    Uni<Void> release(UUID id, UUID lease) {
        return pool.preparedQuery(RELEASE).execute(Tuple.of(id, lease)).replaceWithVoid();
    }

    private static List<AuditStream> streams(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(StreamStore::stream)
                .toList();
    }

    private static LoggedEntry entry(Row row) {
        Buffer event = row.getBuffer("event").getDelegate();
        Found found = new Found(
                row.getUUID("event_id"),
                row.getString("org"),
                row.getLong("idx"),
                row.getOffsetDateTime("occurred_at").toInstant(),
                SearchStore.keptUntil(row),
                row.getString("user_agent_type"),
                RecordedEvent.read(event.getBytes()));
        Optional<String> hash = Optional.ofNullable(row.getBuffer("hash"))
                .map(bytes -> HexFormat.of().formatHex(bytes.getBytes()));
        return new LoggedEntry(
                found, event, row.getOffsetDateTime("received_at").toInstant(), hash);
    }

    private static AuditStream stream(Row row) {
        return new AuditStream(
                row.getUUID("id"),
                row.getString("org"),
                Provider.bySlug(row.getString("provider")).orElseThrow(),
                Format.byText(row.getString("format")).orElseThrow(),
                row.getBuffer("sealed").getDelegate(),
                row.getLong("next_index"),
                row.getBoolean("paused"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant(),
                row.getInteger("failures"),
                instant(row, "failing_since"),
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
