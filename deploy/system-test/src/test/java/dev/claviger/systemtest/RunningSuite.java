package dev.claviger.systemtest;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.claviger.local.suite.Suite;
import dev.claviger.local.suite.SuiteOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The suite that all tests share, with the organisation that bootstrap made: processes of this machine, or the images
 * ({@link ComposedSuite}). With the images, a test is skipped when it asks for the processes.
 */
final class RunningSuite {
    static final Duration LONG = Duration.ofSeconds(90);

    /** Without a heartbeat for this long, services ask auth-service about tokens. */
    static final Duration SILENCE = Duration.ofSeconds(5);

    static final String PASSWORD = "Canary-password-" + UUID.randomUUID();

    private RunningSuite() {}

    /** Those that are started when first asked for. */
    private static final class Processes {
        private static final Path DATA = temporary();
        private static final Suite SUITE = start();

        private Processes() {}
    }

    private static final class First {
        private static final JsonNode ANSWER = bootstrap();

        private First() {}
    }

    /** The processes, to stop and start them and to look inside. */
    static Suite suite() {
        assumeFalse(ComposedSuite.wanted(), "needs the suite as processes of this machine");
        return Processes.SUITE;
    }

    /** Where there are processes. */
    static Optional<Suite> processes() {
        return ComposedSuite.wanted() ? Optional.empty() : Optional.of(suite());
    }

    static Path data() {
        assumeFalse(ComposedSuite.wanted(), "needs the suite as processes of this machine");
        return Processes.DATA;
    }

    /** Where clients reach the suite: its edge. */
    static String url() {
        return ComposedSuite.wanted() ? ComposedSuite.shared().url() : suite().url();
    }

    static Api nobody() {
        String url = url(); // first, because it says what clients trust
        return new Api(url, "");
    }

    static Api admin() {
        Api nobody = nobody();
        return nobody.as(
                First.ANSWER.path("identity").path("credentials").path("token").asText());
    }

    static String organization() {
        var _ = nobody();
        return First.ANSWER.path("organization").path("id").asText();
    }

    /** A new project of the administrator; returns its id. */
    static String newProject() {
        String name = "p" + UUID.randomUUID().toString().substring(0, 8);
        return admin().post("/api/v1/projects", Map.of("projectName", name))
                .expect(200)
                .path("project")
                .path("id")
                .asText();
    }

    static void write(String project, String environment, String path, String key, String value) {
        var _ = admin().post(
                        "/api/v4/secrets/" + key,
                        Map.of(
                                "projectId", project,
                                "environment", environment,
                                "secretPath", path,
                                "secretValue", value))
                .expect(200);
    }

    static String readPath(String project, String key) {
        return "/api/v3/secrets/raw/%s?workspaceId=%s&environment=dev".formatted(key, project);
    }

    /** All entries of the audit log since the suite started that fit the query, each as often as it stands there. */
    static List<JsonNode> log(String query) {
        List<JsonNode> entries = new ArrayList<>();
        for (int offset = 0; ; offset += 1000) {
            JsonNode page = admin().get("/api/v1/organization/audit-logs?limit=1000&offset=" + offset + "&" + query)
                    .expect(200)
                    .path("auditLogs");
            page.forEach(entries::add);
            if (page.size() < 1000) {
                return entries;
            }
        }
    }

    static void awaitAnswering() {
        await().atMost(LONG).until(() -> admin().get("/api/v1/projects").status() == 200);
    }

    private static Suite start() {
        Suite suite = Suite.start(SuiteOptions.in(Processes.DATA)
                .withGitLab()
                .notDurable()
                .tellTrouble(trouble -> {})
                .setting("CLAVIGER_PRINCIPALS_SILENCE", SILENCE.toString())
                .setting("CLAVIGER_AUTH_SERVICE_SIGNING_KEYS_ROTATE_AFTER", "PT10S")
                .setting("CLAVIGER_AUTH_SERVICE_SIGNING_KEYS_PUBLISH_AHEAD", "PT5S")
                .setting("CLAVIGER_AUTH_SERVICE_SIGNING_KEYS_RELOAD_INTERVAL", "PT1S")
                .setting("CLAVIGER_TRACING_ENDPOINT", TraceCollector.shared().url())
                .setting("CLAVIGER_TRACING_RATIO", "0") // only what a test marks
                .setting("CLAVIGER_TRACING_FOLLOW_CALLERS", "true")
                .setting("CLAVIGER_TRACING_INTERVAL", "PT0.2S"));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            suite.close();
            remove(Processes.DATA);
        }));
        return suite;
    }

    private static JsonNode bootstrap() {
        return nobody().post(
                        "/api/v1/admin/bootstrap",
                        Map.of("email", "admin@example.com", "password", PASSWORD, "organization", "System Test"))
                .expect(200);
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("claviger-system-test");
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    private static void remove(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException gone) {
            // the operating system clears what is left of a temporary folder
        }
    }
}
