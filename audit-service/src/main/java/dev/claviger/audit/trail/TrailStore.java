package dev.claviger.audit.trail;

import dev.claviger.audit.trail.StepTimes.Step;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Appends to the trail, each entry with the retention class that its organisation chose for such events. */
@ApplicationScoped
public class TrailStore {
    /** The class of each kind of event among those given, asked for once and not for each of them. */
    private static final String CLASSES = """
            WITH classes AS MATERIALIZED (
                SELECT kind.org, kind.name, retention_class_of(kind.org, kind.name) AS class
                FROM (SELECT DISTINCT org, name FROM unnest($2::text[], %s::text[]) AS given (org, name)) AS kind)
            """;

    private static final String INSERT_ENTRIES = CLASSES.formatted("$6") + """
            INSERT INTO trail (received_at, org, idx, event_id, occurred_at, name, outcome, actor_type, actor_id, project_id,
                environment, secret_path, pipeline_id, job_id, request_id, user_agent_type, metadata, producer, boot_id, seq,
                parsed, event, salt, issuer, gitlab_project_id, gitlab_project_path, sha, ref, runner_id, gitlab_user_id,
                gitlab_user, client_ip, class)
            SELECT $1, e.org, e.idx, e.event_id, e.occurred_at, e.name, e.outcome, e.actor_type, e.actor_id, e.project_id,
                e.environment, e.secret_path, e.pipeline_id, e.job_id, e.request_id, e.user_agent_type, e.metadata::jsonb,
                e.producer, e.boot_id, e.seq, e.parsed, e.event, e.salt, e.issuer, e.gitlab_project_id,
                e.gitlab_project_path, e.sha, e.ref, e.runner_id, e.gitlab_user_id, e.gitlab_user, e.client_ip::inet,
                classes.class
            FROM unnest($2::text[], $3::bigint[], $4::uuid[], $5::timestamptz[], $6::text[], $7::text[], $8::text[],
                $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[],
                $17::text[], $18::text[], $19::uuid[], $20::bigint[], $21::boolean[], $22::bytea[], $23::bytea[],
                $24::text[], $25::text[], $26::text[], $27::text[], $28::text[], $29::text[], $30::text[], $31::text[],
                $32::text[])
                AS e (org, idx, event_id, occurred_at, name, outcome, actor_type, actor_id, project_id, environment,
                    secret_path, pipeline_id, job_id, request_id, user_agent_type, metadata, producer, boot_id, seq,
                    parsed, event, salt, issuer, gitlab_project_id, gitlab_project_path, sha, ref, runner_id,
                    gitlab_user_id, gitlab_user, client_ip)
            LEFT JOIN classes ON classes.org = e.org AND classes.name = e.name
            """;

    private static final String INSERT_SECRETS = CLASSES.formatted("$12") + """
            INSERT INTO trail_secret (received_at, org, idx, position, event_id, secret_id, key, version, environment,
                secret_path, occurred_at, class)
            SELECT $1, s.org, s.idx, s.position, s.event_id, s.secret_id, s.key, s.version, s.environment, s.secret_path,
                s.occurred_at, classes.class
            FROM unnest($2::text[], $3::bigint[], $4::integer[], $5::uuid[], $6::uuid[], $7::text[], $8::integer[],
                $9::text[], $10::text[], $11::timestamptz[], $12::text[])
                AS s (org, idx, position, event_id, secret_id, key, version, environment, secret_path, occurred_at, name)
            LEFT JOIN classes ON classes.org = s.org AND classes.name = s.name
            """;

    private final LogStore logs;
    private final LeafStore leaves;
    private final StepTimes times;

    TrailStore(LogStore logs, LeafStore leaves, StepTimes times) {
        this.logs = logs;
        this.leaves = leaves;
        this.times = times;
    }

    /**
     * Appends the entries in the given order, within the caller's transaction: rows, leaves, full tiles and the new sizes. The logs stay
     * locked until it ends, so that nobody else appends in between and no index is left out when it fails.
     */
    public Uni<Void> append(SqlConnection transaction, List<Entry> entries, Instant receivedAt) {
        if (entries.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        OffsetDateTime received = receivedAt.atOffset(ZoneOffset.UTC);
        return times.time(Step.LOCK, logs.lock(transaction, entries, receivedAt))
                .map(growth -> times.time(Step.HASH, () -> growth.add(entries)))
                .chain(growth -> times.time(Step.INSERT, insert(transaction, growth, received)));
    }

    private Uni<Void> insert(SqlConnection transaction, Growth growth, OffsetDateTime received) {
        return logs.grow(transaction, growth)
                .chain(() -> insertEntries(transaction, growth.placed(), received))
                .chain(() -> insertSecrets(transaction, growth.placed(), received))
                .chain(() -> leaves.insert(transaction, growth));
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
                column.of(row -> row.entry().bytes(), Buffer[]::new),
                column.of(row -> row.leaf().salt(), Buffer[]::new),
                fact(column, "issuer"),
                fact(column, "projectId"),
                fact(column, "projectPath"),
                column.of(row -> Entry.searchable(row.fact("sha").toLowerCase(Locale.ROOT)), String[]::new),
                fact(column, "ref"),
                fact(column, "runnerId"),
                fact(column, "userId"),
                fact(column, "userLogin"),
                column.of(row -> Addresses.canonical(row.event().origin().ip()), String[]::new)));
        return transaction.preparedQuery(INSERT_ENTRIES).execute(values).replaceWithVoid();
    }

    private static Object fact(Columns<Placed> column, String name) {
        return column.of(row -> Entry.searchable(row.fact(name)), String[]::new);
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
                column.of(row -> Entry.safe(row.secret().secretPath()), String[]::new),
                column.of(row -> row.in().entry().occurredAt().atOffset(ZoneOffset.UTC), OffsetDateTime[]::new),
                column.of(row -> Entry.safe(row.in().event().name()), String[]::new)));
        return transaction.preparedQuery(INSERT_SECRETS).execute(values).replaceWithVoid();
    }

    private record PlacedSecret(Placed in, int position, TouchedSecret secret) {
        static Stream<PlacedSecret> of(Placed placed) {
            List<TouchedSecret> secrets = placed.event().secrets();
            return IntStream.range(0, secrets.size())
                    .mapToObj(position -> new PlacedSecret(placed, position, secrets.get(position)));
        }
    }
}
