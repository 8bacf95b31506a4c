package dev.claviger.systemtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.claviger.testkit.EventTap;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Changes reach those who follow, through the edge and over the death of a service. */
class FollowChangesTest {
    private static final int CHANGES = 50;
    private static final int WRITES = 40;
    private static final String TOPIC = "claviger.secret-changes";

    @AfterEach
    void allRunsAgain() {
        RunningSuite.processes().ifPresent(suite -> suite.vault().start());
        RunningSuite.awaitAnswering();
    }

    @Test
    void change_passesTheEdgeWithinASecond() throws Exception {
        String project = RunningSuite.newProject();
        List<Long> millis = new ArrayList<>();
        try (InputStream stream = subscribe(project)) {
            BlockingQueue<String> heard = listen(stream);
            for (int number = 0; number < CHANGES; number++) {
                long before = System.nanoTime();
                RunningSuite.write(project, "dev", "/", "KEY" + number, "v");
                awaitKey(heard, "KEY" + number);
                millis.add(Duration.ofNanos(System.nanoTime() - before).toMillis());
            }
        }

        List<Long> sorted = millis.stream().sorted().toList();
        System.out.printf(
                "change until heard through the edge, %d times, write included: p50 %d ms, p90 %d ms, p99 %d ms%n",
                CHANGES, sorted.get(24), sorted.get(44), sorted.get(49));
        assertThat(sorted.get(44)).isLessThan(1_000);
    }

    @Test
    void vaultKilled_noAcknowledgedChangeIsLost_andTheOrderStays() {
        String project = RunningSuite.newProject();
        List<String> acknowledged = new ArrayList<>();
        try (EventTap tap = EventTap.on(RunningSuite.suite().engines().kafka().bootstrapServers(), TOPIC)) {
            for (int number = 0; number < WRITES; number++) {
                if (number == WRITES / 2) {
                    RunningSuite.suite().vault().kill();
                    RunningSuite.suite().vault().start();
                }
                if (write(project, "KEY" + number) == 200) {
                    acknowledged.add("KEY" + number);
                }
            }

            await().atMost(RunningSuite.LONG)
                    .untilAsserted(() -> assertThat(keys(tap, project)).containsAll(acknowledged));
            assertThat(acknowledged).hasSizeGreaterThan(WRITES / 2);
            assertThat(revisions(tap, project)).isSorted();
        }
    }

    private static int write(String project, String key) {
        return RunningSuite.admin()
                .post(
                        "/api/v4/secrets/" + key,
                        Map.of("projectId", project, "environment", "dev", "secretPath", "/", "secretValue", "v"))
                .status();
    }

    private static List<String> keys(EventTap tap, String project) {
        return messages(tap, project)
                .flatMap(message -> message.at("/data/secrets").findValuesAsText("key").stream())
                .toList();
    }

    /** In the order of their first appearance. */
    private static List<Long> revisions(EventTap tap, String project) {
        return messages(tap, project)
                .map(message -> message.at("/data/revision").asLong())
                .distinct()
                .toList();
    }

    private static Stream<JsonNode> messages(EventTap tap, String project) {
        return tap.all(event -> event.key().equals(project)).stream().map(EventTap.Event::json);
    }

    private static InputStream subscribe(String project) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(RunningSuite.url() + "/api/v1/events/subscribe/project-events"))
                .header("Authorization", "Bearer " + RunningSuite.admin().token())
                .header("Content-Type", "application/json")
                .header("Accept", "text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"projectId\":\"%s\",\"register\":[{\"event\":\"secret:create\"}]}".formatted(project)))
                .build();
        HttpResponse<InputStream> response = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(request, HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type").orElse("")).startsWith("text/event-stream");
        return response.body();
    }

    private static BlockingQueue<String> listen(InputStream stream) {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        Thread.ofPlatform().daemon().start(() -> {
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    lines.add(line);
                }
            } catch (IOException ended) {
                // the test has hung up
            }
        });
        return lines;
    }

    private static void awaitKey(BlockingQueue<String> lines, String key) throws InterruptedException {
        String wanted = "\"secretKey\":\"" + key + "\"";
        for (String line = lines.poll(20, TimeUnit.SECONDS); line != null; line = lines.poll(20, TimeUnit.SECONDS)) {
            if (line.contains(wanted)) {
                return;
            }
        }
        throw new AssertionError("never heard of " + key);
    }
}
