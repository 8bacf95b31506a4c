package dev.claviger.audit.notice;

import dev.claviger.audit.alert.Alert;
import dev.claviger.audit.alert.AlertChange;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** What destinations are to be told. Whose turn it is to serve one says its lease. */
@ApplicationScoped
class NoticeStore {
    private static final String WRITE = """
            INSERT INTO alert_notice (destination_id, key, event, created_at)
            SELECT d.id, $2, $3::text::jsonb, $4 FROM alert_destination d
            WHERE d.org = ANY ($1::text[]) AND d.enabled AND d.min_severity = ANY ($5::text[]) AND (d.rules = '{}' OR $6 = ANY (d.rules))
              AND (d.projects = '{}' OR $7 = ANY (d.projects)) AND $8 = ANY (d.states)
            ON CONFLICT DO NOTHING
            """;

    private static final String CLAIM = """
            UPDATE alert_destination d SET lease = $1, lease_until = now() + $2 * interval '1 millisecond'
            WHERE d.id IN (
                SELECT due.id FROM alert_destination due
                WHERE due.enabled AND due.next_attempt_at <= now() AND (due.lease_until IS NULL OR due.lease_until < now())
                  AND EXISTS (SELECT FROM alert_notice n WHERE n.destination_id = due.id AND n.ended_at IS NULL)
                ORDER BY due.next_attempt_at LIMIT $3
                FOR UPDATE OF due SKIP LOCKED)
            RETURNING
            """ + DestinationStore.COLUMNS;

    private static final String NEXT = """
            SELECT position, event::text AS event FROM alert_notice WHERE destination_id = $1 AND ended_at IS NULL ORDER BY position LIMIT 1
            """;

    private static final String DELIVERED = """
            WITH ours AS (
                UPDATE alert_destination SET failures = 0, problem = NULL, problem_at = NULL, delivered_at = now(), next_attempt_at = now(),
                    lease_until = now() + $4 * interval '1 millisecond'
                WHERE id = $1 AND lease = $2 RETURNING id)
            UPDATE alert_notice n SET ended_at = now(), outcome = 'delivered' FROM ours
            WHERE n.destination_id = ours.id AND n.position = $3 AND n.ended_at IS NULL
            """;

    private static final String FAILED = """
            UPDATE alert_destination SET failures = failures + 1, problem = $3, problem_at = now(), lease = NULL, lease_until = NULL,
                next_attempt_at = now() + interval '1 millisecond' * greatest($6::double precision,
                    least($5::double precision, $4::double precision * power(2, least(failures, 20))) * (0.5 + random() / 2))
            WHERE id = $1 AND lease = $2
            """;

    private static final String GIVE_UP = """
            UPDATE alert_notice SET ended_at = now(), outcome = 'given-up'
            WHERE destination_id = $1 AND ended_at IS NULL AND created_at < now() - $3 * interval '1 millisecond'
              AND EXISTS (SELECT FROM alert_destination WHERE id = $1 AND lease = $2)
            """;

    private static final String RELEASE = """
            UPDATE alert_destination SET lease = NULL, lease_until = NULL, next_attempt_at = now() WHERE id = $1 AND lease = $2
            """;

    private static final String FORGET = """
            DELETE FROM alert_notice WHERE position IN (
                SELECT position FROM alert_notice WHERE ended_at < now() - $1 * interval '1 millisecond' LIMIT 5000)
            """;

    private final Pool pool;
    private final NoticeConfig config;

    NoticeStore(Pool pool, NoticeConfig config) {
        this.pool = pool;
        this.config = config;
    }

    /** One that waits. */
    record Waiting(long position, JsonObject event) {}

    /** For all destinations of these organisations that want it. */
    Uni<Void> write(RecordedTransaction transaction, Collection<String> orgs, AlertChange change, JsonObject event) {
        List<String> reached = Alert.SEVERITIES.subList(0, Alert.SEVERITIES.indexOf(change.severity()) + 1);
        return transaction
                .sql()
                .preparedQuery(WRITE)
                .execute(Tuple.tuple()
                        .addArrayOfString(orgs.toArray(String[]::new))
                        .addString(change.key())
                        .addString(event.encode())
                        .addOffsetDateTime(change.at().atOffset(ZoneOffset.UTC))
                        .addArrayOfString(reached.toArray(String[]::new))
                        .addString(change.rule())
                        .addString(change.projectId().orElse(""))
                        .addString(change.state()))
                .replaceWithVoid();
    }

    /** Takes the lease of some destinations that have something to be told. */
    Uni<List<AlertDestination>> claim(UUID lease, int most) {
        return pool.preparedQuery(CLAIM)
                .execute(Tuple.of(lease, config.lease().toMillis(), most))
                .map(DestinationStore::destinations);
    }

    Uni<Optional<Waiting>> next(UUID destination) {
        return pool.preparedQuery(NEXT)
                .execute(Tuple.of(destination))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new Waiting(row.getLong("position"), new JsonObject(row.getString("event"))))
                        .findFirst());
    }

    /** False when somebody else serves the destination by now. */
    Uni<Boolean> delivered(UUID destination, UUID lease, long position) {
        return pool.preparedQuery(DELIVERED)
                .execute(Tuple.of(destination, lease, position, config.lease().toMillis()))
                .map(rows -> rows.rowCount() == 1);
    }

    /** Gives up what is too old, leaves the destination alone for a while, and tells how many were given up. */
    Uni<Integer> failed(
            RecordedTransaction transaction, UUID destination, UUID lease, String problem, Duration retryAfter) {
        return transaction
                .sql()
                .preparedQuery(GIVE_UP)
                .execute(Tuple.of(destination, lease, config.giveUpAfter().toMillis()))
                .map(rows -> rows.rowCount())
                .call(() -> transaction
                        .sql()
                        .preparedQuery(FAILED)
                        .execute(Tuple.of(
                                destination,
                                lease,
                                problem,
                                config.firstWait().toMillis(),
                                config.longestWait().toMillis(),
                                retryAfter.toMillis())));
    }

    Uni<Void> release(UUID destination, UUID lease) {
        return pool.preparedQuery(RELEASE).execute(Tuple.of(destination, lease)).replaceWithVoid();
    }

    /** Forgets some that ended long ago. */
    Uni<Void> forget() {
        return pool.preparedQuery(FORGET)
                .execute(Tuple.of(config.keepEnded().toMillis()))
                .replaceWithVoid();
    }
}
