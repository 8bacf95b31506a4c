package dev.claviger.audit.query;

import dev.claviger.audit.AuditConfig;
import dev.claviger.audit.trail.RecordedEvent;
import dev.claviger.audit.trail.Uuids;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Finds entries. The statement is put together from constant pieces, one per condition, and every value is a parameter, so that the
 * planner sees only the conditions that are set and each combination is prepared once.
 */
@ApplicationScoped
class SearchStore {
    private static final String LIMIT_TIME = "SELECT set_config('statement_timeout', $1, true)";
    private static final String ARE_RECORDED = """
            SELECT bool_and(EXISTS (SELECT FROM trail t WHERE t.org = $1 AND t.name = wanted))
            FROM unnest($2::text[]) AS wanted
            """;

    private static final String QUERY_CANCELED = "57014";

    /** More than any clock runs ahead of ours, and more than any event may be late. */
    private static final Duration MOST_SKEW = Duration.ofDays(1);

    private static final Duration MOST_DELAY = Duration.ofDays(61);

    private final Pool pool;
    private final AuditConfig config;

    SearchStore(Pool pool, AuditConfig config) {
        this.pool = pool;
        this.config = config;
    }

    /** The page of entries in this organisation's log, and in no other, newest first. Fails with {@link SearchTooBroad} or {@link PageTooLarge}. */
    Uni<List<Found>> find(UUID organisation, Filter filter) {
        Search search = new Search(organisation, filter, config.query().maxPageBytes());
        return pool.withTransaction(transaction -> limitTime(transaction)
                        .chain(() -> transaction.preparedQuery(search.sql()).execute(search.values())))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(SearchStore::toFound)
                        .toList())
                .onFailure(SearchStore::isCanceled)
                .transform(canceled -> new SearchTooBroad());
    }

    /** Whether the organisation's log has an event of each of these names. */
    Uni<Boolean> areRecorded(UUID organisation, List<String> names) {
        return pool.preparedQuery(ARE_RECORDED)
                .execute(Tuple.of(organisation.toString(), names.toArray(String[]::new)))
                .map(rows -> rows.iterator().next().getBoolean(0));
    }

    private Uni<Void> limitTime(SqlConnection transaction) {
        String milliseconds = String.valueOf(config.query().deadline().toMillis());
        return transaction
                .preparedQuery(LIMIT_TIME)
                .execute(Tuple.of(milliseconds))
                .replaceWithVoid();
    }

    private static boolean isCanceled(Throwable failure) {
        return failure instanceof PgException sql && QUERY_CANCELED.equals(sql.getSqlState());
    }

    private static Found toFound(Row row) {
        @Nullable Buffer event = row.getBuffer("event");
        if (event == null) {
            throw new PageTooLarge();
        }
        return new Found(
                row.getUUID("event_id"),
                row.getString("org"),
                row.getLong("idx"),
                row.getOffsetDateTime("occurred_at").toInstant(),
                row.getString("user_agent_type"),
                RecordedEvent.read(event.getBytes()));
    }

    /** One statement in the making. */
    private static final class Search {
        private static final String SELECT =
                "SELECT t.event_id, t.org, t.idx, t.occurred_at, t.user_agent_type, t.event FROM trail t";

        private final StringBuilder sql = new StringBuilder(SELECT);
        private final Tuple values = Tuple.tuple();

        Search(UUID organisation, Filter filter, long maxPageBytes) {
            sql.append(" WHERE t.org = ").append(value(organisation.toString()));
            time(filter);
            equal("t.project_id", filter.text("projectId"));
            equal("t.actor_type", filter.text("actorType"));
            equal("t.actor_id", filter.text("actor"));
            equal("t.user_agent_type", filter.text("userAgentType"));
            equal("t.outcome", filter.text("outcome"));
            equal("t.pipeline_id", filter.text("pipelineId"));
            equal("t.job_id", filter.text("jobId"));
            equal("t.request_id", filter.text("requestId"));
            eventTypes(filter);
            metadata(filter);
            place(filter);
            secretKey(filter);
            secretId(filter);
            sql.append(" ORDER BY t.occurred_at DESC, t.idx DESC LIMIT ")
                    .append(value(filter.limit()))
                    .append(" OFFSET ")
                    .append(value(filter.offset()));
            weigh(maxPageBytes);
        }

        /** Weighs the page before its events are read; too heavy a page comes without them. */
        private void weigh(long maxPageBytes) {
            sql.insert(0, "FROM (SELECT t.*, sum(octet_length(t.event)) OVER () AS weight FROM (")
                    .insert(0, " THEN p.event END AS event ")
                    .insert(0, value(maxPageBytes))
                    .insert(
                            0,
                            "SELECT p.event_id, p.org, p.idx, p.occurred_at, p.user_agent_type, CASE WHEN p.weight <= ")
                    .append(") t) p ORDER BY p.occurred_at DESC, p.idx DESC");
        }

        String sql() {
            return sql.toString();
        }

        Tuple values() {
            return values;
        }

        private String value(Object value) {
            values.addValue(value);
            return "$" + values.size();
        }

        private void equal(String column, String wanted) {
            if (!wanted.isEmpty()) {
                sql.append(" AND ").append(column).append(" = ").append(value(wanted));
            }
        }

        /** Says twice when, because partitions are by time of receipt. */
        private void time(Filter filter) {
            between("t.occurred_at", filter.start(), filter.end());
            between(
                    "t.received_at",
                    filter.start().minus(MOST_SKEW),
                    filter.end().plus(MOST_DELAY));
        }

        private void between(String column, Instant from, Instant to) {
            sql.append(" AND ").append(column).append(" BETWEEN ");
            sql.append(value(from.atOffset(ZoneOffset.UTC))).append(" AND ");
            sql.append(value(to.atOffset(ZoneOffset.UTC)));
        }

        private void eventTypes(Filter filter) {
            if (!filter.eventTypes().isEmpty()) {
                String[] names = filter.eventTypes().toArray(String[]::new);
                sql.append(" AND t.name = ANY (").append(value(names)).append("::text[])");
            }
        }

        private void metadata(Filter filter) {
            if (!filter.metadata().isEmpty()) {
                JsonObject pairs = new JsonObject();
                filter.metadata().forEach(pairs::put);
                sql.append(" AND t.metadata @> ").append(value(pairs)).append("::jsonb");
            }
        }

        /** The entry's own place, or that of any secret it touches: an import shows secrets of other folders. */
        private void place(Filter filter) {
            String environment = filter.text("environment");
            String path = filter.text("secretPath");
            if (filter.text("secretKey").isEmpty() && (!environment.isEmpty() || !path.isEmpty())) {
                sql.append(" AND ((true");
                equal("t.environment", environment);
                equal("t.secret_path", path);
                sql.append(") OR ");
                touches(environment, path, "");
                sql.append(")");
            }
        }

        private void secretKey(Filter filter) {
            if (!filter.text("secretKey").isEmpty()) {
                sql.append(" AND ");
                touches(filter.text("environment"), filter.text("secretPath"), filter.text("secretKey"));
            }
        }

        private void touches(String environment, String path, String key) {
            sql.append("EXISTS (SELECT FROM trail_secret s")
                    .append(" WHERE s.org = t.org AND s.idx = t.idx AND s.received_at = t.received_at");
            equal("s.environment", environment);
            equal("s.secret_path", path);
            equal("s.key", key);
            sql.append(")");
        }

        private void secretId(Filter filter) {
            Uuids.read(filter.text("secretId"))
                    .ifPresent(secret -> sql.append(
                                    " AND t.idx IN (SELECT s.idx FROM trail_secret s WHERE s.org = t.org AND s.secret_id = ")
                            .append(value(secret))
                            .append(")"));
        }
    }
}
