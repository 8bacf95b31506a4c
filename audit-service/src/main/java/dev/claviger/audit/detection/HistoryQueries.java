package dev.claviger.audit.detection;

import java.util.List;
import java.util.Map;

/**
 * The rules that compare an entry with those before it. Each is one query over the entries from $2 to before $3 of the log $1, with the
 * numbers $4 and $5. It counts what happened in the window before an entry and up to two minutes after it, as far as it had arrived by
 * then, so that entries may come late and a repetition finds the same.
 *
 * <p>Every query is bounded, whatever the traffic: it looks only at those entries that can change the answer, and back over a limited
 * number of rows. What {@code received_at} is compared with is what keeps older partitions out of it; {@link Months} keeps them out of the
 * plan as well.
 */
final class HistoryQueries {
    static final String BEFORE = "h.org = c.org AND h.idx < c.idx AND ";
    private static final String UP_TO = "h.org = c.org AND h.idx <= c.idx AND ";
    private static final String SAME_ACTOR = "h.actor_id = c.actor_id AND h.outcome = 'success' ";
    static final String NEWEST = " ORDER BY h.occurred_at DESC LIMIT ";

    /** Seconds in $5. */
    private static final String IN_WINDOW = """
         AND h.occurred_at > c.occurred_at - $5::bigint * interval '1 second'
         AND h.occurred_at <= c.occurred_at + interval '2 minutes'
         AND h.received_at > c.occurred_at - $5::bigint * interval '1 second' - interval '10 minutes'
        """;

    /** Days in $4. */
    private static final String IN_DAYS = """
         AND h.occurred_at > c.occurred_at - $4::bigint * interval '1 day'
         AND h.received_at > c.occurred_at - ($4::bigint + 1) * interval '1 day'
        """;

    private static final String WEIGHT =
            "CASE WHEN h.metadata ->> 'count' ~ '^[0-9]{1,6}$' THEN (h.metadata ->> 'count')::bigint ELSE 1 END";

    private static final String LOGIN = "(%1$s.name LIKE 'login-identity-%%' OR %1$s.name = 'user-login')";

    private static final String IDENTITY =
            "coalesce(%1$s.metadata ->> 'identityId', %1$s.actor_id, %1$s.metadata ->> 'email')";

    private static final String NETWORK =
            "network(set_masklen(%1$s.client_ip, CASE family(%1$s.client_ip) WHEN 4 THEN 24 ELSE 48 END))";

    /** As the organisation has it in its lists: the name of the networks that belong together, or the network itself. */
    static final String PLACE =
            "coalesce((SELECT l.name FROM lists l WHERE %1$s.client_ip <<= l.range LIMIT 1), " + NETWORK + "::text)";

    /** The ranges of the network of an entry. */
    private static final String RANGES = "SELECT l.range FROM lists l WHERE l.name = c.network UNION ALL SELECT "
            + NETWORK.formatted("c") + " WHERE NOT EXISTS (SELECT FROM lists l WHERE l.name = c.network)";

    static final String READS = "%1$s.name IN ('get-secret', 'get-secrets', 'reveal-secret',"
            + " 'dashboard-get-secret-value', 'dashboard-get-secret-version-value') AND %1$s.outcome = 'success'";

    private static final String SUCCESS = "t.outcome = 'success' AND t.actor_id IS NOT NULL";

    private static final String ADDRESSED = SUCCESS + " AND t.client_ip IS NOT NULL";

    private static final String ACTOR = "c.actor_type || ':' || c.actor_id";

    private static final String FROM_NETWORK = ACTOR + " || ' from ' || c.network";

    private static final String FROM_ADDRESS = "'address:' || host(c.client_ip)";

    private static final String OF_IDENTITY = "'identity:' || c.identity";

    /** Of entries that follow each other quickly every tenth and the last: those in between have nearly the same past. */
    private static final String SOME = "position % 10 = 0 OR following IS NULL"
            + " OR abs(extract(epoch FROM following - occurred_at)) > $5::bigint / 100.0";

    /** The newest refused logins around these entries, read once. */
    private static final String REFUSALS =
            ", refused AS MATERIALIZED (SELECT h.idx, h.occurred_at, h.received_at, h.org,"
                    + " h.client_ip, " + IDENTITY.formatted("h") + " AS identity, " + WEIGHT + " AS weight FROM trail h"
                    + " WHERE h.org = $1 AND h.idx < $3 AND h.outcome = 'denied' AND " + LOGIN.formatted("h")
                    + " AND h.occurred_at > (SELECT min(occurred_at) FROM c) - $5::bigint * interval '1 second'"
                    + " AND h.occurred_at <= (SELECT max(occurred_at) FROM c) + interval '2 minutes'"
                    + " AND h.received_at > (SELECT min(occurred_at) FROM c) - $5::bigint * interval '1 second' - interval '10 minutes'"
                    + NEWEST + "5000)";

    private static final String GRANTS = rare(
            "granted",
            "'add-project-member', 'add-project-members', 'update-user-project-role',"
                    + " 'create-identity-project-membership', 'update-identity-project-membership', 'create-project-role',"
                    + " 'update-project-role'");

    private static final String JOINS = rare("joined", "'add-user-to-group', 'add-machine-identity-to-group'");

    /**
     * What actors of these entries read around them, each read of a secret once. Looked up once for all entries: for each of them anew it
     * would be nearly the same thousand rows. Each actor has its own bound, so that a busy one hides nobody.
     */
    private static final String SECRETS_READ = ", reads AS MATERIALIZED (SELECT r.* FROM"
            + " (SELECT actor_id, min(occurred_at) AS first, max(occurred_at) AS last FROM c GROUP BY actor_id) a"
            + " CROSS JOIN LATERAL (SELECT h.actor_id, h.idx, h.occurred_at, s.secret_id FROM (SELECT h.* FROM trail h WHERE h.org = $1 AND h.idx < $3 AND h.actor_id = a.actor_id"
            + " AND " + READS.formatted("h") + " AND h.occurred_at > a.first - $5::bigint * interval '1 second'"
            + " AND h.occurred_at <= a.last + interval '2 minutes'"
            + " AND h.received_at > a.first - $5::bigint * interval '1 second' - interval '10 minutes'"
            + NEWEST
            + "1500) h JOIN trail_secret s ON s.org = h.org AND s.idx = h.idx AND s.received_at = h.received_at"
            + " LIMIT 20000) r)";

    /** Texts of the entries $6 in $7, taken from their events here: what stands in an event the database may not be able to read. */
    private static final String GIVEN = "($7::text[])[array_position($6::bigint[], t.idx)]";

    private static final Map<String, List<String>> QUERIES = Map.ofEntries(
            Map.entry(
                    "R01",
                    List.of(
                            refusals(ACTOR, "t.actor_id IS NOT NULL", "h.actor_id = c.actor_id"),
                            refusals(
                                    FROM_ADDRESS,
                                    "t.actor_id IS NULL AND t.client_ip IS NOT NULL",
                                    "h.client_ip = c.client_ip"))),
            Map.entry(
                    "R02",
                    List.of(query(
                            entries("t.outcome = 'denied' AND " + LOGIN.formatted("t"), IDENTITY.formatted("t"), SOME)
                                    + REFUSALS,
                            OF_IDENTITY,
                            "SELECT sum(weight) AS found FROM refused h WHERE " + UP_TO + "h.identity = c.identity"
                                    + IN_WINDOW,
                            "h.found >= $4::bigint"))),
            Map.entry(
                    "R02.spray",
                    List.of(query(
                            entries("t.outcome = 'denied' AND " + LOGIN.formatted("t"), "t.client_ip", SOME) + REFUSALS,
                            FROM_ADDRESS,
                            "SELECT count(DISTINCT h.identity) AS found FROM refused h WHERE " + UP_TO
                                    + "h.client_ip = c.client_ip" + IN_WINDOW,
                            "h.found >= $4::bigint"))),
            Map.entry(
                    "R03",
                    List.of(query(
                            entries("t.outcome = 'success' AND " + LOGIN.formatted("t"), IDENTITY.formatted("t"), SOME)
                                    + REFUSALS,
                            OF_IDENTITY,
                            "SELECT sum(weight) AS found FROM refused h WHERE " + UP_TO + "h.identity = c.identity"
                                    + IN_WINDOW,
                            "h.found >= $4::bigint"))),
            Map.entry(
                    "R04",
                    List.of(query(
                            places(
                                    ADDRESSED + " AND t.idx <> ALL ($6::bigint[])",
                                    "t.actor_id",
                                    "preceding IS NULL OR preceding <= occurred_at - $4::bigint * interval '1 day'"),
                            FROM_NETWORK,
                            "SELECT 0 AS found",
                            "CASE WHEN c.network IN (SELECT " + PLACE.formatted("h")
                                    + " FROM (SELECT h.client_ip FROM"
                                    + " trail h WHERE " + BEFORE + SAME_ACTOR + "AND h.client_ip IS NOT NULL" + IN_DAYS
                                    + NEWEST + "100) h) THEN false WHEN (SELECT true FROM trail h WHERE " + BEFORE
                                    + SAME_ACTOR
                                    + " AND h.occurred_at > c.occurred_at - greatest($4::bigint, $5::bigint + 30) * interval '1 day'"
                                    + " AND h.received_at > c.occurred_at - (greatest($4::bigint, $5::bigint + 30) + 1) * interval '1 day'"
                                    + " AND h.occurred_at <= c.occurred_at - $5::bigint * interval '1 day'" + NEWEST
                                    + "1) IS NULL THEN false ELSE NOT EXISTS (SELECT FROM (SELECT h.actor_id, h.outcome"
                                    + " FROM (" + RANGES + ") r CROSS JOIN LATERAL (SELECT h.actor_id, h.outcome"
                                    + " FROM trail h WHERE " + BEFORE + "h.client_ip >= host(r.range)::inet AND"
                                    + " h.client_ip <= host(broadcast(r.range))::inet" + IN_DAYS
                                    + " LIMIT 20000) h LIMIT 20000) h WHERE " + SAME_ACTOR
                                    + ") AND c.network NOT IN (SELECT "
                                    + PLACE.formatted("h")
                                    + " FROM (SELECT DISTINCT h.client_ip FROM (SELECT h.client_ip FROM"
                                    + " trail h WHERE " + BEFORE + SAME_ACTOR + "AND h.client_ip IS NOT NULL" + IN_DAYS
                                    + NEWEST + "20000) h) h) END"))),
            Map.entry(
                    "R05",
                    List.of(query(
                            places(
                                    "t.actor_type IN ('identity', 'user', 'service') AND t.client_ip IS NOT NULL AND"
                                            + " t.parsed AND t.idx = ANY ($6::bigint[])",
                                    GIVEN,
                                    "following IS NULL"),
                            FROM_NETWORK,
                            "SELECT count(*) AS found, bool_or(i.place = c.network) AS is_here, bool_or(i.is_use) AS is_used"
                                    + " FROM (" + TokenHistory.ISSUANCES + ") i",
                            "h.found > 0 AND NOT h.is_here AND (c.actor_type <> 'service' OR h.is_used)",
                            GIVEN))),
            Map.entry(
                    "R06",
                    List.of(query(
                            entries(READS.formatted("t") + " AND t.actor_id IS NOT NULL", "t.actor_id", SOME)
                                    + SECRETS_READ,
                            ACTOR,
                            "SELECT count(DISTINCT h.secret_id) AS found FROM reads h WHERE h.actor_id = c.actor_id AND"
                                    + " h.idx <= c.idx AND h.occurred_at > c.occurred_at - $5::bigint * interval '1 second'"
                                    + " AND h.occurred_at <= c.occurred_at + interval '2 minutes'",
                            "h.found >= $4::bigint"))),
            Map.entry(
                    "R09",
                    List.of(query(
                            entries(
                                    SUCCESS
                                            + " AND t.client_ip IS NOT NULL AND t.parsed AND t.idx = ANY ($6::bigint[]) AND"
                                            + " t.name NOT IN (" + TokenHistory.TOKEN_ENDS + ")",
                                    "t.actor_id, " + GIVEN,
                                    "following IS NULL"),
                            ACTOR,
                            "SELECT 1 AS found",
                            "(" + TokenHistory.TOKEN_ENDED + ") OR (" + TokenHistory.ALL_TOKENS_ENDED + ") OR ("
                                    + TokenHistory.DISABLED + ")",
                            GIVEN))),
            Map.entry("R06.job", List.of(BaselineStore.UNUSUAL)),
            Map.entry(
                    "R10",
                    List.of(query(
                            entries(
                                    SUCCESS,
                                    "t.actor_id",
                                    "preceding IS NULL OR preceding <= occurred_at - $4::bigint * interval '1 day'"),
                            ACTOR,
                            "SELECT 1 AS found",
                            "CASE WHEN (SELECT true FROM trail h WHERE " + BEFORE + SAME_ACTOR + IN_DAYS + NEWEST
                                    + "1) THEN false ELSE (SELECT true FROM trail h WHERE " + BEFORE + SAME_ACTOR
                                    + NEWEST + "1) END"))),
            Map.entry(
                    "R14",
                    List.of(query(
                            entries(
                                    "t.name IN ('audit-logs-exported', 'audit-log-exported') AND " + SUCCESS,
                                    "t.actor_id",
                                    "true"),
                            ACTOR,
                            "SELECT count(*) AS found FROM trail h WHERE " + BEFORE + SAME_ACTOR + "AND h.name = c.name"
                                    + IN_DAYS,
                            "true"))),
            Map.entry(
                    "R11",
                    List.of(query(
                            entries(
                                            "t.name IN ('approval-request-review', 'secret-approval-request-review')"
                                                    + " AND t.metadata ->> 'status' = 'approved' AND " + SUCCESS,
                                            "t.actor_id",
                                            "true")
                                    + JOINS,
                            ACTOR,
                            "SELECT count(*) AS found FROM joined h WHERE " + BEFORE
                                    + "c.actor_id IN (h.metadata ->> 'identityId', h.metadata ->> 'userId')"
                                    + " AND h.occurred_at <= c.occurred_at" + IN_WINDOW,
                            "h.found > 0"))),
            Map.entry(
                    "R16",
                    List.of(query(
                            entries(READS.formatted("t") + " AND t.actor_id IS NOT NULL", "t.actor_id", "true")
                                    + GRANTS,
                            ACTOR,
                            "SELECT count(*) AS found FROM granted h WHERE " + BEFORE + SAME_ACTOR
                                    + "AND h.project_id = c.project_id AND c.actor_id IN (h.metadata ->> 'identityId',"
                                    + " h.metadata ->> 'userId') AND h.occurred_at <= c.occurred_at" + IN_WINDOW,
                            "h.found > 0"))),
            Map.entry(
                    "R17",
                    List.of(query(
                            places(
                                    ADDRESSED,
                                    "t.actor_id",
                                    "preceding IS NULL OR preceding <= occurred_at - $5::bigint * interval '1 second'"),
                            ACTOR,
                            "SELECT count(DISTINCT " + PLACE.formatted("h")
                                    + ") AS found FROM (SELECT DISTINCT h.client_ip FROM (SELECT h.client_ip FROM"
                                    + " trail h WHERE " + UP_TO + SAME_ACTOR + "AND h.client_ip IS NOT NULL" + IN_WINDOW
                                    + NEWEST + "1000) h) h",
                            "h.found >= $4::bigint"))),
            Map.entry(
                    "R18",
                    List.of(query(
                            entries(
                                    "t.name LIKE 'login-identity-%' AND t.outcome = 'success' AND t.metadata ->>"
                                            + " 'idTokenId' IS NOT NULL",
                                    "t.actor_id", "true"),
                            ACTOR,
                            "SELECT 1 AS found FROM trail h WHERE " + BEFORE
                                    + "h.metadata ->> 'idTokenId' = c.metadata ->> 'idTokenId' AND h.metadata ->>"
                                    + " 'idTokenId' IS NOT NULL AND h.issuer IS NOT DISTINCT FROM c.issuer AND h.name ="
                                    + " c.name AND h.outcome = 'success' AND h.received_at > c.received_at - interval"
                                    + " '31 days' LIMIT 1",
                            "true"))),
            Map.entry(
                    "R19",
                    List.of(query(
                            entries("t.name LIKE 'delete-%' AND " + SUCCESS, "t.actor_id", SOME),
                            ACTOR,
                            "SELECT sum(greatest(1, (SELECT count(*) FROM trail_secret s WHERE s.org = h.org AND s.idx ="
                                    + " h.idx AND s.received_at = h.received_at))) AS found FROM (SELECT h.* FROM trail h"
                                    + " WHERE " + UP_TO + SAME_ACTOR + "AND h.name LIKE 'delete-%'" + IN_WINDOW + NEWEST
                                    + "$4::bigint) h",
                            "h.found >= $4::bigint"))));

    private HistoryQueries() {}

    /** Whether the rule, or the question of a rule, compares entries with those before. */
    static boolean has(String rule) {
        return QUERIES.containsKey(rule);
    }

    /** None for a rule that does not look back. */
    static List<String> of(String rule) {
        return QUERIES.getOrDefault(rule, List.of());
    }

    /** What is rare is looked for by its names, not among all that an actor does. */
    private static String rare(String table, String names) {
        return ", " + table + " AS MATERIALIZED (SELECT h.* FROM trail h WHERE h.org = $1 AND h.idx < $3"
                + " AND h.name IN (" + names + ") AND h.outcome = 'success'"
                + " AND h.occurred_at > (SELECT min(occurred_at) FROM c) - $5::bigint * interval '1 second'"
                + " AND h.occurred_at <= (SELECT max(occurred_at) FROM c)"
                + " AND h.received_at > (SELECT min(occurred_at) FROM c) - $5::bigint * interval '1 second' - interval '10 minutes'"
                + NEWEST + "1000)";
    }

    /** As many refusals as are needed, and no more: each counts once at least. */
    private static String refusals(String subject, String condition, String same) {
        return query(
                entries("t.outcome = 'denied' AND " + condition, "t.actor_id", "true"),
                subject,
                "SELECT sum(weight) AS found FROM (SELECT " + WEIGHT + " AS weight FROM trail h WHERE " + UP_TO + same
                        + " AND h.outcome = 'denied'" + IN_WINDOW + NEWEST + "$4::bigint) h",
                "h.found >= $4::bigint");
    }

    /** Those of the stretch that the rule is about; of each group those that are worth a look at the past. */
    private static String entries(String condition, String group, String worth) {
        return "WITH numbers AS (SELECT $4::bigint, $5::bigint), "
                + entries(condition, group, worth, NETWORK.formatted("t"));
    }

    /** As {@link #entries}, of each group and network; with the networks that belong together in {@code lists}. */
    private static String places(String condition, String group, String worth) {
        return "WITH numbers AS (SELECT $4::bigint, $5::bigint, $6::bigint[], $7::text[]), lists AS MATERIALIZED ("
                + "SELECT l.name, network(l.range::inet) AS range FROM unnest($8::text[], $9::text[]) AS l (name, range)), "
                + entries(condition, group + ", " + PLACE.formatted("t"), worth, PLACE.formatted("t"));
    }

    private static String entries(String condition, String group, String worth, String network) {
        return "c AS MATERIALIZED (SELECT * FROM (SELECT t.org, t.idx,"
                + " t.occurred_at, t.received_at, t.name, t.actor_type, t.actor_id, t.project_id, t.client_ip, t.issuer,"
                + " t.metadata, " + IDENTITY.formatted("t") + " AS identity, " + network
                + " AS network, row_number() OVER w AS position, lag(t.occurred_at) OVER w AS preceding,"
                + " lead(t.occurred_at) OVER w AS following, %TOKEN% AS token FROM trail t WHERE t.org = $1 AND t.idx >= $2 AND"
                + " t.idx < $3 AND " + condition + " WINDOW w AS (PARTITION BY " + group + " ORDER BY t.idx)) t WHERE "
                + worth + ")";
    }

    private static String query(String entries, String subject, String history, String condition) {
        return query(entries, subject, history, condition, "NULL::text");
    }

    private static String query(String entries, String subject, String history, String condition, String token) {
        return entries.replace("%TOKEN%", token) + " SELECT c.idx, c.occurred_at, " + subject
                + " AS subject, h.found, c.name, host(c.client_ip) AS address FROM c CROSS JOIN LATERAL (" + history
                + ") h WHERE " + condition + " ORDER BY c.idx";
    }
}
