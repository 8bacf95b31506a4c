package dev.claviger.audit.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.audit.Rows;
import dev.claviger.testkit.RealEngines;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Shows how PostgreSQL finds entries among several hundred thousand, and that no search reads the whole log. Takes a minute and is not run
 * with the tests: {@code ./mvnw -pl audit-service verify -Dtest=SearchPlans}.
 */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
class SearchPlans {
    private static final int ENTRIES = 400_000;
    private static final UUID ORG = UUID.fromString("7f1c2f0e-5a53-4f0e-9a43-0d8f6f6f3c11");
    private static final Pattern PARAMETER = Pattern.compile("\\$([0-9]+)");
    private static final Pattern TIME = Pattern.compile("Execution Time: ([0-9.]+) ms");

    @Test
    void show() throws SQLException {
        Rows.execute("""
            INSERT INTO trail (received_at, org, idx, event_id, occurred_at, name, outcome, actor_type, actor_id, project_id,
                environment, secret_path, pipeline_id, job_id, request_id, user_agent_type, metadata, producer, boot_id, seq,
                parsed, event, issuer, gitlab_project_id, gitlab_project_path, sha, ref, runner_id, gitlab_user_id,
                gitlab_user, client_ip)
            SELECT at, '%1$s', n, md5('e' || n)::uuid, at, CASE WHEN n %% 5000 = 0 THEN 'update-project-role' ELSE 'get-secret' END,
                CASE WHEN n %% 400 = 0 THEN 'denied' ELSE 'success' END, 'identity', 'actor' || n %% 300, 'project' || n %% 50,
                CASE n %% 3 WHEN 0 THEN 'prod' WHEN 1 THEN 'staging' ELSE 'dev' END, '/app' || n %% 40, (n / 40)::text, (n / 8)::text,
                'r' || n, 'cli', '{}', 'vault-service', md5('b')::uuid, n, true, decode(repeat('ab', 900), 'hex'),
                'https://gitlab.example.com', (n %% 200)::text, 'acme/p' || n %% 200, encode(sha256(((n / 40)::text)::bytea), 'hex'),
                CASE WHEN n %% 10 < 8 THEN 'main' ELSE 'feature/' || n / 1000 END, (n %% 25)::text, (n %% 150)::text,
                'user' || n %% 150, ('10.' || n %% 4 || '.' || n %% 200 || '.' || n %% 250)::inet
            FROM (SELECT n, now() - make_interval(secs => (%2$d - n) * 2) AS at FROM generate_series(0, %2$d - 1) AS n) AS s
            """.formatted(ORG, ENTRIES));
        Rows.execute("""
            INSERT INTO trail_secret (received_at, org, idx, position, event_id, secret_id, key, version, environment, secret_path,
                occurred_at)
            SELECT received_at, org, idx, 0, event_id, md5('s' || CASE WHEN idx %% 2 = 0 THEN 0 ELSE idx %% 3000 END)::uuid,
                'KEY' || CASE WHEN idx %% 2 = 0 THEN 0 ELSE idx %% 3000 END, 1 + (idx / 50000)::integer, environment, secret_path, occurred_at
            FROM trail WHERE org = '%s'
            """.formatted(ORG));
        Rows.execute("ANALYZE trail; ANALYZE trail_secret");
        String secret = Rows.find("SELECT md5('s1501')::uuid").getFirst().toString();
        String hot = Rows.find("SELECT md5('s0')::uuid").getFirst().toString();
        explain("everything", Map.of());
        explain("rare event name", Map.of("eventType", "update-project-role"));
        explain("denied", Map.of("outcome", "denied"));
        explain("commit", Map.of("sha", commit()));
        explain("commit, cut short", Map.of("sha", commit().substring(0, 8)));
        explain("runner", Map.of("runnerId", "7"));
        explain("common ref", Map.of("ref", "main"));
        explain("rare ref", Map.of("ref", "feature/17"));
        explain("person", Map.of("gitlabUser", "user17"));
        explain("GitLab project", Map.of("gitlabProjectPath", "acme/p17"));
        explain("address", Map.of("ipAddress", "10.1.17.17"));
        explain("network", Map.of("ipAddress", "10.1.17.0/24"));
        explain("secret", Map.of("secretId", secret));
        explain("secret in half of all entries", Map.of("secretId", hot));
        explain("version of a secret", Map.of("secretId", hot, "secretVersion", "2"));
        explain("name of a secret", Map.of("secretKey", "KEY1501"));
        explain("identity in a project", Map.of("actor", "actor17", "projectId", "project17"));
        explain("environment and path", Map.of("environment", "prod", "secretPath", "/app39"));
    }

    private static String commit() {
        return Rows.find("SELECT sha FROM trail WHERE org = ? AND idx = 77777", ORG.toString())
                .getFirst()
                .toString();
    }

    private static void explain(String what, Map<String, String> conditions) throws SQLException {
        AuditLogParams params = new AuditLogParams();
        assertThat(params.set(conditions)).isEmpty();
        Instant now = Clock.systemUTC().instant();
        params.startDate = now.minus(Duration.ofDays(60)).toString();
        params.endDate = now.toString();
        Where where = Where.newestFirst(ORG, Filter.of(params, ORG, Filter.Span.SEARCH, Clock.systemUTC()));
        String sql = "EXPLAIN (ANALYZE, BUFFERS) SELECT t.event FROM " + where.from() + " WHERE " + where.sql()
                + " ORDER BY " + where.order() + " LIMIT 20";
        var _ = run(sql, where.values());
        List<String> plan = run(sql, where.values());
        String text = String.join("\n", plan);
        Matcher time = TIME.matcher(text);
        System.out.printf("%nPLAN %s: %s ms%n", what, time.find() ? time.group(1) : "?");
        plan.stream()
                .filter(line -> line.contains("Scan") || line.contains("Join") || line.contains("Sort"))
                .filter(line -> !line.contains("never executed"))
                .forEach(line -> System.out.println("     " + line));
        assertThat(text).as(what).doesNotContainPattern("Seq Scan on trail_[0-9s][^\n]*actual[^\n]*rows=[1-9]");
    }

    private static List<String> run(String sql, List<Object> values) throws SQLException {
        String whole = PARAMETER
                .matcher(sql)
                .replaceAll(
                        place -> Matcher.quoteReplacement(literal(values.get(Integer.parseInt(place.group(1)) - 1))));
        try (Connection connection = RealEngines.connectAsSuperuser("audit");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(whole)) {
            List<String> lines = new ArrayList<>();
            while (rows.next()) {
                lines.add(rows.getString(1));
            }
            return lines;
        }
    }

    private static String literal(Object value) {
        return switch (value) {
            case Number number -> number.toString();
            case String[] texts -> "'{" + String.join(",", texts) + "}'";
            default -> "'" + value.toString().replace("'", "''") + "'";
        };
    }
}
