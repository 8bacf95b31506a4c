package dev.claviger.audit.query;

import dev.claviger.audit.trail.Uuids;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The conditions of a search on the table {@code trail t}. They are put together from constant pieces, one per condition, and every value
 * is a parameter, so that the planner sees only the conditions that are set and each combination is prepared once.
 *
 * <p>Where a secret is named and nothing that leaves little by itself, the entries come out of the secret's own index, newest first:
 * otherwise an old version of a secret that is read all day would be looked for through all entries since.
 */
public final class Where {
    /** More than any clock runs ahead of ours, and more than any event may be late. */
    private static final Duration MOST_SKEW = Duration.ofDays(1);

    private static final Duration MOST_DELAY = Duration.ofDays(61);

    /** Of SHA-1; those of SHA-256 are longer. */
    private static final int WHOLE_COMMIT = 40;

    /** As in the index {@code trail_by_metadata}, which counts for conditions that are written just so. */
    private static final List<String> IN_COLUMNS =
            List.of("environment", "secretId", "secretKey", "secretPath", "secretVersion", "numberOfSecrets");

    private static final String OTHER_METADATA =
            "jsonb_set('{}'::jsonb, ARRAY[t.org], t.metadata - '{" + String.join(",", IN_COLUMNS) + "}'::text[])";

    private static final Map<String, String> EQUAL = new TreeMap<>(Map.ofEntries(
            Map.entry("projectId", "t.project_id"),
            Map.entry("actorType", "t.actor_type"),
            Map.entry("actor", "t.actor_id"),
            Map.entry("userAgentType", "t.user_agent_type"),
            Map.entry("outcome", "t.outcome"),
            Map.entry("pipelineId", "t.pipeline_id"),
            Map.entry("jobId", "t.job_id"),
            Map.entry("requestId", "t.request_id"),
            Map.entry("issuer", "t.issuer"),
            Map.entry("gitlabProjectId", "t.gitlab_project_id"),
            Map.entry("gitlabProjectPath", "t.gitlab_project_path"),
            Map.entry("ref", "t.ref"),
            Map.entry("runnerId", "t.runner_id"),
            Map.entry("gitlabUserId", "t.gitlab_user_id"),
            Map.entry("gitlabUser", "t.gitlab_user")));

    /** One of these leaves so few entries that the secrets of each are looked at. */
    private static final List<String> FEW =
            List.of("pipelineId", "jobId", "requestId", "sha", "actor", "runnerId", "gitlabUser", "gitlabUserId");

    private final StringBuilder from = new StringBuilder("trail t");
    private final StringBuilder sql = new StringBuilder();
    private String order = "t.occurred_at DESC, t.idx DESC";
    private final List<Object> values = new ArrayList<>();

    /** All conditions of the filter but its pages, within this organisation's log. */
    public Where(UUID organisation, Filter filter) {
        this(organisation, filter, false);
    }

    /** The same for a page: where it pays, entries come out of the index of their secrets, in {@link #order}. */
    static Where newestFirst(UUID organisation, Filter filter) {
        boolean few = FEW.stream().anyMatch(name -> !filter.text(name).isEmpty());
        return new Where(organisation, filter, namesSecret(filter) && !few);
    }

    private Where(UUID organisation, Filter filter, boolean bySecret) {
        this(organisation);
        time("t", filter);
        conditions(filter);
        if (bySecret) {
            secret(filter);
        } else if (namesSecret(filter)) {
            sql.append(" AND ");
            touches(filter, true);
        } else {
            place(filter, true);
        }
        if (filter.after() != null && !bySecret) {
            after("t", filter.after());
        }
    }

    private Where(UUID organisation) {
        sql.append("t.org = ").append(value(organisation.toString()));
    }

    /** The conditions of the filter but its time, on a part of the log. */
    static Where part(UUID organisation, Filter filter, long from, long below, Instant receivedSince) {
        Where where = new Where(organisation);
        where.sql
                .append(" AND t.idx >= ")
                .append(where.value(from))
                .append(" AND t.idx < ")
                .append(where.value(below))
                .append(" AND t.received_at >= ")
                .append(where.value(receivedSince.atOffset(ZoneOffset.UTC)));
        where.conditions(filter);
        if (namesSecret(filter)) {
            where.sql.append(" AND ");
            where.touches(filter, false);
        } else {
            where.place(filter, false);
        }
        return where;
    }

    /** Newest first. */
    String order() {
        return order;
    }

    /** What stands behind FROM; the table of entries is {@code t}. */
    public String from() {
        return from.toString();
    }

    public String sql() {
        return sql.toString();
    }

    public List<Object> values() {
        return values;
    }

    /** Adds a value and returns its place in the statement. */
    public String value(Object value) {
        values.add(value);
        return "$" + values.size();
    }

    /** Nothing that came later into the log. */
    public Where below(long index) {
        sql.append(" AND t.idx < ").append(value(index));
        return this;
    }

    /** Nothing that was refused or broke off. */
    public Where successful() {
        sql.append(" AND t.outcome = 'success'");
        return this;
    }

    /** Only what jobs did. */
    public Where ofJobs() {
        sql.append(" AND t.job_id IS NOT NULL");
        return this;
    }

    /** Only what touches one of these versions of secrets; both lists are in the same order. */
    public Where touching(List<UUID> secrets, List<Integer> versions) {
        sql.append(" AND EXISTS (SELECT FROM trail_secret s")
                .append(" WHERE s.org = t.org AND s.idx = t.idx AND s.received_at = t.received_at")
                .append(" AND s.secret_id = ANY (")
                .append(value(secrets.toArray(UUID[]::new)))
                .append("::uuid[]) AND (s.secret_id, s.version) IN (SELECT * FROM unnest(")
                .append(value(secrets.toArray(UUID[]::new)))
                .append("::uuid[], ")
                .append(value(versions.toArray(Integer[]::new)))
                .append("::integer[])))");
        return this;
    }

    private void conditions(Filter filter) {
        EQUAL.forEach((name, column) -> equal(column, filter.text(name)));
        commits(filter.text("sha"));
        address(filter.text("ipAddress"));
        eventTypes(filter.eventTypes());
        metadata(filter.metadata());
    }

    private static boolean namesSecret(Filter filter) {
        return !filter.text("secretKey").isEmpty() || !filter.text("secretId").isEmpty();
    }

    private void secret(Filter filter) {
        int length = sql.length();
        sql.append("s.org = $1");
        time("s", filter);
        secretConditions(filter);
        if (filter.after() != null) {
            after("s", filter.after());
        }
        String secrets = sql.substring(length);
        from.setLength(0);
        from.append(
                        "(SELECT DISTINCT ON (s.occurred_at, s.idx) s.idx, s.received_at, s.occurred_at FROM trail_secret s WHERE ")
                .append(secrets)
                .append(" ORDER BY s.occurred_at DESC, s.idx DESC) d")
                // one after the other: PostgreSQL does not know that each secret has its entry, and would read them all
                .append(" CROSS JOIN LATERAL (SELECT * FROM trail e WHERE e.org = $1 AND e.idx = d.idx")
                .append(" AND e.received_at = d.received_at OFFSET 0) t");
        order = "d.occurred_at DESC, d.idx DESC";
        sql.setLength(length);
    }

    private void after(String table, Position position) {
        sql.append(" AND (%1$s.occurred_at, %1$s.idx) < (".formatted(table))
                .append(value(Cursor.instant(position.micros()).atOffset(ZoneOffset.UTC)))
                .append(", ")
                .append(value(position.index()))
                .append(")");
    }

    private void equal(String column, String wanted) {
        if (!wanted.isEmpty()) {
            sql.append(" AND ").append(column).append(" = ").append(value(wanted));
        }
    }

    /** Says twice when, because partitions are by time of receipt. */
    private void time(String table, Filter filter) {
        between(table + ".occurred_at", filter.start(), filter.end());
        received(table, filter);
    }

    /** Partitions of months to come are not even planned for. */
    private void received(String table, Filter filter) {
        Instant late = filter.end().plus(MOST_DELAY);
        Instant soon = filter.asked().plus(MOST_SKEW);
        between(table + ".received_at", filter.start().minus(MOST_SKEW), late.isBefore(soon) ? late : soon);
    }

    private void between(String column, Instant from, Instant to) {
        sql.append(" AND ").append(column).append(" BETWEEN ");
        sql.append(value(from.atOffset(ZoneOffset.UTC))).append(" AND ");
        sql.append(value(to.atOffset(ZoneOffset.UTC)));
    }

    /** Each whole or cut short: the digits of a commit all sort before the letter g. */
    private void commits(String wanted) {
        if (wanted.isEmpty()) {
            return;
        }
        List<String> all = List.of(wanted.split(",", -1));
        List<String> whole =
                all.stream().filter(commit -> commit.length() >= WHOLE_COMMIT).toList();
        sql.append(" AND (t.sha = ANY (")
                .append(value(whole.toArray(String[]::new)))
                .append("::text[])");
        all.stream()
                .filter(commit -> commit.length() < WHOLE_COMMIT)
                .forEach(commit -> sql.append(" OR t.sha >= ")
                        .append(value(commit))
                        .append(" AND t.sha < ")
                        .append(value(commit + "g")));
        sql.append(")");
    }

    private void address(String network) {
        Network.read(network)
                .ifPresent(range -> sql.append(" AND t.client_ip BETWEEN ")
                        .append(value(range.first()))
                        .append("::text::inet AND ")
                        .append(value(range.last()))
                        .append("::text::inet"));
    }

    private void eventTypes(List<String> names) {
        if (!names.isEmpty()) {
            sql.append(" AND t.name = ANY (")
                    .append(value(names.toArray(String[]::new)))
                    .append("::text[])");
        }
    }

    /** What reads of secrets say of themselves in their metadata stands in columns, too, and is left out of the index of metadata. */
    private void metadata(Map<String, String> wanted) {
        JsonObject plain = new JsonObject();
        JsonObject indexed = new JsonObject();
        wanted.forEach((key, text) -> {
            var _ = (IN_COLUMNS.contains(key) ? plain : indexed).put(key, text);
        });
        if (!plain.isEmpty()) {
            sql.append(" AND t.metadata @> ").append(value(plain)).append("::jsonb");
        }
        if (!indexed.isEmpty()) {
            sql.append(" AND ")
                    .append(OTHER_METADATA)
                    .append(" @> jsonb_build_object($1::text, ")
                    .append(value(indexed))
                    .append("::jsonb)");
        }
    }

    /** The entry's own place, or that of any secret it touches: an import shows secrets of other folders. */
    private void place(Filter filter, boolean timed) {
        if (!filter.text("environment").isEmpty() || !filter.text("secretPath").isEmpty()) {
            sql.append(" AND ((true");
            equal("t.environment", filter.text("environment"));
            equal("t.secret_path", filter.text("secretPath"));
            sql.append(") OR ");
            touches(filter, timed);
            sql.append(")");
        }
    }

    private void touches(Filter filter, boolean timed) {
        sql.append("EXISTS (SELECT FROM trail_secret s")
                .append(" WHERE s.org = t.org AND s.idx = t.idx AND s.received_at = t.received_at");
        if (timed) {
            received("s", filter);
        }
        secretConditions(filter);
        // without it PostgreSQL would read all secrets of the time into memory, to ask there
        sql.append(" OFFSET 0)");
    }

    private void secretConditions(Filter filter) {
        equal("s.environment", filter.text("environment"));
        equal("s.secret_path", filter.text("secretPath"));
        equal("s.key", filter.text("secretKey"));
        Uuids.read(filter.text("secretId"))
                .ifPresent(secret -> sql.append(" AND s.secret_id = ").append(value(secret)));
        if (!filter.text("secretVersion").isEmpty()) {
            sql.append(" AND s.version = ").append(value(Integer.valueOf(filter.text("secretVersion"))));
        }
    }
}
