package dev.claviger.drills;

import com.fasterxml.jackson.databind.JsonNode;
import dev.claviger.local.client.ApiClient;
import dev.claviger.local.client.FirstUser;
import dev.claviger.local.suite.Suite;
import dev.claviger.local.suite.SuiteOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A suite of its own with an organisation, gone with all its data when it is closed. */
record Stage(Suite suite, Path data, Client client) implements AutoCloseable {
    private static final int PAGE = 1000;

    /** More than a drill takes, and than its clocks differ. */
    private static final Duration SKEW = Duration.ofHours(2);

    private static final long POLL_NANOS = 250_000_000;

    /** @param data an empty folder */
    static Stage open(Path data) {
        Suite suite = Suite.start(SuiteOptions.in(data).tellTrouble(expected -> {}));
        FirstUser first = FirstUser.create(
                        ApiClient.of(suite.url()), "Drills", "drills@example.com", "password-" + UUID.randomUUID())
                .orElseThrow();
        return new Stage(suite, data, new Client(first.token()));
    }

    static Path temporary() {
        try {
            return Files.createTempDirectory("claviger-drill");
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    String vault() {
        return suite.vault().url();
    }

    String newProject() {
        return ask("POST", "/api/v1/projects", Map.of("projectName", "drill-" + UUID.randomUUID()))
                .at("/project/id")
                .asText();
    }

    void write(String project, String key, String value) {
        var _ = ask(
                "POST",
                "/api/v4/secrets/" + key,
                Map.of("projectId", project, "environment", "dev", "secretPath", "/", "secretValue", value));
    }

    String secretId(String project, String key) {
        return ask("GET", readUrl("", project, key), null).at("/secret/id").asText();
    }

    String value(String project, String key) {
        return ask("GET", readUrl("", project, key), null)
                .at("/secret/secretValue")
                .asText();
    }

    static String readUrl(String base, String project, String key) {
        return base + "/api/v3/secrets/raw/%s?workspaceId=%s&environment=dev".formatted(key, project);
    }

    /** Something for the log of the organisation, and something for that of the platform: a refusal of nobody we know. */
    void stir(String project, String key) {
        var _ = value(project, key);
        var _ = new Client("nonsense").get(readUrl(suite.url(), project, key), "onlooker-" + UUID.randomUUID());
    }

    /** All values of a secret, the oldest first. */
    List<String> versions(String secretId) {
        List<String> values = new ArrayList<>();
        for (int offset = 0; ; offset += 100) {
            JsonNode page = ask(
                            "GET",
                            "/api/v1/secret/%s/secret-versions?limit=100&offset=%d".formatted(secretId, offset),
                            null)
                    .path("secretVersions");
            page.forEach(version -> values.add(version.path("secretValue").asText()));
            if (page.isEmpty()) {
                return values.reversed();
            }
        }
    }

    /** The requests of the drill that stand in the log under that event, each as often as it stands there; also by clocks that are ahead. */
    List<String> logged(String project, String event) {
        Instant now = Instant.now();
        List<String> requests = new ArrayList<>();
        for (int offset = 0; ; offset += PAGE) {
            JsonNode page = ask(
                            "GET",
                            "/api/v1/organization/audit-logs?limit=%d&offset=%d&eventType=%s&projectId=%s&startDate=%s&endDate=%s"
                                    .formatted(PAGE, offset, event, project, now.minus(SKEW), now.plus(SKEW)),
                            null)
                    .path("auditLogs");
            page.forEach(entry -> requests.add(entry.path("requestId").asText()));
            if (page.size() < PAGE) {
                return requests.stream()
                        .filter(request -> request.startsWith(Traffic.PREFIX))
                        .toList();
            }
        }
    }

    /** A question of whoever looks on, asked until it is answered; the drill may not be quite over. */
    private JsonNode ask(String method, String path, @Nullable Map<String, ?> body) {
        Client.Answer answer = client.send(method, suite.url() + path, body, "onlooker-" + UUID.randomUUID());
        for (int tries = 0; answer.status() != 200 && tries < 200; tries++) {
            LockSupport.parkNanos(POLL_NANOS);
            answer = client.send(method, suite.url() + path, body, "onlooker-" + UUID.randomUUID());
        }
        if (answer.status() != 200) {
            throw new IllegalStateException(
                    "%s %s is answered with %d %s".formatted(method, path, answer.status(), answer.text()));
        }
        return answer.body();
    }

    @Override
    public void close() {
        suite.close();
        try (Stream<Path> files = Files.walk(data)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException gone) {
            // the operating system clears what is left of a temporary folder
        }
    }
}
