package dev.claviger.audit.notice;

import dev.claviger.audit.channel.ChannelKind;
import dev.claviger.audit.notice.AlertDestination.Filter;
import dev.claviger.audit.notice.AlertDestination.Health;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Destinations, with how telling them goes. */
@ApplicationScoped
class DestinationStore {
    static final String COLUMNS = """
            d.id, d.org, d.kind, d.name, d.sealed, d.min_severity, d.rules, d.projects, d.states, d.enabled, d.created_at, d.updated_at,
            d.failures, d.problem, d.problem_at, d.delivered_at, d.next_attempt_at,
            (SELECT count(*) FROM alert_notice n WHERE n.destination_id = d.id AND n.ended_at IS NULL) AS waiting,
            (SELECT min(n.created_at) FROM alert_notice n WHERE n.destination_id = d.id AND n.ended_at IS NULL) AS waiting_since,
            (SELECT count(*) FROM alert_notice n WHERE n.destination_id = d.id AND n.outcome = 'given-up') AS given_up,
            (SELECT max(n.ended_at) FROM alert_notice n WHERE n.destination_id = d.id AND n.outcome = 'given-up') AS given_up_at
            """;

    private static final String LIST =
            "SELECT " + COLUMNS + " FROM alert_destination d WHERE d.org = $1 ORDER BY d.created_at, d.id";

    private static final String FIND = "SELECT " + COLUMNS + " FROM alert_destination d WHERE d.org = $1 AND d.id = $2";

    /** One transaction of an organisation at a time counts and inserts. */
    private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtext('alert destinations ' || $1))";

    private static final String INSERT = """
            INSERT INTO alert_destination (id, org, kind, name, sealed, min_severity, rules, projects, states, enabled, created_at,
                updated_at, next_attempt_at)
            SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, now()
            WHERE (SELECT count(*) FROM alert_destination WHERE org = $2) < $12
            """;

    /** Whoever serves it right now loses the lease. */
    private static final String UPDATE = """
            UPDATE alert_destination SET name = $3, sealed = $4, min_severity = $5, rules = $6, projects = $7, states = $8, enabled = $9,
                updated_at = $10, next_attempt_at = now(), failures = 0, lease = NULL, lease_until = NULL
            WHERE org = $1 AND id = $2
            """;

    private static final String DELETE = "DELETE FROM alert_destination WHERE org = $1 AND id = $2";

    private final Pool pool;

    DestinationStore(Pool pool) {
        this.pool = pool;
    }

    Uni<List<AlertDestination>> of(String org) {
        return pool.preparedQuery(LIST).execute(Tuple.of(org)).map(DestinationStore::destinations);
    }

    Uni<Optional<AlertDestination>> find(String org, UUID id) {
        return pool.preparedQuery(FIND)
                .execute(Tuple.of(org, id))
                .map(rows -> destinations(rows).stream().findFirst());
    }

    /** False when the organisation has as many as it may. */
    Uni<Boolean> insert(RecordedTransaction transaction, AlertDestination fresh, int most) {
        Filter filter = fresh.filter();
        return transaction
                .sql()
                .preparedQuery(LOCK)
                .execute(Tuple.of(fresh.org()))
                .chain(() -> transaction
                        .sql()
                        .preparedQuery(INSERT)
                        .execute(Tuple.tuple()
                                .addUUID(fresh.id())
                                .addString(fresh.org())
                                .addString(fresh.kind().slug())
                                .addString(fresh.name())
                                .addValue(fresh.sealed())
                                .addString(filter.minSeverity())
                                .addArrayOfString(filter.rules().toArray(String[]::new))
                                .addArrayOfString(filter.projects().toArray(String[]::new))
                                .addArrayOfString(filter.states().toArray(String[]::new))
                                .addBoolean(fresh.enabled())
                                .addOffsetDateTime(fresh.createdAt().atOffset(ZoneOffset.UTC))
                                .addInteger(most)))
                .map(rows -> rows.rowCount() == 1);
    }

    Uni<Void> update(RecordedTransaction transaction, AlertDestination wanted) {
        Filter filter = wanted.filter();
        return transaction
                .sql()
                .preparedQuery(UPDATE)
                .execute(Tuple.tuple()
                        .addString(wanted.org())
                        .addUUID(wanted.id())
                        .addString(wanted.name())
                        .addValue(wanted.sealed())
                        .addString(filter.minSeverity())
                        .addArrayOfString(filter.rules().toArray(String[]::new))
                        .addArrayOfString(filter.projects().toArray(String[]::new))
                        .addArrayOfString(filter.states().toArray(String[]::new))
                        .addBoolean(wanted.enabled())
                        .addOffsetDateTime(wanted.updatedAt().atOffset(ZoneOffset.UTC)))
                .replaceWithVoid();
    }

    Uni<Void> delete(RecordedTransaction transaction, String org, UUID id) {
        return transaction
                .sql()
                .preparedQuery(DELETE)
                .execute(Tuple.of(org, id))
                .replaceWithVoid();
    }

    static List<AlertDestination> destinations(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(DestinationStore::destination)
                .toList();
    }

    private static AlertDestination destination(Row row) {
        return new AlertDestination(
                row.getUUID("id"),
                row.getString("org"),
                ChannelKind.bySlug(row.getString("kind")).orElseThrow(),
                row.getString("name"),
                Buffer.buffer(row.getBuffer("sealed").getBytes()),
                new Filter(
                        row.getString("min_severity"),
                        List.of(row.getArrayOfStrings("rules")),
                        List.of(row.getArrayOfStrings("projects")),
                        List.of(row.getArrayOfStrings("states"))),
                row.getBoolean("enabled"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant(),
                health(row));
    }

    private static Health health(Row row) {
        return new Health(
                row.getInteger("failures"),
                row.getString("problem"),
                instant(row, "problem_at"),
                instant(row, "delivered_at"),
                instant(row, "next_attempt_at"),
                row.getLong("waiting"),
                instant(row, "waiting_since"),
                row.getLong("given_up"),
                instant(row, "given_up_at"));
    }

    private static @Nullable Instant instant(Row row, String column) {
        @Nullable OffsetDateTime moment = row.getOffsetDateTime(column);
        return moment == null ? null : moment.toInstant();
    }
}
