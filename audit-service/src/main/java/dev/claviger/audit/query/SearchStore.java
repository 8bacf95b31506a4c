package dev.claviger.audit.query;

import dev.claviger.audit.AuditConfig;
import dev.claviger.audit.trail.RecordedEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Finds entries. */
@ApplicationScoped
public class SearchStore {
    /** A plan for unknown values would not know which partitions and which of the conditions leave little. */
    private static final String SET_LIMITS =
            "SELECT set_config('statement_timeout', $1, true), set_config('plan_cache_mode', 'force_custom_plan', true)";

    private static final String SELECT =
            "SELECT t.event_id, t.org, t.idx, t.occurred_at, t.received_at, t.class, t.user_agent_type, t.event FROM ";

    private static final String ARE_RECORDED = """
            SELECT bool_and(EXISTS (SELECT FROM trail t WHERE t.org = $1 AND t.name = wanted))
            FROM unnest($2::text[]) AS wanted
            """;

    private static final String SIZES = "SELECT org, size FROM log_state WHERE org = ANY ($1::text[])";

    private static final String QUERY_CANCELED = "57014";

    private final Pool pool;
    private final AuditConfig.Query config;
    private final AtomicInteger inquiries = new AtomicInteger();
    private final AtomicInteger searches = new AtomicInteger();

    SearchStore(Pool pool, AuditConfig config) {
        this.pool = pool;
        this.config = config.query();
    }

    /**
     * The page of entries in this organisation's log, and in no other, newest first. Fails with {@link SearchTooBroad}, {@link PageTooLarge} or
     * {@link TooManySearches}.
     */
    Uni<List<Found>> find(UUID organisation, Filter filter) {
        return limited(
                searches,
                config.maxSearches(),
                TooManySearches::new,
                () -> page(Where.newestFirst(organisation, filter), filter));
    }

    /** The same of what the log held when it had that size. */
    public Uni<List<Found>> find(UUID organisation, Filter filter, long size) {
        return page(Where.newestFirst(organisation, filter).below(size), filter);
    }

    private Uni<List<Found>> page(Where where, Filter filter) {
        String order = " ORDER BY " + where.order() + " LIMIT " + where.value(filter.limit())
                + (filter.offset() == 0 ? "" : " OFFSET " + where.value(filter.offset()));
        String weighed = weighed(where, order) + " ORDER BY p.occurred_at DESC, p.idx DESC";
        return within(config.deadline(), sql -> entries(sql, weighed, where));
    }

    /** The first entries of a part of the log that meet the conditions of the filter, whatever its time, oldest first. */
    public Uni<List<Found>> part(
            UUID organisation, Filter filter, long from, long below, Instant receivedSince, int limit) {
        Where where = Where.part(organisation, filter, from, below, receivedSince);
        String weighed = weighed(where, " ORDER BY t.idx LIMIT " + where.value(limit)) + " ORDER BY p.idx";
        return within(config.deadline(), sql -> entries(sql, weighed, where));
    }

    /** How many entries a search would find of what the log held when it had that size. Fails with {@link SearchTooBroad}. */
    public Uni<Long> count(UUID organisation, Filter filter, long size) {
        Where where = new Where(organisation, filter).below(size);
        return inquire(sql -> sql.preparedQuery("SELECT count(*) FROM " + where.from() + " WHERE " + where.sql())
                .execute(Tuple.from(where.values()))
                .map(rows -> rows.iterator().next().getLong(0)));
    }

    /** How many entries the logs of these organisations have, of those that have any. */
    public Uni<Map<UUID, Long>> sizes(Set<UUID> organisations) {
        String[] logs = organisations.stream().map(UUID::toString).toArray(String[]::new);
        return pool.preparedQuery(SIZES)
                .execute(Tuple.of((Object) logs))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .collect(Collectors.toMap(
                                row -> UUID.fromString(row.getString("org")), row -> row.getLong("size"))));
    }

    /** How many entries the organisation's log has. */
    public Uni<Long> size(UUID organisation) {
        return sizes(Set.of(organisation)).map(sizes -> sizes.getOrDefault(organisation, 0L));
    }

    /** Whether the organisation's log has an event of each of these names. */
    Uni<Boolean> areRecorded(UUID organisation, List<String> names) {
        return pool.preparedQuery(ARE_RECORDED)
                .execute(Tuple.of(organisation.toString(), names.toArray(String[]::new)))
                .map(rows -> rows.iterator().next().getBoolean(0));
    }

    /**
     * Reads what may take long. Only so many do at once, for what is received needs the database, too. Fails with {@link SearchTooBroad} and
     * {@link TooManyInquiries}.
     */
    public <T> Uni<T> inquire(Function<SqlConnection, Uni<T>> reading) {
        return limited(
                inquiries,
                config.maxInquiries(),
                TooManyInquiries::new,
                () -> within(config.inquiryDeadline(), reading));
    }

    /** A place is free again when the database is done, and not when whoever asked has gone: it works on for nobody. */
    private static <T> Uni<T> limited(
            AtomicInteger running, int most, Supplier<Throwable> otherwise, Supplier<Uni<T>> work) {
        return Uni.createFrom().emitter(answer -> {
            if (running.incrementAndGet() > most) {
                running.decrementAndGet();
                answer.fail(otherwise.get());
                return;
            }
            var _ = Uni.createFrom()
                    .deferred(work::get)
                    .onTermination()
                    .invoke(running::decrementAndGet)
                    .subscribe()
                    .with(answer::complete, answer::fail);
        });
    }

    /** Reads in a transaction that PostgreSQL ends after a while. Fails with {@link SearchTooBroad}. */
    private <T> Uni<T> within(Duration deadline, Function<SqlConnection, Uni<T>> reading) {
        return pool.withTransaction(transaction -> transaction
                        .preparedQuery(SET_LIMITS)
                        .execute(Tuple.of(String.valueOf(deadline.toMillis())))
                        .chain(() -> reading.apply(transaction)))
                .onFailure(SearchStore::isCanceled)
                .transform(canceled -> new SearchTooBroad());
    }

    /** Weighs the page before its events are read; too heavy a page comes without them. */
    private String weighed(Where where, String order) {
        return "SELECT p.event_id, p.org, p.idx, p.occurred_at, kept_until(k.days, p.received_at) AS kept_until,"
                + " p.user_agent_type, CASE WHEN p.weight <= "
                + where.value(config.maxPageBytes())
                + " THEN p.event END AS event FROM (SELECT t.*, sum(octet_length(t.event)) OVER () AS weight FROM ("
                + SELECT
                + where.from()
                + " WHERE "
                + where.sql()
                + order
                + ") t) p LEFT JOIN retention_class k ON k.name = p.class";
    }

    private static Uni<List<Found>> entries(SqlConnection sql, String statement, Where where) {
        return sql.preparedQuery(statement).execute(Tuple.from(where.values())).map(SearchStore::found);
    }

    private static List<Found> found(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(SearchStore::toFound)
                .toList();
    }

    private static boolean isCanceled(Throwable failure) {
        return failure instanceof PgException sql && QUERY_CANCELED.equals(sql.getSqlState());
    }

    /** What a row tells in {@code kept_until}. */
    public static @Nullable Instant keptUntil(Row row) {
        @Nullable OffsetDateTime end = row.getOffsetDateTime("kept_until");
        return end == null ? null : end.toInstant();
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
                keptUntil(row),
                row.getString("user_agent_type"),
                RecordedEvent.read(event.getBytes()));
    }
}
