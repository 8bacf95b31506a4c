package dev.claviger.audit.trail;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Appends to the trail. Nothing else can be done to it. */
@ApplicationScoped
public class TrailStore {
    private static final String OPEN_LOGS = """
            INSERT INTO log_state (org)
            SELECT org FROM unnest($1::text[]) AS org ORDER BY org
            ON CONFLICT (org) DO NOTHING
            """;

    private static final String LOCK_LOGS =
            "SELECT org, size FROM log_state WHERE org = ANY ($1::text[]) ORDER BY org FOR UPDATE";

    private static final String GROW_LOGS = """
            UPDATE log_state SET size = grown.size
            FROM unnest($1::text[], $2::bigint[]) AS grown (org, size)
            WHERE log_state.org = grown.org
            """;

    private static final String INSERT_ENTRIES = """
            INSERT INTO trail (received_at, org, idx, event_id, occurred_at, name, outcome, actor_type, actor_id, project_id,
                environment, secret_path, pipeline_id, job_id, request_id, user_agent_type, metadata, producer, boot_id, seq,
                parsed, event)
            SELECT $1, e.org, e.idx, e.event_id, e.occurred_at, e.name, e.outcome, e.actor_type, e.actor_id, e.project_id,
                e.environment, e.secret_path, e.pipeline_id, e.job_id, e.request_id, e.user_agent_type, e.metadata::jsonb,
                e.producer, e.boot_id, e.seq, e.parsed, e.event
            FROM unnest($2::text[], $3::bigint[], $4::uuid[], $5::timestamptz[], $6::text[], $7::text[], $8::text[],
                $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[],
                $17::text[], $18::text[], $19::uuid[], $20::bigint[], $21::boolean[], $22::bytea[])
                AS e (org, idx, event_id, occurred_at, name, outcome, actor_type, actor_id, project_id, environment,
                    secret_path, pipeline_id, job_id, request_id, user_agent_type, metadata, producer, boot_id, seq,
                    parsed, event)
            """;

    private static final String INSERT_SECRETS = """
            INSERT INTO trail_secret (received_at, org, idx, position, event_id, secret_id, key, version, environment,
                secret_path)
            SELECT $1, s.org, s.idx, s.position, s.event_id, s.secret_id, s.key, s.version, s.environment, s.secret_path
            FROM unnest($2::text[], $3::bigint[], $4::integer[], $5::uuid[], $6::uuid[], $7::text[], $8::integer[],
                $9::text[], $10::text[])
                AS s (org, idx, position, event_id, secret_id, key, version, environment, secret_path)
            """;

    /**
     * Appends the entries in the given order, within the caller's transaction. The logs stay locked until it ends, so that nobody
     * else appends in between and no index is left out when it fails.
     */
    public Uni<Void> append(SqlConnection transaction, List<Entry> entries, Instant receivedAt) {
        if (entries.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        OffsetDateTime received = receivedAt.atOffset(ZoneOffset.UTC);
        return appendToLogs(transaction, entries)
                .call(placed -> insertEntries(transaction, placed, received))
                .call(placed -> insertSecrets(transaction, placed, received))
                .replaceWithVoid();
    }

    /**
     * Gives each entry the next index of its log. This is the one place where a log grows: what proves a log (leaves, tiles, root) is
     * computed here, between the lock and the new size.
     */
    private static Uni<List<Placed>> appendToLogs(SqlConnection transaction, List<Entry> entries) {
        String[] logs = entries.stream().map(Entry::log).distinct().sorted().toArray(String[]::new);
        return openLogs(transaction, logs)
                .chain(() -> lockLogs(transaction, logs))
                .map(sizes -> new Growth(sizes, place(entries, sizes)))
                .call(growth -> growLogs(transaction, growth.sizes()))
                .map(Growth::placed);
    }

    private static Uni<Void> openLogs(SqlConnection transaction, String[] logs) {
        return transaction
                .preparedQuery(OPEN_LOGS)
                .execute(Tuple.of((Object) logs))
                .replaceWithVoid();
    }

    private static Uni<Map<String, Long>> lockLogs(SqlConnection transaction, String[] logs) {
        return transaction
                .preparedQuery(LOCK_LOGS)
                .execute(Tuple.of((Object) logs))
                .map(rows -> {
                    Map<String, Long> sizes = new TreeMap<>();
                    rows.forEach(row -> sizes.put(row.getString("org"), row.getLong("size")));
                    return sizes;
                });
    }

    /** Also leaves the new sizes in the map. */
    private static List<Placed> place(List<Entry> entries, Map<String, Long> sizes) {
        List<Placed> placed = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            placed.add(new Placed(entry, sizes.merge(entry.log(), 1L, Long::sum) - 1));
        }
        return placed;
    }

    private static Uni<Void> growLogs(SqlConnection transaction, Map<String, Long> sizes) {
        String[] logs = sizes.keySet().toArray(String[]::new);
        Long[] values = sizes.values().toArray(Long[]::new);
        return transaction
                .preparedQuery(GROW_LOGS)
                .execute(Tuple.of(logs, values))
                .replaceWithVoid();
    }

    private static Uni<Void> insertEntries(SqlConnection transaction, List<Placed> placed, OffsetDateTime received) {
        Columns<Placed> column = new Columns<>(placed);
        Tuple values = Tuple.from(List.<Object>of(
                received,
                column.of(row -> row.entry().log(), String[]::new),
                column.of(Placed::index, Long[]::new),
                column.of(row -> row.entry().id(), UUID[]::new),
                column.of(row -> row.entry().occurredAt().atOffset(ZoneOffset.UTC), OffsetDateTime[]::new),
                column.of(row -> Entry.safe(row.event().name()), String[]::new),
                column.of(row -> Entry.safe(row.event().outcome()), String[]::new),
                column.of(row -> Entry.searchable(row.event().actor().type()), String[]::new),
                column.of(row -> Entry.searchable(row.event().actor().id()), String[]::new),
                column.of(row -> Entry.searchable(row.event().projectId()), String[]::new),
                column.of(row -> Entry.searchable(row.event().environment()), String[]::new),
                column.of(row -> Entry.searchable(row.event().path()), String[]::new),
                column.of(row -> Entry.searchable(row.fact("pipelineId")), String[]::new),
                column.of(row -> Entry.searchable(row.fact("jobId")), String[]::new),
                column.of(row -> Entry.searchable(row.event().origin().requestId()), String[]::new),
                column.of(
                        row -> UserAgentType.of(row.event().origin().userAgent())
                                .text(),
                        String[]::new),
                column.of(row -> row.entry().searchableMetadata(), String[]::new),
                column.of(row -> Entry.searchable(row.event().producer()), String[]::new),
                column.of(row -> Uuids.read(row.event().boot()).orElse(null), UUID[]::new),
                column.of(row -> row.event().sequence(), Long[]::new),
                column.of(row -> row.event().complete(), Boolean[]::new),
                column.of(row -> row.entry().bytes(), Buffer[]::new)));
        return transaction.preparedQuery(INSERT_ENTRIES).execute(values).replaceWithVoid();
    }

    private static Uni<Void> insertSecrets(SqlConnection transaction, List<Placed> placed, OffsetDateTime received) {
        List<PlacedSecret> secrets = placed.stream().flatMap(PlacedSecret::of).toList();
        if (secrets.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Columns<PlacedSecret> column = new Columns<>(secrets);
        Tuple values = Tuple.from(List.<Object>of(
                received,
                column.of(row -> row.in().entry().log(), String[]::new),
                column.of(row -> row.in().index(), Long[]::new),
                column.of(PlacedSecret::position, Integer[]::new),
                column.of(row -> row.in().entry().id(), UUID[]::new),
                column.of(row -> row.secret().id(), UUID[]::new),
                column.of(row -> Entry.safe(row.secret().key()), String[]::new),
                column.of(row -> row.secret().version(), Integer[]::new),
                column.of(row -> Entry.safe(row.secret().environment()), String[]::new),
                column.of(row -> Entry.safe(row.secret().secretPath()), String[]::new)));
        return transaction.preparedQuery(INSERT_SECRETS).execute(values).replaceWithVoid();
    }

    private record Growth(Map<String, Long> sizes, List<Placed> placed) {}

    private record Placed(Entry entry, long index) {
        RecordedEvent event() {
            return entry.event();
        }

        String fact(String name) {
            return event().provenance().getOrDefault(name, "");
        }
    }

    private record PlacedSecret(Placed in, int position, TouchedSecret secret) {
        static Stream<PlacedSecret> of(Placed placed) {
            List<TouchedSecret> secrets = placed.event().secrets();
            return IntStream.range(0, secrets.size())
                    .mapToObj(position -> new PlacedSecret(placed, position, secrets.get(position)));
        }
    }

    /** Turns rows into the arrays that {@code unnest} takes: one statement, however many rows. */
    private record Columns<R>(List<R> rows) {
        <T> Object of(Function<R, @Nullable T> value, IntFunction<T[]> array) {
            return rows.stream().map(value).toArray(array);
        }
    }
}
