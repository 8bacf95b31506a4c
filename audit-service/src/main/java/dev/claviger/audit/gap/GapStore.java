package dev.claviger.audit.gap;

import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** Open gaps, and the alerts about them. */
@ApplicationScoped
class GapStore {
    private static final String KIND = "producer-gap";

    /** Each hole by itself. Those whose alert a person has closed, who so accepts the loss, are not counted any more. */
    private static final String OPEN = """
            SELECT p.boot_id, p.producer, lower(hole) AS first, upper(hole) - lower(hole) AS missing_count
            FROM producer_state p CROSS JOIN unnest(p.missing) AS hole
            WHERE p.missing_count > 0 AND NOT EXISTS (
                SELECT FROM log_condition c
                CROSS JOIN LATERAL (SELECT s.state FROM detection_alert_step s WHERE s.alert_id = c.alert_id
                                    ORDER BY s.position DESC LIMIT 1) last
                WHERE c.org = 'platform' AND c.subject = 'producer-gap:' || p.boot_id || ':' || lower(hole)
                  AND last.state IN ('resolved', 'false-positive'))
            ORDER BY p.boot_id, first LIMIT 1000
            """;

    private static final String RAISE = """
            INSERT INTO alert (id, kind, subject, facts, raised_at) VALUES ($1, $2, $3, $4::text::jsonb, $5)
            ON CONFLICT (kind, subject) DO NOTHING
            RETURNING id
            """;

    private static final String CLOSED = """
            SELECT a.id, a.facts ->> 'producer' AS producer, p.boot_id, (a.facts ->> 'first')::bigint AS first,
                (a.facts ->> 'missing')::bigint AS missing_count
            FROM alert a JOIN producer_state p ON p.boot_id = (a.facts ->> 'bootId')::uuid
            WHERE a.kind = $1
              AND NOT EXISTS (SELECT FROM alert_end e WHERE e.alert_id = a.id)
              AND NOT p.missing @> (a.facts ->> 'first')::bigint
            LIMIT 100
            """;

    private static final String END = """
            INSERT INTO alert_end (alert_id, ended_at) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING alert_id
            """;

    private final Pool pool;

    GapStore(Pool pool) {
        this.pool = pool;
    }

    Uni<List<Gap>> open() {
        return pool.preparedQuery(OPEN).execute().map(rows -> list(rows, GapStore::gap));
    }

    /** Alerts whose first missing number has arrived. */
    Uni<List<Raised>> filled() {
        return pool.preparedQuery(CLOSED)
                .execute(Tuple.of(KIND))
                .map(rows -> list(rows, row -> new Raised(row.getUUID("id"), gap(row))));
    }

    /** Whether the alert is new. */
    Uni<Boolean> raise(RecordedTransaction transaction, UUID id, Gap gap, Instant now) {
        String facts = new JsonObject()
                .put("bootId", gap.boot().toString())
                .put("producer", gap.producer())
                .put("first", gap.first())
                .put("missing", gap.missing())
                .encode();
        return transaction
                .sql()
                .preparedQuery(RAISE)
                .execute(Tuple.of(id, KIND, gap.subject(), facts, now.atOffset(ZoneOffset.UTC)))
                .map(rows -> rows.rowCount() == 1);
    }

    /** Whether it had not ended before. */
    Uni<Boolean> end(RecordedTransaction transaction, UUID alert, Instant now) {
        return transaction
                .sql()
                .preparedQuery(END)
                .execute(Tuple.of(alert, now.atOffset(ZoneOffset.UTC)))
                .map(rows -> rows.rowCount() == 1);
    }

    private static <T> List<T> list(Iterable<Row> rows, Function<Row, T> reading) {
        return StreamSupport.stream(rows.spliterator(), false).map(reading).toList();
    }

    private static Gap gap(Row row) {
        return new Gap(
                row.getUUID("boot_id"), row.getString("producer"), row.getLong("first"), row.getLong("missing_count"));
    }

    /** An alert that was raised about a gap. */
    record Raised(UUID id, Gap gap) {}
}
