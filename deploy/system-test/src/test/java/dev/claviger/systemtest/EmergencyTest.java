package dev.claviger.systemtest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.claviger.local.gitlab.PipelineKind;
import dev.claviger.local.gitlabapi.GitLabApi;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A job leaks what it has: its blast radius, the plan, the rotation, the login that is dead, the variable that changed, and the report. */
class EmergencyTest {
    private static final String DATABASE = "sync";

    private final GitLabApi gitlab = RunningSuite.suite().gitlab().api();
    private final String mark = UUID.randomUUID().toString().substring(0, 8);
    private final long place = 30_000_000 + (System.nanoTime() & 0xFFFFFF);
    private final LoginServer server = new LoginServer();
    private final Jobs jobs = Jobs.ofNewProject();

    @BeforeEach
    void prepare() throws SQLException {
        try (Connection database = RunningSuite.suite().engines().postgres().connectAsSuperuser(DATABASE);
                Statement sql = database.createStatement()) {
            for (String role : List.of("blue_" + mark, "green_" + mark, "rotator_" + mark)) {
                boolean _ = sql.execute("CREATE ROLE %s LOGIN PASSWORD 'nobody-knows'".formatted(role));
                boolean _ = sql.execute("GRANT CONNECT ON DATABASE %s TO %s".formatted(DATABASE, role));
            }
            boolean _ = sql.execute("ALTER ROLE rotator_%s CREATEROLE".formatted(mark));
            boolean _ = sql.execute("GRANT blue_%1$s, green_%1$s TO rotator_%1$s WITH ADMIN OPTION, INHERIT FALSE, SET FALSE"
                    .formatted(mark));
        }
        Machine machine = Machine.in(jobs.project(), "admin");
        String body =
                "{\"clientId\":\"%s\",\"clientSecret\":\"%s\"}".formatted(machine.clientId(), machine.clientSecret());
        var _ = RunningSuite.admin().raw("PUT", "/api/x/sync-identity", body).expect(200);
        gitlab.addProject(place, "harbour/p" + place);
        var _ = RunningSuite.admin()
                .patch(
                        "/api/v2/workspace/%s/identity-memberships/%s".formatted(jobs.project(), jobs.identity()),
                        Map.of("roles", List.of(Map.of("role", "member"))))
                .expect(200);
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void leakOfAJob_isContained_andTheReportShowsIt() throws Exception {
        rotate();
        sync();
        jobs.store("API_KEY", "static-" + mark);
        String idToken = RunningSuite.suite().gitlab().idTokens().issue(PipelineKind.PROTECTED_ENVIRONMENT, Jobs.AUDIENCE);
        Api job = login(idToken);
        Map<String, String> leaked = read(job);
        JsonNode lease = lease(job);
        assertThat(logsIn(lease)).isTrue();
        assertThat(logsIn(leaked)).isTrue();
        assertThat(leaked).containsKeys("DB_USERNAME", "DB_PASSWORD", "API_KEY");

        String emergency = plan(claim(idToken, "job_id"));
        await().atMost(RunningSuite.LONG)
                .untilAsserted(() -> assertThat(states(emergency)).containsEntry("rotate", "done").containsEntry("end-lease", "done"));
        assertThat(logsIn(leaked)).isFalse();
        assertThat(logsIn(lease)).isFalse();
        replace(emergency);
        await().atMost(RunningSuite.LONG)
                .untilAsserted(() ->
                        assertThat(states(emergency)).containsEntry("sync", "done"));

        assertThat(variable("API_KEY")).isEqualTo("fresh-" + mark);
        assertThat(variable("DB_PASSWORD")).isNotEqualTo(leaked.get("DB_PASSWORD"));
        close(emergency);
    }

    private void rotate() {
        Map<String, Object> body = place(Map.of(
                "name", "rotation-" + mark,
                "connectionId", connection("postgres", "username-and-password", Map.of(
                        "host", "127.0.0.1",
                        "port", RunningSuite.suite().engines().postgres().port(),
                        "database", DATABASE,
                        "username", "rotator_" + mark,
                        "password", "nobody-knows",
                        "sslEnabled", false)),
                "rotationInterval", 30,
                "parameters", Map.of("username1", "blue_" + mark, "username2", "green_" + mark),
                "secretsMapping", Map.of("username", "DB_USERNAME", "password", "DB_PASSWORD")));
        var _ = RunningSuite.admin()
                .post("/api/v2/secret-rotations/postgres-credentials", body)
                .expect(200);
    }

    private void sync() {
        Map<String, Object> body = place(Map.of(
                "name", "to-p" + place,
                "connectionId", connection("gitlab", "access-token", Map.of(
                        "instanceUrl", RunningSuite.suite().gitlab().url(),
                        "accessToken", gitlab.projectToken(place, 40, "api"),
                        "accessTokenType", "project")),
                "syncOptions", Map.of("initialSyncBehavior", "overwrite-destination"),
                "destinationConfig", Map.of("scope", "project", "projectId", String.valueOf(place))));
        var _ = RunningSuite.admin().post("/api/v1/secret-syncs/gitlab", body).expect(200);
    }

    private String connection(String app, String method, Map<String, Object> credentials) {
        return RunningSuite.admin()
                .post(
                        "/api/v1/app-connections/" + app,
                        Map.of("name", app + "-" + mark, "method", method, "credentials", credentials))
                .expect(200)
                .at("/appConnection/id")
                .asText();
    }

    private boolean logsIn(JsonNode lease) {
        return server.logsIn(
                lease.at("/data/DB_USERNAME").asText(),
                lease.at("/data/DB_PASSWORD").asText());
    }

    private JsonNode lease(Api job) {
        String slug = LoginServer.slug(jobs.project());
        Map<String, Object> definition = new LinkedHashMap<>(
                Map.of("projectSlug", slug, "environmentSlug", "dev", "path", "/", "name", "orders", "defaultTTL", "1h"));
        definition.put("provider", Map.of("type", "sql-database", "inputs", server.inputs()));
        var _ = RunningSuite.admin().post("/api/v1/dynamic-secrets", definition).expect(200);
        return job.post(
                        "/api/v1/dynamic-secrets/leases",
                        Map.of(
                                "projectSlug", slug, "environmentSlug", "dev", "path", "/", "dynamicSecretName",
                                "orders", "ttl", "1h"))
                .expect(200);
    }

    private Api login(String idToken) {
        return RunningSuite.nobody()
                .as(Clients.login(RunningSuite.nobody()
                        .post(
                                "/api/v1/auth/oidc-auth/login",
                                Map.of("identityId", jobs.identity(), "jwt", idToken))));
    }

    private Map<String, String> read(Api job) {
        Map<String, String> secrets = new LinkedHashMap<>();
        job.get("/api/v4/secrets?projectId=%s&environment=dev&secretPath=/".formatted(jobs.project()))
                .expect(200)
                .path("secrets")
                .forEach(each -> secrets.put(
                        each.path("secretKey").asText(),
                        each.path("secretValue").asText()));
        return secrets;
    }

    /** Only of this project, since the log has all that other stories do. */
    private String plan(String job) {
        Map<String, Object> blast = Map.of("jobId", job, "projectId", jobs.project());
        await().atMost(RunningSuite.LONG).until(() -> {
            JsonNode radius = RunningSuite.admin().post("/api/x/blast-radius", blast).expect(200);
            return radius.path("open").asInt() == 3 && radius.path("leases").size() == 1;
        });
        JsonNode planned = RunningSuite.admin()
                .post("/api/x/emergencies", Map.of("name", "leak " + mark, "blast", blast, "graceSeconds", 0, "start", true))
                .expect(200);
        assertThat(planned.at("/emergency/steps").findValuesAsText("kind"))
                .containsExactly("end-lease", "rotate", "replace", "sync");
        assertThat(planned.toString()).doesNotContain("static-" + mark);
        return planned.at("/emergency/id").asText();
    }

    private static JsonNode show(String emergency) {
        return RunningSuite.admin().get("/api/x/emergencies/" + emergency).expect(200);
    }

    private static Map<String, String> states(String emergency) {
        Map<String, String> states = new LinkedHashMap<>();
        show(emergency)
                .at("/emergency/steps")
                .forEach(step ->
                        states.put(step.path("kind").asText(), step.path("state").asText()));
        return states;
    }

    private void replace(String emergency) {
        String step = show(emergency).at("/emergency/steps/2/id").asText();
        String route = "/api/x/emergencies/%s/steps/%s/complete".formatted(emergency, step);
        var _ = RunningSuite.admin().post(route, Map.of("note", "new key")).expect(400);
        var _ = RunningSuite.admin()
                .patch("/api/v4/secrets/API_KEY", place(Map.of("secretValue", "fresh-" + mark)))
                .expect(200);
        await().atMost(RunningSuite.LONG)
                .until(() -> RunningSuite.admin().post(route, Map.of("note", "new key")).status() == 200);
    }

    private String variable(String key) {
        return gitlab.projectVariables(place).stream()
                .filter(each -> each.key().equals(key))
                .findFirst()
                .orElseThrow()
                .value();
    }

    private void close(String emergency) {
        JsonNode closed = RunningSuite.admin()
                .post("/api/x/emergencies/%s/close".formatted(emergency), Map.of("conclusion", "a job printed it"))
                .expect(200);
        assertThat(closed.at("/emergency/aftermath/stillNewest").asInt(-1)).isZero();
        JsonNode report = RunningSuite.admin()
                .get("/api/x/emergencies/%s/report".formatted(emergency))
                .expect(200);
        assertThat(report.path("isContained").asBoolean()).as(report.toString()).isTrue();
        JsonNode rotated = report.at("/emergency/steps/1");
        assertThat(rotated.at("/proof/confirmedBy").asText()).isEqualTo("target");
        await().atMost(RunningSuite.LONG)
                .until(() -> RunningSuite.admin().get(rotated.path("logProof").asText()).status() == 200);
    }

    private boolean logsIn(Map<String, String> secrets) {
        String url = "jdbc:postgresql://127.0.0.1:%d/%s?sslmode=disable&gssEncMode=disable"
                .formatted(RunningSuite.suite().engines().postgres().port(), DATABASE);
        try (Connection open = DriverManager.getConnection(
                url, secrets.getOrDefault("DB_USERNAME", ""), secrets.getOrDefault("DB_PASSWORD", ""))) {
            return open.isValid(5);
        } catch (SQLException no) {
            return false;
        }
    }

    private static String claim(String token, String name) throws IOException {
        byte[] payload = Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]);
        return new ObjectMapper()
                .readTree(new String(payload, UTF_8))
                .path(name)
                .asText();
    }

    private Map<String, Object> place(Map<String, Object> more) {
        Map<String, Object> body = new LinkedHashMap<>(more);
        body.put("projectId", jobs.project());
        body.put("environment", "dev");
        body.put("secretPath", "/");
        return body;
    }
}
