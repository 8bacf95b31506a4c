package dev.claviger.vault.webhook;

import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** The queue of deliveries. A webhook has a place in time, its deliveries have their order. */
@ApplicationScoped
class DeliveryStore {
    private static final String LISTENING = """
            SELECT id, env_id, secret_path, events, since_revision
            FROM webhook
            WHERE env_id = ANY ($1::uuid[]) AND NOT is_disabled
            """;

    private static final String ENQUEUE = """
            INSERT INTO webhook_delivery (id, webhook_id, secret_path, changed_by, changed_by_type)
            SELECT row.id, w.id, row.secret_path, row.changed_by, row.changed_by_type
            FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[])
                 WITH ORDINALITY AS row (id, webhook_id, secret_path, changed_by, changed_by_type, place)
            JOIN webhook w ON w.id = row.webhook_id AND NOT w.is_disabled
            ORDER BY row.place
            ON CONFLICT (id) DO NOTHING
            """;

    private static final String WAKE = """
            UPDATE webhook
            SET due_at = now()
            WHERE id = ANY ($1::uuid[]) AND due_at IS NULL AND NOT is_disabled
            """;

    private static final String CLAIM = """
            WITH due AS (
                SELECT id FROM webhook
                WHERE due_at <= now()
                ORDER BY due_at
                LIMIT $1
                FOR UPDATE SKIP LOCKED
            ), taken AS (
                UPDATE webhook w SET due_at = now() + make_interval(secs => $2)
                FROM due
                WHERE w.id = due.id
                RETURNING w.*
            )
            SELECT w.id, w.project_id, w.env_id, w.secret_path, w.type, w.url, w.signing_key, w.events, w.is_disabled, w.last_status,
                   w.last_error, w.created_at, w.updated_at, e.name AS env_name, e.slug AS env_slug, p.name AS project_name, p.keyset,
                   p.org_id, d.id AS delivery_id, d.secret_path AS changed_path, d.changed_by, d.changed_by_type
            FROM taken w
            JOIN environment e ON e.id = w.env_id
            JOIN project p ON p.id = w.project_id
            JOIN LATERAL (
                SELECT id, secret_path, changed_by, changed_by_type
                FROM webhook_delivery
                WHERE webhook_id = w.id AND ended_at IS NULL
                ORDER BY number
                LIMIT 1) d ON true
            """;

    /**
     * Whoever adds a delivery and whoever ends one lock the webhook first. Otherwise each could miss what the other has not committed yet:
     * the one finds the webhook busy and does not wake it, the other finds nothing that waits and lets it sleep.
     */
    private static final String LOCK = """
            SELECT id
            FROM webhook
            WHERE id = ANY ($1::uuid[])
            ORDER BY id
            FOR NO KEY UPDATE
            """;

    private static final String END = """
            UPDATE webhook_delivery
            SET ended_at = now()
            WHERE id = $1 AND ended_at IS NULL
            """;

    private static final String END_IF_OLD = """
            UPDATE webhook_delivery
            SET ended_at = now()
            WHERE id = $1 AND ended_at IS NULL AND created_at < now() - make_interval(secs => $2)
            """;

    private static final String SUCCEEDED = """
            UPDATE webhook
            SET last_status = 'success', last_error = NULL, failures = 0,
                due_at = CASE WHEN EXISTS (
                    SELECT FROM webhook_delivery d WHERE d.webhook_id = $1 AND d.ended_at IS NULL) THEN now() END
            WHERE id = $1
            """;

    private static final String FAILED = """
            UPDATE webhook
            SET last_status = 'failed', last_error = $2, failures = failures + 1,
                due_at = CASE WHEN EXISTS (
                    SELECT FROM webhook_delivery d WHERE d.webhook_id = $1 AND d.ended_at IS NULL)
                    THEN now() + make_interval(secs => least($4, $3 * power(2, least(failures, 30))) * (0.5 + random() / 2)) END
            WHERE id = $1
            """;

    private static final String WAITING = """
            SELECT count(*) AS waiting
            FROM (SELECT FROM webhook_delivery WHERE ended_at IS NULL LIMIT 100000) AS row
            """;

    private static final String FORGET = """
            DELETE FROM webhook_delivery
            WHERE id IN (SELECT id FROM webhook_delivery WHERE ended_at < now() - make_interval(secs => $1) LIMIT 5000)
            """;

    private final Pool pool;
    private final WebhookConfig config;

    DeliveryStore(Pool pool, WebhookConfig config) {
        this.pool = pool;
        this.config = config;
    }

    /** An enabled webhook, as far as it takes to know what concerns it. */
    record Listening(UUID id, UUID environmentId, String secretPath, List<String> events, long sinceRevision) {
        Listening {
            events = List.copyOf(events);
        }
    }

    /** What a webhook is to be told. */
    record Delivery(UUID id, UUID webhookId, String secretPath, String changedBy, String changedByType) {}

    /** A delivery that this replica has to try now. */
    record Claimed(Webhook webhook, UUID orgId, Delivery delivery) {}

    Uni<List<Listening>> listening(Collection<UUID> environments) {
        return pool.preparedQuery(LISTENING)
                .execute(Tuple.tuple().addArrayOfUUID(environments.toArray(UUID[]::new)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new Listening(
                                row.getUUID("id"),
                                row.getUUID("env_id"),
                                row.getString("secret_path"),
                                List.of(row.getArrayOfStrings("events")),
                                row.getLong("since_revision")))
                        .toList());
    }

    /** Adds what is not there yet, in this order. */
    Uni<Void> enqueue(List<Delivery> deliveries) {
        UUID[] webhooks = deliveries.stream().map(Delivery::webhookId).toArray(UUID[]::new);
        return pool.withTransaction(sql -> each(sql, LOCK, webhooks)
                .chain(() -> sql.preparedQuery(ENQUEUE)
                        .execute(Tuple.of(
                                deliveries.stream().map(Delivery::id).toArray(UUID[]::new),
                                webhooks,
                                deliveries.stream().map(Delivery::secretPath).toArray(String[]::new),
                                deliveries.stream().map(Delivery::changedBy).toArray(String[]::new),
                                deliveries.stream().map(Delivery::changedByType).toArray(String[]::new))))
                .chain(() -> each(sql, WAKE, webhooks)));
    }

    private static Uni<Void> each(SqlConnection sql, String statement, UUID... webhooks) {
        return sql.preparedQuery(statement)
                .execute(Tuple.tuple().addArrayOfUUID(webhooks))
                .replaceWithVoid();
    }

    /** Takes the oldest deliveries of webhooks that are due, one of each. */
    Uni<List<Claimed>> claim(int limit) {
        return pool.preparedQuery(CLAIM)
                .execute(Tuple.of(limit, seconds(config.lease())))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(DeliveryStore::claimed)
                        .toList());
    }

    private static Claimed claimed(Row row) {
        return new Claimed(
                WebhookStore.webhook(row),
                row.getUUID("org_id"),
                new Delivery(
                        row.getUUID("delivery_id"),
                        row.getUUID("id"),
                        row.getString("changed_path"),
                        row.getString("changed_by"),
                        row.getString("changed_by_type")));
    }

    /**
     * Writes down how it went and when the webhook is due again.
     *
     * @return whether the delivery is over, be it done or given up
     */
    Uni<Boolean> settle(RecordedTransaction tx, Delivery delivery, Optional<String> problem) {
        return each(tx.sql(), LOCK, delivery.webhookId())
                .chain(() -> problem.map(why -> failed(tx, delivery, why)).orElseGet(() -> succeeded(tx, delivery)));
    }

    private static Uni<Boolean> succeeded(RecordedTransaction tx, Delivery delivery) {
        return execute(tx, END, Tuple.of(delivery.id()))
                .call(() -> execute(tx, SUCCEEDED, Tuple.of(delivery.webhookId())))
                .map(ended -> ended == 1);
    }

    private Uni<Boolean> failed(RecordedTransaction tx, Delivery delivery, String why) {
        return execute(tx, END_IF_OLD, Tuple.of(delivery.id(), seconds(config.giveUpAfter())))
                .call(() -> execute(
                        tx,
                        FAILED,
                        Tuple.of(
                                delivery.webhookId(),
                                why,
                                seconds(config.firstRetry()),
                                seconds(config.longestRetry()))))
                .map(ended -> ended == 1);
    }

    /** How many deliveries have not ended, at most 100,000. */
    Uni<Long> waiting() {
        return pool.preparedQuery(WAITING)
                .execute()
                .map(rows -> rows.iterator().next().getLong("waiting"));
    }

    /** Forgets some of those that ended long ago. */
    Uni<Void> forget() {
        return pool.preparedQuery(FORGET)
                .execute(Tuple.of(seconds(config.keepEnded())))
                .replaceWithVoid();
    }

    private static Uni<Integer> execute(RecordedTransaction tx, String statement, Tuple parameters) {
        return tx.sql().preparedQuery(statement).execute(parameters).map(rows -> rows.rowCount());
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
