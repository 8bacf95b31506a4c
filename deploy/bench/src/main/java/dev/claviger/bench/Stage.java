package dev.claviger.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.claviger.local.client.ApiClient;
import dev.claviger.local.suite.Suite;
import dev.claviger.local.suite.SuiteOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A suite of its own with an organisation and its administrator, gone with all its data when it is closed.
 *
 * @param token of the administrator
 */
record Stage(Suite suite, ApiClient admin, String token, String organization, Path data) implements AutoCloseable {
    private static final int PAGE = 1000;

    static Stage open(PrintStream out) {
        Path data = temporary();
        Suite suite = Suite.start(SuiteOptions.in(data).withGitLab().tell(out::println));
        JsonNode first = ApiClient.of(suite.url())
                .post(
                        "/api/v1/admin/bootstrap",
                        Map.of("email", "bench@example.com", "password", "bench-password", "organization", "Bench"))
                .orThrow();
        String token = first.path("identity").path("credentials").path("token").asText();
        return new Stage(
                suite,
                ApiClient.of(suite.url()).with(token),
                token,
                first.path("organization").path("id").asText(),
                data);
    }

    /** A new identity without any right. */
    String identity(String name) {
        return admin.post(
                        "/api/v1/identities", Map.of("name", name, "organizationId", organization, "role", "no-access"))
                .orThrow()
                .path("identity")
                .path("id")
                .asText();
    }

    /** How many events of that kind the identity has in the log; waits up to two minutes until there are so many. */
    long awaitLogged(String identity, String event, int count) {
        long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        long logged = 0;
        while (System.nanoTime() < deadline) {
            logged = logged(identity, event);
            if (logged >= count) {
                return logged;
            }
        }
        return logged;
    }

    private long logged(String identity, String event) {
        long total = 0;
        for (int offset = 0; ; offset += PAGE) {
            Map<String, String> query = Map.of(
                    "limit",
                    String.valueOf(PAGE),
                    "offset",
                    String.valueOf(offset),
                    "actor",
                    identity,
                    "eventType",
                    event);
            int page = admin.get("/api/v1/organization/audit-logs", query)
                    .orThrow()
                    .path("auditLogs")
                    .size();
            total += page;
            if (page < PAGE) {
                return total;
            }
        }
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

    private static Path temporary() {
        try {
            return Files.createTempDirectory("claviger-bench");
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }
}
