package dev.claviger.audit.alert;

import dev.claviger.audit.alert.Alert.By;
import dev.claviger.audit.alert.Alert.Step;
import dev.claviger.kernel.event.Actor;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Alerts and their steps. */
@ApplicationScoped
class AlertStore {
    /** Those who raise alerts of one log hold its cursor, so that two cannot both find nothing. */
    private static final String RAISE = """
        INSERT INTO detection_alert (id, org, rule, rule_version, severity, subject, log_index, happened_at, raised_at, facts,
            title, project_id)
        SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10::text::jsonb, $12, $13
        WHERE NOT EXISTS (
            SELECT FROM detection_alert WHERE org = $2 AND rule = $3 AND subject = $6
              AND happened_at > $8::timestamptz - $11 * interval '1 second'
              AND happened_at < $8::timestamptz + $11 * interval '1 second'
              AND array_position(ARRAY['low', 'medium', 'high', 'critical'], severity)
                  >= array_position(ARRAY['low', 'medium', 'high', 'critical'], $5))
        ON CONFLICT DO NOTHING
        RETURNING id
        """;

    private static final String STATE = """
        coalesce((SELECT s.state FROM detection_alert_step s WHERE s.alert_id = a.id ORDER BY s.position DESC LIMIT 1), 'open')
        """;

    private static final String COLUMNS =
            "a.id, a.org, a.title, a.project_id, a.rule, a.rule_version, a.severity, a.subject, a.log_index, a.happened_at, a.raised_at,"
                    + " a.facts::text AS facts, "
                    + STATE + """
                     AS state, (SELECT coalesce(jsonb_agg(jsonb_build_object('state', s.state, 'type', s.by_type, 'id', s.by_id, 'name', s.by_name,
                        'note', s.note, 'at', to_char(s.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) ORDER BY s.position), '[]')::text
                        FROM detection_alert_step s WHERE s.alert_id = a.id) AS history
                    """;

    private static final String MATCHING = """
         FROM detection_alert a WHERE a.org = ANY ($1::text[]) AND ($2::text IS NULL OR a.rule = $2) AND ($3::text IS NULL OR a.severity = $3)
          AND ($4::text IS NULL OR a.subject = $4) AND ($5::text IS NULL OR $5 =
        """ + STATE + ")";

    private static final String LIST = "SELECT " + COLUMNS + MATCHING + """
         AND ($6::timestamptz IS NULL OR (a.raised_at, a.id) < ($6, $7::uuid))
        ORDER BY a.raised_at DESC, a.id DESC LIMIT $8
        """;

    private static final String COUNT = "SELECT a.severity, count(*) AS number" + MATCHING + " GROUP BY a.severity";

    private static final String FIND =
            "SELECT " + COLUMNS + " FROM detection_alert a WHERE a.org = ANY ($1::text[]) AND a.id = $2";

    private static final String STEP = """
        INSERT INTO detection_alert_step (id, alert_id, position, state, by_type, by_id, by_name, note, at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (alert_id, position) DO NOTHING
        """;

    private final Pool pool;

    AlertStore(Pool pool) {
        this.pool = pool;
    }

    /** Whether the alert is new: not when there was one about the same subject, and no milder one, a short while before. */
    Uni<Boolean> raise(RecordedTransaction transaction, UUID id, String org, Finding finding, Instant now) {
        return transaction
                .sql()
                .preparedQuery(RAISE)
                .execute(Tuple.from(Arrays.<@Nullable Object>asList(
                        id,
                        org,
                        finding.rule(),
                        finding.version(),
                        finding.severity(),
                        finding.subject(),
                        finding.index(),
                        finding.at().atOffset(ZoneOffset.UTC),
                        now.atOffset(ZoneOffset.UTC),
                        finding.facts().encode(),
                        finding.quiet().toSeconds(),
                        finding.title(),
                        finding.projectId().orElse(null))))
                .map(rows -> rows.rowCount() == 1);
    }

    Uni<List<Alert>> list(List<String> logs, AlertFilter filter) {
        AlertFilter.@Nullable After after = filter.after();
        Tuple values = matching(logs, filter)
                .addValue(after == null ? null : after.raisedAt().atOffset(ZoneOffset.UTC))
                .addValue(after == null ? null : after.id())
                .addValue(filter.limit() + 1);
        return pool.preparedQuery(LIST).execute(values).map(rows -> list(rows, AlertStore::alert));
    }

    Uni<Map<String, Long>> count(List<String> logs, AlertFilter filter) {
        return pool.preparedQuery(COUNT)
                .execute(matching(logs, filter))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .collect(Collectors.toMap(row -> row.getString("severity"), row -> row.getLong("number"))));
    }

    private static Tuple matching(List<String> logs, AlertFilter filter) {
        return Tuple.tuple()
                .addArrayOfString(logs.toArray(String[]::new))
                .addValue(filter.rule())
                .addValue(filter.severity())
                .addValue(filter.subject())
                .addValue(filter.state());
    }

    Uni<Optional<Alert>> find(List<String> logs, UUID id) {
        return pool.preparedQuery(FIND)
                .execute(Tuple.tuple()
                        .addArrayOfString(logs.toArray(String[]::new))
                        .addUUID(id))
                .map(rows -> list(rows, AlertStore::alert).stream().findFirst());
    }

    /** False when somebody else moved it on meanwhile. */
    Uni<Boolean> step(
            RecordedTransaction transaction, UUID id, Alert alert, String state, Actor by, String note, Instant now) {
        return transaction
                .sql()
                .preparedQuery(STEP)
                .execute(Tuple.from(List.<Object>of(
                        id,
                        alert.id(),
                        alert.history().size() + 1,
                        state,
                        by.type(),
                        by.id(),
                        by.name(),
                        note,
                        now.atOffset(ZoneOffset.UTC))))
                .map(rows -> rows.rowCount() == 1);
    }

    private static <T> List<T> list(Iterable<Row> rows, Function<Row, T> reading) {
        return StreamSupport.stream(rows.spliterator(), false).map(reading).toList();
    }

    private static Alert alert(Row row) {
        return new Alert(
                row.getUUID("id"),
                row.getString("org"),
                row.getString("rule"),
                row.getInteger("rule_version"),
                row.getString("title"),
                row.getString("severity"),
                row.getString("state"),
                row.getString("subject"),
                row.getString("project_id"),
                row.getLong("log_index"),
                instant(row, "happened_at"),
                instant(row, "raised_at"),
                new JsonObject(row.getString("facts")).getMap(),
                steps(row.getString("history")));
    }

    private static List<Step> steps(String history) {
        return new JsonArray(history)
                .stream()
                        .map(JsonObject.class::cast)
                        .map(step -> new Step(
                                step.getString("state"),
                                new By(step.getString("type"), step.getString("id"), step.getString("name")),
                                step.getString("note"),
                                Instant.parse(step.getString("at"))))
                        .toList();
    }

    private static Instant instant(Row row, String column) {
        OffsetDateTime moment = row.getOffsetDateTime(column);
        return moment.toInstant();
    }
}
