package dev.claviger.systemtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every value that left has exactly one entry in the log, whatever was down meanwhile (promise P1). */
class AccountingTest {
    private String project = "";

    @BeforeEach
    void aProjectWithASecret() {
        project = RunningSuite.newProject();
        RunningSuite.write(project, "dev", "/", "TOKEN", "the-value");
    }

    @Test
    void T14_readsWhileKafkaAndAuditAreDown_appearOnceAfterwards() {
        RunningSuite.suite().audit().stop();
        RunningSuite.suite().engines().kafka().stop();
        List<String> served;
        try {
            served = IntStream.range(0, 50).mapToObj(i -> read()).toList();
        } finally {
            RunningSuite.suite().engines().kafka().start();
            RunningSuite.suite().audit().start();
        }

        assertThat(served).doesNotContain("");
        awaitExactlyOneEntryEach(served);
    }

    @Test
    void T14_postgresDown_noValueLeaves() {
        RunningSuite.suite().engines().postgres().stop();
        Api.Answer answer;
        try {
            answer = RunningSuite.admin().get(RunningSuite.readPath(project, "TOKEN"));
        } finally {
            RunningSuite.suite().engines().postgres().start();
        }

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.text()).doesNotContain("the-value").contains("\"error\":\"ServiceUnavailable\"");
        RunningSuite.awaitAnswering();
        awaitExactlyOneEntryEach(List.of(read()));
    }

    @Test
    void T14_vaultKilledUnderLoad_everyServedValueHasExactlyOneEntry() {
        Queue<String> served = new ConcurrentLinkedQueue<>();
        AtomicBoolean enough = new AtomicBoolean();
        try (ExecutorService readers = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 8; i++) {
                readers.execute(() -> readUntil(enough, served));
            }
            await().atMost(RunningSuite.LONG).until(() -> served.size() > 300);
            RunningSuite.suite().vault().kill();
            enough.set(true);
        } finally {
            RunningSuite.suite().vault().start();
        }

        awaitExactlyOneEntryEach(List.copyOf(served));
    }

    @Test
    void T14_vaultKilled_acknowledgedWritesAreThere() {
        List<String> keys = IntStream.range(0, 20).mapToObj(i -> "KEY_" + i).toList();
        keys.forEach(key -> RunningSuite.write(project, "dev", "/", key, "v-" + key));

        RunningSuite.suite().vault().kill();
        RunningSuite.suite().vault().start();
        RunningSuite.awaitAnswering();

        JsonNode secrets = RunningSuite.admin()
                .get("/api/v4/secrets?projectId=%s&environment=dev".formatted(project))
                .expect(200)
                .path("secrets");
        assertThat(secrets.findValuesAsText("secretValue"))
                .containsAll(keys.stream().map(key -> "v-" + key).toList());
    }

    private void readUntil(AtomicBoolean enough, Queue<String> served) {
        while (!enough.get()) {
            String request = read();
            if (!request.isEmpty()) {
                served.add(request);
            }
        }
    }

    /** Reads the secret once; returns the request's id when the value came, else nothing. */
    private String read() {
        String request = "st-" + UUID.randomUUID();
        Api.Answer answer =
                RunningSuite.admin().get(RunningSuite.readPath(project, "TOKEN"), Map.of("X-Request-ID", request));
        return answer.status() == 200 && answer.text().contains("the-value") ? request : "";
    }

    private void awaitExactlyOneEntryEach(List<String> requests) {
        await().atMost(RunningSuite.LONG).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            Map<String, Long> entries = RunningSuite.log("eventType=get-secret&projectId=" + project).stream()
                    .collect(Collectors.groupingBy(
                            entry -> entry.path("requestId").asText(), Collectors.counting()));
            assertThat(entries.keySet()).containsAll(requests);
            assertThat(entries.values()).containsOnly(1L);
        });
    }
}
