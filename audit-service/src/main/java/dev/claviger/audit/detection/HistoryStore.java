package dev.claviger.audit.detection;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The rules that compare an entry with those before it. Each is one query over the entries from $2 to before $3 of the log $1, with the
 * numbers $4 and $5. It counts what happened in the window before an entry and up to two minutes after it, as far as it had arrived by
 * then, so that entries may come late and a repetition finds the same.
 */
@ApplicationScoped
class HistoryStore {
    private static final String SAME_LOG = "h.org = c.org AND h.idx <= c.idx AND ";

    /** Seconds in $5. */
    private static final String IN_WINDOW = """
         AND h.occurred_at > c.occurred_at - $5 * interval '1 second' AND h.occurred_at <= c.occurred_at + interval '2 minutes'
        """;

    private static final String WEIGHT =
            "CASE WHEN h.metadata ->> 'count' ~ '^[0-9]{1,6}$' THEN (h.metadata ->> 'count')::bigint ELSE 1 END";

    private static final String LOGIN = "(%1$s.name LIKE 'login-identity-%%' OR %1$s.name = 'user-login')";

    private static final String IDENTITY =
            "coalesce(%1$s.metadata ->> 'identityId', %1$s.actor_id, %1$s.metadata ->> 'email')";

    private static final String NETWORK =
            "network(set_masklen(%1$s.client_ip, CASE family(%1$s.client_ip) WHEN 4 THEN 24 ELSE 48 END))";

    private static final String ACTOR = "c.actor_type || ':' || c.actor_id";

    private static final String READS =
            "c.name IN ('get-secret', 'get-secrets', 'reveal-secret', 'dashboard-get-secret-value',"
                    + " 'dashboard-get-secret-version-value') AND c.outcome = 'success'";

    private static final Map<String, List<String>> QUERIES = Map.ofEntries(
            Map.entry(
                    "R01",
                    List.of(
                            query(
                                    ACTOR,
                                    "SELECT sum(" + WEIGHT + ") AS found FROM trail h WHERE " + SAME_LOG
                                            + "h.actor_id = c.actor_id AND h.outcome = 'denied'" + IN_WINDOW,
                                    "c.outcome = 'denied' AND c.actor_id IS NOT NULL AND h.found >= $4"),
                            query(
                                    "'address:' || host(c.client_ip)",
                                    "SELECT sum(" + WEIGHT + ") AS found FROM trail h WHERE " + SAME_LOG
                                            + "h.client_ip = c.client_ip AND h.outcome = 'denied'" + IN_WINDOW,
                                    "c.outcome = 'denied' AND c.actor_id IS NULL AND c.client_ip IS NOT NULL AND"
                                            + " h.found >= $4"))),
            Map.entry(
                    "R02",
                    List.of(query(
                            "'identity:' || " + IDENTITY.formatted("c"),
                            "SELECT sum(" + WEIGHT + ") AS found FROM trail h WHERE " + SAME_LOG + LOGIN.formatted("h")
                                    + " AND h.outcome <> 'success' AND h.outcome = 'denied' AND "
                                    + IDENTITY.formatted("h") + " = " + IDENTITY.formatted("c") + IN_WINDOW,
                            LOGIN.formatted("c") + " AND c.outcome = 'denied' AND h.found >= $4"))),
            Map.entry(
                    "R02.spray",
                    List.of(query(
                            "'address:' || host(c.client_ip)",
                            "SELECT count(DISTINCT " + IDENTITY.formatted("h") + ") AS found FROM trail h WHERE "
                                    + SAME_LOG
                                    + LOGIN.formatted("h")
                                    + " AND h.outcome = 'denied' AND h.client_ip = c.client_ip" + IN_WINDOW,
                            LOGIN.formatted("c") + " AND c.outcome = 'denied' AND h.found >= $4"))),
            Map.entry(
                    "R03",
                    List.of(query(
                            "'identity:' || " + IDENTITY.formatted("c"),
                            "SELECT sum(" + WEIGHT + ") AS found FROM trail h WHERE " + SAME_LOG + LOGIN.formatted("h")
                                    + " AND h.outcome <> 'success' AND h.outcome = 'denied' AND "
                                    + IDENTITY.formatted("h") + " = " + IDENTITY.formatted("c") + IN_WINDOW,
                            LOGIN.formatted("c") + " AND c.outcome = 'success' AND h.found >= $4"))),
            Map.entry(
                    "R04",
                    List.of(query(
                            ACTOR + " || ' from ' || " + NETWORK.formatted("c"),
                            "SELECT count(*) FILTER (WHERE " + NETWORK.formatted("h") + " = "
                                    + NETWORK.formatted("c")
                                    + ") AS found, min(h.occurred_at) AS first FROM trail h WHERE h.org ="
                                    + " c.org AND h.idx < c.idx AND h.actor_id = c.actor_id AND h.client_ip IS"
                                    + " NOT NULL AND h.outcome = 'success' AND h.occurred_at > c.occurred_at -"
                                    + " $4 * interval '1 day'",
                            "c.outcome = 'success' AND c.actor_id IS NOT NULL AND c.client_ip IS NOT NULL AND"
                                    + " h.found = 0 AND h.first <= c.occurred_at - $5 * interval '1 day' AND"
                                    + " position('\"runnerEnvironment\":\"gitlab-hosted\"' in"
                                    + " convert_from(c.event, 'UTF8')) = 0"))),
            Map.entry(
                    "R05",
                    List.of(query(
                            ACTOR + " || ' from ' || " + NETWORK.formatted("c"),
                            "SELECT 1 AS found FROM trail h WHERE h.org = c.org AND h.metadata ->>"
                                    + " 'identityAccessTokenId' = nullif(convert_from(c.event, 'UTF8')::json #>>"
                                    + " '{data,actor,tokenId}', '') AND h.metadata ->> 'identityAccessTokenId' IS"
                                    + " NOT NULL AND h.name LIKE 'login-identity-%' AND h.outcome = 'success' AND"
                                    + " h.client_ip IS NOT NULL AND h.idx < c.idx AND "
                                    + NETWORK.formatted("h") + " <> " + NETWORK.formatted("c") + " LIMIT 1",
                            "c.actor_type = 'identity' AND c.client_ip IS NOT NULL AND c.parsed AND $4 = 0 AND"
                                    + " $5 = 0"))),
            Map.entry(
                    "R06",
                    List.of(query(
                            ACTOR,
                            "SELECT count(DISTINCT s.secret_id) AS found FROM trail h JOIN trail_secret s ON s.org ="
                                    + " h.org AND s.idx = h.idx WHERE " + SAME_LOG + "h.actor_id = c.actor_id AND "
                                    + READS.replace("c.", "h.") + IN_WINDOW,
                            READS + " AND c.actor_id IS NOT NULL AND h.found >= $4"))),
            Map.entry(
                    "R10",
                    List.of(query(
                            ACTOR,
                            "SELECT 1 AS found, max(h.occurred_at) AS last FROM trail h WHERE h.org = c.org AND h.idx"
                                    + " < c.idx AND h.actor_id = c.actor_id AND h.outcome = 'success'",
                            "c.outcome = 'success' AND c.actor_id IS NOT NULL AND $5 = 0"
                                    + " AND h.last <= c.occurred_at - $4 * interval '1 day'"))),
            Map.entry(
                    "R14",
                    List.of(query(
                            ACTOR,
                            "SELECT count(*) AS found FROM trail h WHERE h.org = c.org AND h.idx < c.idx AND"
                                    + " h.actor_id = c.actor_id AND h.name = c.name AND h.outcome = 'success' AND"
                                    + " h.occurred_at > c.occurred_at - $4 * interval '1 day'",
                            "c.name IN ('audit-logs-exported', 'audit-log-exported') AND c.outcome = 'success'"
                                    + " AND $5 = 0"))),
            Map.entry(
                    "R16",
                    List.of(query(
                            ACTOR,
                            "SELECT count(*) AS found FROM trail h WHERE " + SAME_LOG
                                    + "h.actor_id = c.actor_id AND h.project_id = c.project_id AND h.outcome ="
                                    + " 'success' AND h.name ~ '(membership|member|members|privilege|role)$' AND"
                                    + " h.name ~ '^(add|create|update)-' AND c.actor_id IN (h.metadata ->>"
                                    + " 'identityId', h.metadata ->> 'userId') AND h.occurred_at > c.occurred_at - $5"
                                    + " * interval '1 second' AND h.occurred_at <= c.occurred_at",
                            READS + " AND c.actor_id IS NOT NULL AND h.found > $4"))),
            Map.entry(
                    "R17",
                    List.of(query(
                            ACTOR,
                            "SELECT count(DISTINCT " + NETWORK.formatted("h") + ") AS found FROM trail h WHERE "
                                    + SAME_LOG
                                    + "h.actor_id = c.actor_id AND h.client_ip IS NOT NULL AND h.outcome = 'success'"
                                    + IN_WINDOW,
                            "c.outcome = 'success' AND c.actor_id IS NOT NULL AND h.found >= $4"))),
            Map.entry(
                    "R18",
                    List.of(query(
                            ACTOR,
                            "SELECT count(*) AS found FROM trail h WHERE h.org = c.org AND h.idx < c.idx AND"
                                    + " h.metadata ->> 'idTokenId' = c.metadata ->> 'idTokenId' AND h.metadata ->>"
                                    + " 'idTokenId' IS NOT NULL AND h.issuer IS NOT DISTINCT FROM c.issuer AND h.name ="
                                    + " c.name AND h.outcome = 'success'",
                            "c.name LIKE 'login-identity-%' AND c.outcome = 'success' AND c.metadata ->> 'idTokenId'"
                                    + " IS NOT NULL AND h.found > 0 AND $4 = 0 AND $5 = 0"))),
            Map.entry(
                    "R19",
                    List.of(query(
                            ACTOR,
                            "SELECT sum(greatest(1, (SELECT count(*) FROM trail_secret s WHERE s.org = h.org"
                                    + " AND s.idx = h.idx))) AS found FROM trail h WHERE " + SAME_LOG
                                    + "h.actor_id = c.actor_id AND h.outcome = 'success' AND h.name LIKE"
                                    + " 'delete-%'"
                                    + IN_WINDOW,
                            "c.name LIKE 'delete-%' AND c.outcome = 'success' AND c.actor_id IS NOT NULL AND"
                                    + " h.found >= $4"))));

    private static String query(String subject, String history, String condition) {
        return "SELECT c.idx, c.occurred_at, " + subject + " AS subject, h.found, c.name, host(c.client_ip) AS address"
                + " FROM trail c CROSS JOIN LATERAL (" + history + ") h"
                + " WHERE c.org = $1 AND c.idx >= $2 AND c.idx < $3 AND " + condition + " ORDER BY c.idx";
    }

    /** What a rule notices in these entries. The numbers are the rule's own; 0 where it has none. */
    Uni<List<Sight>> look(
            SqlConnection connection,
            String rule,
            String severity,
            String org,
            long from,
            long to,
            long first,
            long second) {
        Uni<List<Sight>> found = Uni.createFrom().item(List.of());
        for (String query : QUERIES.getOrDefault(rule, List.of())) {
            found = found.chain(before -> connection
                    .preparedQuery(query)
                    .execute(Tuple.of(org, from, to, first, second))
                    .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                            .map(row -> sight(row, rule, severity))
                            .toList())
                    .map(more -> Stream.concat(before.stream(), more.stream()).toList()));
        }
        return found;
    }

    private static Sight sight(Row row, String rule, String severity) {
        long found = ((Number) row.getValue("found")).longValue();
        boolean isFirstExport = rule.equals("R14") && found == 0;
        JsonObject facts = new JsonObject().put("event", row.getString("name")).put("found", found);
        if (row.getString("address") != null) {
            facts.put("address", row.getString("address"));
        }
        String subject = row.getString("subject");
        return new Sight(
                row.getLong("idx"),
                row.getOffsetDateTime("occurred_at").toInstant(),
                subject == null ? "nobody" : subject,
                isFirstExport ? "high" : severity,
                facts);
    }
}
