package dev.claviger.audit.detection;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** How far rules are, and where they failed. */
@ApplicationScoped
class HealthStore {
    private static final String PROGRESS = """
        SELECT c.looked_at, c.next_index, c.problem, c.tries, coalesce(l.size, 0) AS size,
            (SELECT t.received_at FROM trail t WHERE t.org = c.org AND t.idx = c.next_index) AS since
        FROM detection_cursor c LEFT JOIN log_state l ON l.org = c.org WHERE c.org = $1
        """;

    private static final String FAILURES =
            "SELECT rule, errors, passed_over, last_index, last_cause, last_at FROM detection_failure WHERE org = $1";

    /** A log whose rules keep failing is behind, and so is one that nobody looks at. */
    private static final String ALL_BEHIND = """
        SELECT coalesce(sum(l.size - c.next_index), 0)::bigint AS entries, count(*) FILTER (WHERE c.tries > 0) AS failing
        FROM detection_cursor c JOIN log_state l ON l.org = c.org WHERE l.size > c.next_index
        """;

    private final Pool pool;

    HealthStore(Pool pool) {
        this.pool = pool;
    }

    /** Of one log. */
    record Progress(
            Instant lookedAt,
            long next,
            long size,
            int tries,
            @Nullable String problem,
            @Nullable Instant since) {}

    /** Of one rule. */
    record Failures(long errors, long passedOver, long lastIndex, String lastCause, Instant lastAt) {}

    /** Of all logs: entries that wait, and logs whose last look failed. */
    record Behind(long entries, long failing) {}

    Uni<Optional<Progress>> progress(String org) {
        return pool.preparedQuery(PROGRESS)
                .execute(Tuple.of(org))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new Progress(
                                row.getOffsetDateTime("looked_at").toInstant(),
                                row.getLong("next_index"),
                                row.getLong("size"),
                                row.getInteger("tries"),
                                row.getString("problem"),
                                instant(row)))
                        .findFirst());
    }

    private static @Nullable Instant instant(Row row) {
        @Nullable OffsetDateTime moment = row.getOffsetDateTime("since");
        return moment == null ? null : moment.toInstant();
    }

    Uni<Map<String, Failures>> failures(String org) {
        return pool.preparedQuery(FAILURES)
                .execute(Tuple.of(org))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .collect(Collectors.toMap(
                                row -> row.getString("rule"),
                                row -> new Failures(
                                        row.getLong("errors"),
                                        row.getLong("passed_over"),
                                        row.getLong("last_index"),
                                        row.getString("last_cause"),
                                        row.getOffsetDateTime("last_at").toInstant()))));
    }

    Uni<Behind> behind() {
        return pool.query(ALL_BEHIND)
                .execute()
                .map(rows -> rows.iterator().next())
                .map(row -> new Behind(row.getLong("entries"), row.getLong("failing")));
    }
}
