package dev.claviger.systemtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A login of a real PostgreSQL server is rotated by the running suite, and whoever reads its secret gets in at every moment. */
class SecretRotationTest {
    private static final String DATABASE = "sync";
    private static final int ROTATIONS = 5;

    private final String mark = UUID.randomUUID().toString().substring(0, 8);
    private final String blue = "blue_" + mark;
    private final String green = "green_" + mark;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final List<String> refused = new ArrayList<>();
    private String project = "";

    @BeforeEach
    void prepare() throws SQLException {
        try (Connection server = RunningSuite.suite().engines().postgres().connectAsSuperuser(DATABASE);
                Statement sql = server.createStatement()) {
            for (String role : List.of(blue, green, "rotator_" + mark)) {
                boolean _ = sql.execute("CREATE ROLE %s LOGIN PASSWORD 'nobody-knows'".formatted(role));
                boolean _ = sql.execute("GRANT CONNECT ON DATABASE %s TO %s".formatted(DATABASE, role));
            }
            boolean _ = sql.execute("ALTER ROLE rotator_%s CREATEROLE".formatted(mark));
            boolean _ = sql.execute("GRANT %s, %s TO rotator_%s WITH ADMIN OPTION, INHERIT FALSE, SET FALSE"
                    .formatted(blue, green, mark));
        }
        project = RunningSuite.newProject();
        nameIdentity();
    }

    @AfterEach
    void stop() {
        stopped.set(true);
        threads.shutdownNow();
    }

    @Test
    void readers_getInBeforeDuringAndAfter() throws Exception {
        String rotation = create();
        Future<?> reader = threads.submit(this::readAndLogIn);
        await().atMost(RunningSuite.LONG).until(() -> !seen.isEmpty());

        for (int number = 1; number <= ROTATIONS; number++) {
            JsonNode rotated = RunningSuite.admin()
                    .post(route(rotation) + "/rotate-secrets", Map.of())
                    .expect(200);
            assertThat(rotated.at("/secretRotation/activeIndex").asInt()).isEqualTo(number % 2);
            assertThat(rotated.at("/secretRotation/rotationStatus").asText()).isEqualTo("success");
            int soFar = number;
            await().atMost(RunningSuite.LONG).until(() -> seen.size() > soFar);
        }
        stopped.set(true);
        var _ = reader.get();

        assertThat(refused).isEmpty();
        assertThat(seen).hasSize(ROTATIONS + 1);
        assertThat(logs()).doesNotContain(seen.toArray(String[]::new));
        handsOff();
        revoke(rotation);
    }

    private void handsOff() {
        String answer = RunningSuite.admin()
                .patch("/api/v4/secrets/DB_PASSWORD", place(Map.of("secretValue", "by hand")))
                .expect(400)
                .path("message")
                .asText();
        assertThat(answer).contains("/api/v2/secret-rotations");
    }

    private void revoke(String rotation) {
        Map<String, String> last = read();
        var _ = RunningSuite.admin()
                .delete(route(rotation) + "?deleteSecrets=true&revokeGeneratedCredentials=true", Map.of())
                .expect(200);

        await().atMost(RunningSuite.LONG).until(() -> !logsIn(last));
        assertThat(read()).isEmpty();
    }

    private void readAndLogIn() {
        while (!stopped.get()) {
            Map<String, String> secrets = read();
            if (logsIn(secrets)) {
                seen.add(secrets.getOrDefault("DB_PASSWORD", ""));
            } else {
                refused.add(secrets.getOrDefault("DB_USERNAME", ""));
            }
        }
    }

    private Map<String, String> read() {
        Map<String, String> secrets = new LinkedHashMap<>();
        RunningSuite.admin()
                .get("/api/v4/secrets?projectId=%s&environment=dev&secretPath=/".formatted(project))
                .expect(200)
                .path("secrets")
                .forEach(each -> secrets.put(
                        each.path("secretKey").asText(),
                        each.path("secretValue").asText()));
        return secrets;
    }

    private static boolean logsIn(Map<String, String> secrets) {
        String url = "jdbc:postgresql://127.0.0.1:%d/%s?sslmode=disable&gssEncMode=disable"
                .formatted(RunningSuite.suite().engines().postgres().port(), DATABASE);
        try (Connection open = DriverManager.getConnection(
                url, secrets.getOrDefault("DB_USERNAME", ""), secrets.getOrDefault("DB_PASSWORD", ""))) {
            return open.isValid(5);
        } catch (SQLException no) {
            return false;
        }
    }

    private String create() {
        return RunningSuite.admin()
                .post(
                        "/api/v2/secret-rotations/postgres-credentials",
                        place(Map.of(
                                "name",
                                "rotation-" + mark,
                                "connectionId",
                                connection(),
                                "rotationInterval",
                                30,
                                "parameters",
                                Map.of("username1", blue, "username2", green),
                                "secretsMapping",
                                Map.of("username", "DB_USERNAME", "password", "DB_PASSWORD"))))
                .expect(200)
                .at("/secretRotation/id")
                .asText();
    }

    private String connection() {
        return RunningSuite.admin()
                .post(
                        "/api/v1/app-connections/postgres",
                        Map.of(
                                "name",
                                "db-" + mark,
                                "method",
                                "username-and-password",
                                "credentials",
                                Map.of(
                                        "host",
                                        "127.0.0.1",
                                        "port",
                                        RunningSuite.suite()
                                                .engines()
                                                .postgres()
                                                .port(),
                                        "database",
                                        DATABASE,
                                        "username",
                                        "rotator_" + mark,
                                        "password",
                                        "nobody-knows",
                                        "sslEnabled",
                                        false)))
                .expect(200)
                .at("/appConnection/id")
                .asText();
    }

    /** It may write rotated secrets, and read none. */
    private void nameIdentity() {
        String identity = RunningSuite.admin()
                .post(
                        "/api/v1/identities",
                        Map.of("name", "rotator", "organizationId", RunningSuite.organization(), "role", "no-access"))
                .expect(200)
                .at("/identity/id")
                .asText();
        String login = "/api/v1/auth/universal-auth/identities/" + identity;
        String clientId = RunningSuite.admin()
                .post(login, Map.of())
                .expect(200)
                .at("/identityUniversalAuth/clientId")
                .asText();
        String clientSecret = RunningSuite.admin()
                .post(login + "/client-secrets", Map.of())
                .expect(200)
                .path("clientSecret")
                .asText();
        var _ = RunningSuite.admin()
                .post(
                        "/api/v1/projects/%s/roles".formatted(project),
                        Map.of(
                                "slug",
                                "rotates",
                                "name",
                                "Rotates",
                                "permissions",
                                List.of(
                                        Map.of("subject", "secret-rotation", "action", List.of("rotate-secrets")),
                                        Map.of("subject", "secrets", "action", List.of("create", "edit", "delete")))))
                .expect(200);
        var _ = RunningSuite.admin()
                .post(
                        "/api/v2/workspace/%s/identity-memberships/%s".formatted(project, identity),
                        Map.of("role", "rotates"))
                .expect(200);
        String body = "{\"clientId\":\"%s\",\"clientSecret\":\"%s\"}".formatted(clientId, clientSecret);
        var _ = RunningSuite.admin().raw("PUT", "/api/x/sync-identity", body).expect(200);
    }

    private Map<String, Object> place(Map<String, Object> more) {
        Map<String, Object> body = new LinkedHashMap<>(more);
        body.put("projectId", project);
        body.put("environment", "dev");
        body.put("secretPath", "/");
        return body;
    }

    private static String route(String rotation) {
        return "/api/v2/secret-rotations/postgres-credentials/" + rotation;
    }

    /** Those of services, and of Kafka, which are no text. */
    private static String logs() {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(RunningSuite.data())) {
            for (Path log :
                    files.filter(file -> file.toString().endsWith(".log")).toList()) {
                all.append(Files.readString(log, StandardCharsets.ISO_8859_1));
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return all.toString();
    }
}
