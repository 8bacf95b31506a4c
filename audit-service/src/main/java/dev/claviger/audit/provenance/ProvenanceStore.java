package dev.claviger.audit.provenance;

import dev.claviger.audit.query.Filter;
import dev.claviger.audit.query.SearchStore;
import dev.claviger.audit.query.Where;
import dev.claviger.audit.trail.RecordedEvent;
import dev.claviger.audit.trail.Uuids;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Sums up what the entries that meet a filter say. */
@ApplicationScoped
public class ProvenanceStore {
    private static final String ACCESSES = """
            WITH found AS (
                SELECT t.actor_type, t.actor_id, t.issuer, t.pipeline_id, t.job_id, %2$s AS version,
                    count(*) AS times, count(*) FILTER (WHERE t.outcome = 'denied') AS denied,
                    min(t.occurred_at) AS first_at, max(t.occurred_at) AS last_at,
                    array_agg(DISTINCT t.name) AS names, array_agg(DISTINCT host(t.client_ip)) AS addresses,
                    max(t.idx) AS idx, min(t.received_at) AS since, max(t.received_at) AS until
                FROM %5$s %3$s
                WHERE %1$s
                GROUP BY t.actor_type, t.actor_id, t.issuer, t.pipeline_id, t.job_id, %2$s
                ORDER BY last_at DESC, idx DESC
                LIMIT %4$s)
            SELECT found.*, last.event
            FROM found JOIN trail last
                ON last.org = $1 AND last.idx = found.idx AND last.received_at BETWEEN found.since AND found.until
            ORDER BY found.last_at DESC, found.idx DESC
            """;

    private static final String JOIN_SECRETS =
            "JOIN trail_secret v ON v.org = t.org AND v.idx = t.idx AND v.received_at = t.received_at AND v.secret_id = ";

    private final SearchStore search;

    ProvenanceStore(SearchStore search) {
        this.search = search;
    }

    /** A touch with the name of its event. */
    public record NamedTouch(String event, Touch touch) {}

    /** What was read and changed, the latest first; at most so many. */
    public Uni<List<NamedTouch>> touches(Where where, int most) {
        String statement = """
            SELECT s.secret_id, s.key, s.version, t.project_id, s.environment, s.secret_path, t.name,
                count(*) AS times, min(t.occurred_at) AS first_at, max(t.occurred_at) AS last_at
            FROM %s
            JOIN trail_secret s ON s.org = t.org AND s.idx = t.idx AND s.received_at = t.received_at
            WHERE %s AND t.outcome = 'success'
            GROUP BY s.secret_id, s.key, s.version, t.project_id, s.environment, s.secret_path, t.name
            ORDER BY last_at DESC, s.secret_id, s.version
            LIMIT %s
            """.formatted(where.from(), where.sql(), where.value((long) most));
        return run(statement, where)
                .map(rows -> stream(rows)
                        .map(row -> new NamedTouch(row.getString("name"), touch(row)))
                        .toList());
    }

    /**
     * A login on demand that somebody was given.
     *
     * @param name of the dynamic secret
     */
    public record Lease(
            UUID leaseId,
            String name,
            @Nullable String projectId,
            String environment,
            String secretPath,
            Instant at) {}

    /** Logins that were given, the latest first; at most so many. */
    public Uni<List<Lease>> leases(Where where, int most) {
        String statement = """
            SELECT t.metadata ->> 'leaseId' AS lease_id, t.metadata ->> 'dynamicSecretName' AS name, t.project_id, t.environment,
                t.secret_path, t.occurred_at
            FROM %s
            WHERE %s AND t.outcome = 'success' AND t.name = 'create-dynamic-secret-lease'
            ORDER BY t.occurred_at DESC, t.idx DESC
            LIMIT %s
            """.formatted(where.from(), where.sql(), where.value((long) most));
        return run(statement, where)
                .map(rows -> stream(rows)
                        .flatMap(row -> Uuids.read(text(row, "lease_id")).map(id -> lease(id, row)).stream())
                        .toList());
    }

    private static Lease lease(UUID id, Row row) {
        return new Lease(
                id,
                text(row, "name"),
                row.getString("project_id"),
                text(row, "environment"),
                text(row, "secret_path"),
                instant(row, "occurred_at"));
    }

    private static String text(Row row, String column) {
        @Nullable String text = row.getString(column);
        return text == null ? "" : text;
    }

    /** Who acted, the latest first; at most so many. */
    public Uni<List<Access>> accesses(Where where, int most) {
        return accesses(
                where, ACCESSES.formatted(where.sql(), "NULL::integer", "", where.value((long) most), where.from()));
    }

    /** Who had which version of the secret that the filter names, the latest first; at most so many. Refusals had none. */
    Uni<List<Access>> holders(UUID organisation, Filter filter, UUID secret, int most) {
        Where where = new Where(organisation, filter);
        String join = JOIN_SECRETS + where.value(secret);
        if (!filter.text("secretVersion").isEmpty()) {
            join += " AND v.version = " + where.value(Integer.valueOf(filter.text("secretVersion")));
        }
        return accesses(
                where,
                ACCESSES.formatted(
                        where.sql() + " AND t.outcome = 'success'",
                        "v.version",
                        join,
                        where.value((long) most),
                        where.from()));
    }

    /** The last entry of each actor, the latest first; at most so many. */
    Uni<List<RecordedEvent.Actor>> actors(Where where, int most) {
        String statement = """
                WITH found AS (
                    SELECT max(t.idx) AS idx, min(t.received_at) AS since, max(t.received_at) AS until
                    FROM %s WHERE %s AND t.actor_type IS NOT NULL
                    GROUP BY t.actor_type, t.actor_id ORDER BY 1 DESC LIMIT %s)
                SELECT last.event FROM found JOIN trail last
                    ON last.org = $1 AND last.idx = found.idx AND last.received_at BETWEEN found.since AND found.until
                ORDER BY found.idx DESC
                """.formatted(where.from(), where.sql(), where.value((long) most));
        return run(statement, where)
                .map(rows -> stream(rows)
                        .map(row -> RecordedEvent.read(row.getBuffer("event").getBytes())
                                .actor())
                        .toList());
    }

    private Uni<List<Access>> accesses(Where where, String statement) {
        return run(statement, where)
                .map(rows -> stream(rows).map(ProvenanceStore::access).toList());
    }

    private Uni<RowSet<Row>> run(String statement, Where where) {
        return search.inquire(sql -> sql.preparedQuery(statement).execute(Tuple.from(where.values())));
    }

    private static Stream<Row> stream(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false);
    }

    private static Touch touch(Row row) {
        return new Touch(
                row.getUUID("secret_id"),
                row.getString("key"),
                row.getInteger("version"),
                row.getString("project_id"),
                row.getString("environment"),
                row.getString("secret_path"),
                row.getLong("times"),
                instant(row, "first_at"),
                instant(row, "last_at"));
    }

    private static Access access(Row row) {
        RecordedEvent last = RecordedEvent.read(row.getBuffer("event").getBytes());
        return new Access(
                last.actor().type(),
                last.actor().id(),
                last.actor().name(),
                last.actor().authMethod(),
                last.provenance(),
                row.getInteger("version"),
                texts(row.getArrayOfStrings("names")),
                texts(row.getArrayOfStrings("addresses")),
                row.getLong("times"),
                row.getLong("denied"),
                instant(row, "first_at"),
                instant(row, "last_at"));
    }

    private static List<String> texts(@Nullable String @Nullable [] values) {
        return values == null
                ? List.of()
                : Stream.of(values).flatMap(Stream::ofNullable).toList();
    }

    private static Instant instant(Row row, String column) {
        return row.getOffsetDateTime(column).toInstant();
    }
}
