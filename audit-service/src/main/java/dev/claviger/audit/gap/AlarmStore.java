package dev.claviger.audit.gap;

import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;

/** Alerts of any kind. */
@ApplicationScoped
class AlarmStore {
    private static final String RAISE = """
            INSERT INTO alert (id, kind, subject, facts, raised_at) VALUES ($1, $2, $3, $4::text::jsonb, $5)
            ON CONFLICT (kind, subject) DO NOTHING
            """;

    private static final String ARE_OPEN = """
            SELECT EXISTS (SELECT FROM alert a WHERE a.kind = $1
                           AND NOT EXISTS (SELECT FROM alert_end e WHERE e.alert_id = a.id))
            """;

    private static final String END = """
            INSERT INTO alert_end (alert_id, ended_at)
            SELECT a.id, $2 FROM alert a WHERE a.kind = $1 AND NOT EXISTS (SELECT FROM alert_end e WHERE e.alert_id = a.id)
            ON CONFLICT DO NOTHING
            """;

    private final Pool pool;

    AlarmStore(Pool pool) {
        this.pool = pool;
    }

    /** Whether the alert is new. */
    Uni<Boolean> raise(
            RecordedTransaction transaction,
            UUID id,
            String kind,
            String subject,
            Map<String, String> facts,
            Instant now) {
        JsonObject object = new JsonObject();
        facts.forEach(object::put);
        return transaction
                .sql()
                .preparedQuery(RAISE)
                .execute(Tuple.of(id, kind, subject, object.encode(), now.atOffset(ZoneOffset.UTC)))
                .map(rows -> rows.rowCount() == 1);
    }

    Uni<Boolean> areOpen(String kind) {
        return pool.preparedQuery(ARE_OPEN)
                .execute(Tuple.of(kind))
                .map(rows -> rows.iterator().next().getBoolean(0));
    }

    /** How many ended. */
    Uni<Integer> end(RecordedTransaction transaction, String kind, Instant now) {
        return transaction
                .sql()
                .preparedQuery(END)
                .execute(Tuple.of(kind, now.atOffset(ZoneOffset.UTC)))
                .map(rows -> rows.rowCount());
    }
}
