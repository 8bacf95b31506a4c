package dev.claviger.audit.condition;

import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** What holds, and what is known to hold. */
@ApplicationScoped
class ConditionStore {
    private static final String LOCK = "SELECT pg_try_advisory_xact_lock(hashtext('watch the log')) AS ours";

    /** An alert of the way of events that has not ended: a gap of a producer, or a canary that was not proved. */
    private static final String ALARMS = """
            SELECT 'platform' AS org, a.kind || ':' || a.subject AS subject,
                CASE a.kind WHEN 'canary' THEN 'The canary was not proved' ELSE 'Events of a producer are missing' END AS what,
                'critical' AS severity, a.facts::text AS facts
            FROM alert a WHERE a.kind IN ('producer-gap', 'canary') AND NOT EXISTS (SELECT FROM alert_end e WHERE e.alert_id = a.id)
            ORDER BY a.raised_at LIMIT 5000
            """;

    private static final String QUARANTINE = """
            SELECT 'platform' AS org, 'quarantine:' || q.topic AS subject, 'Records could not be read and are in quarantine' AS what,
                'high' AS severity, jsonb_build_object('topic', q.topic)::text AS facts
            FROM quarantine q WHERE q.received_at > now() - $1 * interval '1 millisecond' GROUP BY q.topic
            """;

    private static final String NO_CANARY = """
            SELECT 'platform' AS org, 'no-canary' AS subject, 'No canary arrives in the log' AS what, 'critical' AS severity,
                '{}' AS facts
            WHERE NOT EXISTS (SELECT FROM trail WHERE org = 'platform' AND name = 'audit-canary'
                              AND occurred_at > now() - $1 * interval '1 millisecond')
            """;

    /**
     * The oldest entry that no checkpoint covers has waited for too long, in the open shard or at the end of one whose quarter is over. A shard
     * that was given up is a log without signature until the next one is opened.
     */
    private static final String UNSIGNED = """
            SELECT s.org, 'checkpoint:' || s.name AS subject, 'The log is not signed' AS what, 'critical' AS severity,
                jsonb_build_object('shard', s.name, 'signed', coalesce(c.size, 0), 'size', head.size)::text AS facts
            FROM (SELECT l.shard_id, l.size - o.first_index AS size, NULL::timestamptz AS closed_at
                  FROM log_state l JOIN shard o ON o.id = l.shard_id
                  UNION ALL
                  SELECT e.shard_id, e.size, e.closed_at FROM shard_end e WHERE e.broken IS NULL) head
            JOIN shard s ON s.id = head.shard_id
            LEFT JOIN LATERAL (SELECT size FROM signed_checkpoint c WHERE c.shard_id = s.id ORDER BY c.size DESC LIMIT 1) c ON true
            WHERE head.size > coalesce(c.size, 0)
              AND (head.closed_at < now() - $1 * interval '1 millisecond'
                   OR EXISTS (SELECT FROM trail t WHERE t.org = s.org AND t.idx = s.first_index + coalesce(c.size, 0)
                              AND t.received_at < now() - $1 * interval '1 millisecond'))
            ORDER BY s.org LIMIT 1000
            """;

    /**
     * The first checkpoint after the last one that the witness cosigned has waited for too long. One that knows nothing of a log yet has been asked
     * and did not cosign. The final checkpoint of a shard counts, too.
     */
    private static final String UNWITNESSED = """
            SELECT s.org, 'witness:' || w.name || ':' || s.name AS subject, 'The log is not witnessed' AS what, 'high' AS severity,
                jsonb_build_object('witness', w.name, 'shard', s.name, 'cosigned', seen.size)::text AS facts
            FROM unnest($2::text[]) AS w (name) CROSS JOIN (
                SELECT shard_id FROM log_state UNION ALL SELECT shard_id FROM shard_end WHERE broken IS NULL) head
            JOIN shard s ON s.id = head.shard_id
            CROSS JOIN LATERAL (SELECT coalesce(max(k.size), 0) AS size FROM cosignature k
                                WHERE k.shard_id = s.id AND k.witness = w.name) seen
            CROSS JOIN LATERAL (SELECT signed_at FROM signed_checkpoint c WHERE c.shard_id = s.id AND c.size > seen.size
                                ORDER BY c.size LIMIT 1) waiting
            WHERE waiting.signed_at < now() - $1 * interval '1 millisecond'
              AND (seen.size > 0 OR EXISTS (SELECT FROM witness_refusal r WHERE r.shard_id = s.id AND r.witness = w.name))
            ORDER BY s.org, w.name LIMIT 1000
            """;

    /**
     * A producer that was heard and is not any more, while others are, whose newest messages are of now: where nothing comes from anybody, or a backlog
     * is being worked off, silence tells nothing.
     */
    private static final String SILENT = """
            SELECT 'platform' AS org, 'silent:' || p.boot_id AS subject, 'A producer of events is silent' AS what, 'critical' AS severity,
                jsonb_build_object('producer', p.producer, 'bootId', p.boot_id, 'heardAt', p.heard_at)::text AS facts
            FROM producer_state p
            WHERE p.heard_at < now() - $1 * interval '1 millisecond' AND NOT p.stopped
              AND EXISTS (SELECT FROM producer_state o WHERE o.heard_at > now() - $1 * interval '0.5 milliseconds'
                          AND o.told_at > now() - $1 * interval '0.5 milliseconds' AND NOT o.stopped)
            ORDER BY p.heard_at LIMIT 1000
            """;

    private static final String STREAMS = """
            SELECT s.org, 'stream:' || s.id AS subject,
                CASE WHEN s.paused THEN 'A stream of the log is paused' ELSE 'A stream of the log does not deliver' END AS what,
                'high' AS severity, jsonb_build_object('streamId', s.id, 'provider', s.provider, 'paused', s.paused,
                    'behind', l.size - s.next_index)::text AS facts
            FROM audit_stream s JOIN log_state l ON l.org = s.org
            WHERE l.size > s.next_index AND (s.paused OR s.problem IS NOT NULL)
              AND greatest(s.updated_at, coalesce(s.delivered_at, s.created_at)) < now() - $1 * interval '1 millisecond'
            ORDER BY s.org, s.id LIMIT 1000
            """;

    /** Partitions are made months ahead; what comes in without one is kept, but no month of it can ever be dropped. */
    private static final String PARTITIONS = """
            SELECT 'platform' AS org, 'partition:next' AS subject, 'The trail has no partition for the next month' AS what,
                'high' AS severity, jsonb_build_object('classes', string_agg(k.name, ' ' ORDER BY k.name))::text AS facts
            FROM retention_class k
            WHERE k.days IS NOT NULL AND to_regclass(format('trail_%s%s', k.name,
                to_char(date_trunc('month', now() AT TIME ZONE 'UTC') + interval '1 month', '_YYYY_MM'))) IS NULL
            HAVING count(*) > 0
            UNION ALL
            SELECT 'platform', 'partition:rest', 'Entries lie in no month', 'high', '{}'
            WHERE EXISTS (SELECT FROM trail_rest) OR EXISTS (SELECT FROM trail_d90_rest) OR EXISTS (SELECT FROM trail_y1_rest)
               OR EXISTS (SELECT FROM trail_y3_rest)
            """;

    private static final String UNLESS_OFF = """
             WHERE NOT EXISTS (SELECT FROM detection_setting x WHERE x.org = found.org AND x.rule = 'R20' AND NOT x.enabled)
            """;

    private static final String KNOWN = "SELECT org, subject, alert_id FROM log_condition";

    private static final String LOG_INDEX =
            "SELECT coalesce((SELECT greatest(size - 1, 0) FROM log_state WHERE org = $1), 0) AS last";

    private static final String BEGIN =
            "INSERT INTO log_condition (org, subject, alert_id, since) VALUES ($1, $2, $3, now())";

    private static final String END = "DELETE FROM log_condition WHERE org = $1 AND subject = $2";

    private final ConditionConfig config;

    ConditionStore(ConditionConfig config) {
        this.config = config;
    }

    /** A condition that is known, with its alert. */
    record Known(String org, String subject, UUID alert) {}

    /** Whether no other replica is at it; holds until the transaction ends. */
    Uni<Boolean> isOurTurn(RecordedTransaction transaction) {
        return transaction
                .sql()
                .query(LOCK)
                .execute()
                .map(rows -> rows.iterator().next().getBoolean("ours"));
    }

    Uni<List<Condition>> alarms(RecordedTransaction transaction) {
        return find(transaction, ALARMS, Tuple.tuple());
    }

    Uni<List<Condition>> quarantine(RecordedTransaction transaction) {
        return find(transaction, QUARANTINE, within(config.quarantineQuiet()));
    }

    Uni<List<Condition>> missingCanary(RecordedTransaction transaction) {
        return find(transaction, NO_CANARY, within(config.canaryMissing()));
    }

    Uni<List<Condition>> unsigned(RecordedTransaction transaction) {
        return find(transaction, UNSIGNED, within(config.checkpointAge()));
    }

    Uni<List<Condition>> unwitnessed(RecordedTransaction transaction, List<String> witnesses) {
        return find(
                transaction,
                UNWITNESSED,
                within(config.unwitnessed()).addArrayOfString(witnesses.toArray(String[]::new)));
    }

    Uni<List<Condition>> silent(RecordedTransaction transaction) {
        return find(transaction, SILENT, within(config.producerSilent()));
    }

    Uni<List<Condition>> partitions(RecordedTransaction transaction) {
        return find(transaction, PARTITIONS, Tuple.tuple());
    }

    Uni<List<Condition>> streams(RecordedTransaction transaction) {
        return find(transaction, STREAMS, within(config.streamStopped()));
    }

    private static Tuple within(Duration time) {
        return Tuple.of(time.toMillis());
    }

    private static Uni<List<Condition>> find(RecordedTransaction transaction, String query, Tuple values) {
        return transaction
                .sql()
                .preparedQuery("SELECT org, subject, what, severity, facts FROM (" + query + ") found" + UNLESS_OFF)
                .execute(values)
                .map(rows -> list(
                        rows,
                        row -> new Condition(
                                row.getString("org"),
                                row.getString("subject"),
                                row.getString("what"),
                                row.getString("severity"),
                                new JsonObject(row.getString("facts")))));
    }

    Uni<List<Known>> known(RecordedTransaction transaction) {
        return transaction
                .sql()
                .query(KNOWN)
                .execute()
                .map(rows -> list(
                        rows,
                        row -> new Known(row.getString("org"), row.getString("subject"), row.getUUID("alert_id"))));
    }

    /** The last entry of a log. */
    Uni<Long> lastIndex(RecordedTransaction transaction, String org) {
        return transaction
                .sql()
                .preparedQuery(LOG_INDEX)
                .execute(Tuple.of(org))
                .map(rows -> rows.iterator().next().getLong("last"));
    }

    Uni<Void> begin(RecordedTransaction transaction, Condition condition, UUID alert) {
        return transaction
                .sql()
                .preparedQuery(BEGIN)
                .execute(Tuple.of(condition.org(), condition.subject(), alert))
                .replaceWithVoid();
    }

    Uni<Void> end(RecordedTransaction transaction, Known gone) {
        return transaction
                .sql()
                .preparedQuery(END)
                .execute(Tuple.of(gone.org(), gone.subject()))
                .replaceWithVoid();
    }

    private static <T> List<T> list(Iterable<Row> rows, Function<Row, T> reading) {
        return StreamSupport.stream(rows.spliterator(), false).map(reading).toList();
    }
}
