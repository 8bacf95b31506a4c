package dev.claviger.audit.retention;

import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** Finds what may go and has the database remove it. */
@ApplicationScoped
class PurgeStore {
    private static final String DUE = """
            SELECT k.name, to_date(right(c.relname, 7), 'YYYY_MM') AS month
            FROM retention_class k
            JOIN pg_inherits i ON i.inhparent = to_regclass('trail_' || k.name)
            JOIN pg_class c ON c.oid = i.inhrelid
            WHERE k.days IS NOT NULL AND c.relname ~ '_[0-9]{4}_[0-9]{2}$'
              AND (to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month' + make_interval(days => k.days))
                  AT TIME ZONE 'UTC' <= now()
            ORDER BY 2, 1
            """;

    /** Neighbours of one log become one range. */
    private static final String ISLANDS = """
            SELECT org, origin, first_index, min(idx - first_index) AS first, max(idx - first_index) AS last
            FROM (SELECT t.org, t.idx, s.id, s.origin, s.first_index,
                      t.idx - row_number() OVER (PARTITION BY t.org, s.id ORDER BY t.idx) AS island
                  FROM (%s) t
                  JOIN LATERAL (SELECT id, origin, first_index FROM shard
                                WHERE shard.org = t.org AND shard.first_index <= t.idx
                                ORDER BY shard.first_index DESC LIMIT 1) s ON true) placed
            GROUP BY org, id, origin, first_index, island
            ORDER BY org, id, first
            """;

    private static final String PASSED = ISLANDS.formatted("""
            SELECT org, idx FROM trail
            WHERE class = $1 AND received_at >= $2 AND received_at < $3 AND salt IS NOT NULL
              AND NOT is_held(org, project_id, actor_id, occurred_at) AND (org, idx) > ($4, $5)
            ORDER BY org, idx LIMIT $6
            """);

    private static final String RELEASED = ISLANDS.formatted("""
            SELECT org, idx FROM trail
            WHERE class = 'hold' AND org = $1 AND salt IS NOT NULL AND NOT is_held(org, project_id, actor_id, occurred_at)
            ORDER BY idx LIMIT $2
            """);

    /** What somebody did, and what was said about somebody; not what the log says about itself. */
    private static final String ABOUT = """
            FROM trail t
            WHERE org = $1 AND salt IS NOT NULL AND NOT is_own_record(name)
              AND (actor_id = $2
                   OR EXISTS (SELECT FROM jsonb_each_text(CASE jsonb_typeof(metadata) WHEN 'object' THEN metadata ELSE '{}' END) m
                              WHERE m.value = $2))
            """;

    private static final String OF_IDENTITY = ISLANDS.formatted("SELECT org, idx " + ABOUT
            + " AND NOT is_held(org, project_id, actor_id, occurred_at) ORDER BY idx LIMIT $3");

    private static final String HELD =
            "SELECT count(*) " + ABOUT + " AND is_held(org, project_id, actor_id, occurred_at)";

    private static final String HELD_LOGS = "SELECT DISTINCT org FROM trail WHERE class = 'hold'";

    private static final String TELL = """
            INSERT INTO purge (org, idx, kind, class, month, entries, done_by, done_at)
            SELECT t.org, t.idx, $1, $2, $3, told.entries, $4, $5
            FROM unnest($6::uuid[], $7::bigint[]) AS told (id, entries)
            JOIN trail t ON t.event_id = told.id AND t.org = $8 AND t.received_at = $5
            """;

    private static final String LIST = """
            SELECT p.idx, p.kind, p.class, p.month, p.entries, p.done_by, p.done_at, s.name, p.idx - s.first_index AS leaf
            FROM purge p
            JOIN LATERAL (SELECT name, first_index FROM shard WHERE shard.org = p.org AND shard.first_index <= p.idx
                          ORDER BY first_index DESC LIMIT 1) s ON true
            WHERE p.org = $1 AND p.idx < $2
            ORDER BY p.idx DESC LIMIT $3
            """;

    private final Pool pool;

    PurgeStore(Pool pool) {
        this.pool = pool;
    }

    Uni<List<Month>> due() {
        return pool.query(DUE)
                .execute()
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new Month(row.getString("name"), row.getLocalDate("month")))
                        .toList());
    }

    /** The logs that still have something of which the time has passed. */
    Uni<List<String>> heldLogs() {
        return pool.query(HELD_LOGS)
                .execute()
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getString(0))
                        .toList());
    }

    /** Until the transaction ends nothing else is removed and no hold is set. */
    Uni<Void> lock(RecordedTransaction transaction) {
        return transaction
                .sql()
                .query("SELECT pg_advisory_xact_lock(hashtext('retention'))")
                .execute()
                .replaceWithVoid();
    }

    /** The next entries of a month that may go, at most {@code most}, in the order of logs and places. */
    Uni<List<Gone>> passed(SqlClient client, Month month, Place after, int most) {
        return client.preparedQuery(PASSED)
                .execute(Tuple.of(
                        month.retentionClass(),
                        month.first().atStartOfDay().atOffset(ZoneOffset.UTC),
                        month.first().plusMonths(1).atStartOfDay().atOffset(ZoneOffset.UTC),
                        after.org(),
                        after.index(),
                        most))
                .map(PurgeStore::gone);
    }

    /** As {@link #passed(SqlClient, Month, Place, int)}, by a connection of its own. */
    Uni<List<Gone>> passed(Month month, Place after, int most) {
        return passed(pool, month, after, most);
    }

    Uni<List<Gone>> released(RecordedTransaction transaction, String org, int most) {
        return transaction
                .sql()
                .preparedQuery(RELEASED)
                .execute(Tuple.of(org, most))
                .map(PurgeStore::gone);
    }

    Uni<List<Gone>> ofIdentity(RecordedTransaction transaction, String org, String identity, int most) {
        return transaction
                .sql()
                .preparedQuery(OF_IDENTITY)
                .execute(Tuple.of(org, identity, most))
                .map(PurgeStore::gone);
    }

    Uni<Long> held(String org, String identity) {
        return pool.preparedQuery(HELD)
                .execute(Tuple.of(org, identity))
                .map(rows -> rows.iterator().next().getLong(0));
    }

    /** Notes which entries tell of the removal, and of how many payloads each; they were appended at {@code now}. */
    Uni<Void> tell(RecordedTransaction transaction, String org, Reason reason, List<Told> told, Instant now) {
        Tuple values = Tuple.tuple()
                .addString(reason.kind())
                .addString(reason.retentionClass())
                .addLocalDate(reason.month())
                .addString(reason.byId())
                .addOffsetDateTime(now.atOffset(ZoneOffset.UTC))
                .addArrayOfUUID(told.stream().map(Told::event).toArray(UUID[]::new))
                .addArrayOfLong(told.stream().map(Told::entries).toArray(Long[]::new))
                .addString(org);
        return transaction.sql().preparedQuery(TELL).execute(values).replaceWithVoid();
    }

    /** Returns how many entries are kept because they are held. */
    Uni<Long> drop(RecordedTransaction transaction, Month month) {
        return transaction
                .sql()
                .preparedQuery("SELECT drop_month($1, $2)")
                .execute(Tuple.of(month.retentionClass(), month.first()))
                .map(rows -> rows.iterator().next().getLong(0));
    }

    /** Removes the entries of a month of which this transaction's leaves tell. */
    Uni<Void> erase(RecordedTransaction transaction, Month month) {
        return transaction
                .sql()
                .preparedQuery("SELECT erase_passed($1, $2)")
                .execute(Tuple.of(month.retentionClass(), month.first()))
                .replaceWithVoid();
    }

    Uni<Void> erase(RecordedTransaction transaction, String org, List<Gone> gone) {
        Long[] places = gone.stream().flatMapToLong(Gone::places).boxed().toArray(Long[]::new);
        return transaction
                .sql()
                .preparedQuery("SELECT erase_entries($1, $2)")
                .execute(Tuple.tuple().addString(org).addArrayOfLong(places))
                .replaceWithVoid();
    }

    /** Newest first. */
    Uni<List<PurgeList.Removal>> list(String org, long before, int most) {
        return pool.preparedQuery(LIST)
                .execute(Tuple.of(org, before, most))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(PurgeStore::removal)
                        .toList());
    }

    private static PurgeList.Removal removal(Row row) {
        OffsetDateTime done = row.getOffsetDateTime("done_at");
        return new PurgeList.Removal(
                row.getLong("idx"),
                row.getString("kind"),
                row.getString("class"),
                row.getLocalDate("month"),
                row.getLong("entries"),
                row.getString("done_by"),
                done.toInstant(),
                row.getString("name"),
                row.getLong("leaf"));
    }

    private static List<Gone> gone(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row -> new Gone(
                        row.getString("org"),
                        row.getString("origin"),
                        row.getLong("first_index"),
                        row.getLong("first"),
                        row.getLong("last")))
                .toList();
    }

    /** Where an entry stands, over all logs. */
    record Place(String org, long index) {
        static final Place BEFORE_ALL = new Place("", -1);

        static Place lastOf(List<Gone> gone) {
            Gone last = gone.getLast();
            return new Place(last.org(), last.firstIndex() + last.to());
        }
    }

    /** An entry that tells of removed payloads. */
    record Told(UUID event, long entries) {}
}
