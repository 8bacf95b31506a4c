package dev.claviger.systemtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.claviger.local.suite.ServiceProcess;
import dev.claviger.systemtest.Traffic.Attempt;
import dev.claviger.systemtest.Traffic.Writer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Parts fail while clients read and write. Whatever fails: no acknowledged write is lost, no value leaves unrecorded, and the clients
 * are served again without a hand.
 */
class FaultsUnderLoadTest {
    private static final int SOME = 100;
    private static final int CAP = 150;

    @Test
    void T14_postgresRestarts() {
        faultUnderLoad(List.of(vault()), () -> {
            RunningSuite.suite().engines().postgres().stop();
            RunningSuite.suite().engines().postgres().start();
        });
    }

    @Test
    void T14_postgresIsKilled() {
        faultUnderLoad(List.of(vault()), () -> {
            RunningSuite.suite().engines().postgres().kill();
            RunningSuite.suite().engines().postgres().start();
        });
    }

    @Test
    void T14_oneOfTwoReplicasIsKilled() {
        ServiceProcess second = RunningSuite.suite().anotherVault();
        try {
            faultUnderLoad(List.of(vault(), second.url()), () -> {
                second.kill();
                second.start();
            });
        } finally {
            second.stop();
        }
    }

    @Test
    void T14_kafkaIsAway_andClientsNoticeNothing() {
        Traffic traffic = Traffic.start(List.of(vault()), 6, 3);
        try (traffic) {
            awaitMore(traffic);
            RunningSuite.suite().engines().kafka().kill();
            try {
                awaitMore(traffic);
            } finally {
                RunningSuite.suite().engines().kafka().start();
            }
            awaitMore(traffic);
        }

        assertThat(traffic.writers())
                .allSatisfy(writer -> assertThat(writer.attempts()).allMatch(Attempt::acknowledged));
        assertNothingLost(traffic);
    }

    /** A replica that may keep no more events waits for Kafka, while its neighbour, which may, goes on. */
    @Test
    void T14_outboxFull_noValueLeaves_untilKafkaIsBack() {
        ServiceProcess small =
                RunningSuite.suite().anotherVault(Map.of("CLAVIGER_OUTBOX_MAX_UNPUBLISHED", String.valueOf(CAP)));
        try {
            Traffic traffic = Traffic.start(List.of(small.url()), 6, 3);
            try (traffic) {
                awaitMore(traffic);
                RunningSuite.suite().engines().kafka().kill();
                try {
                    Api full = new Api(small.url(), RunningSuite.admin().token());
                    String path = RunningSuite.readPath(traffic.project(), "TOKEN");
                    await().atMost(RunningSuite.LONG).until(() -> full.get(path).status() == 503);
                    int before = traffic.successes();
                    var refused = full.get(path);
                    assertThat(refused.status()).isEqualTo(503);
                    assertThat(refused.text()).contains("ServiceUnavailable").doesNotContain("the-value");
                    assertThat(traffic.successes() - before)
                            .as("served by a full replica")
                            .isLessThan(10);
                    var neighbour = new Api(vault(), RunningSuite.admin().token());
                    assertThat(neighbour.get(path).status()).isEqualTo(200);
                } finally {
                    RunningSuite.suite().engines().kafka().start();
                }
                awaitMore(traffic);
            }
            assertNothingLost(traffic);
        } finally {
            small.stop();
        }
    }

    private static void faultUnderLoad(List<String> replicas, Runnable fault) {
        Traffic traffic = Traffic.start(replicas, 6, 3);
        try (traffic) {
            awaitMore(traffic);
            fault.run();
            awaitMore(traffic);
        }
        assertNothingLost(traffic);
    }

    private static String vault() {
        return RunningSuite.suite().vault().url();
    }

    private static void awaitMore(Traffic traffic) {
        int before = traffic.successes();
        await().atMost(RunningSuite.LONG).until(() -> traffic.successes() > before + SOME);
    }

    private static void assertNothingLost(Traffic traffic) {
        assertThat(traffic.leaked()).isEmpty();
        traffic.writers().forEach(writer -> assertKept(traffic.project(), writer));
        awaitOneEntryEach(traffic, "get-secret", traffic.served());
        awaitOneEntryEach(
                traffic,
                "update-secret",
                traffic.writers().stream()
                        .flatMap(writer -> writer.acknowledged().stream())
                        .map(Attempt::request)
                        .toList());
    }

    /** Each acknowledged value is a version, in the order of the writer; the last one stands, or one that was tried after it. */
    private static void assertKept(String project, Writer writer) {
        List<String> versions = versions(writer);
        List<String> acknowledged =
                writer.acknowledged().stream().map(Attempt::value).toList();
        List<String> tried = writer.attempts().stream().map(Attempt::value).toList();

        assertThat(versions).containsSubsequence(acknowledged).doesNotHaveDuplicates();
        assertThat(tried).containsSubsequence(versions.subList(1, versions.size()));
        String current = RunningSuite.admin()
                .get(RunningSuite.readPath(project, writer.key()))
                .expect(200)
                .path("secret")
                .path("secretValue")
                .asText();
        assertThat(current).isEqualTo(versions.getLast());
    }

    /** All values of the secret, the oldest first. */
    private static List<String> versions(Writer writer) {
        return Stream.iterate(0, offset -> offset + 100)
                .map(offset -> RunningSuite.admin()
                        .get("/api/v1/secret/%s/secret-versions?limit=100&offset=%d"
                                .formatted(writer.secretId(), offset))
                        .expect(200)
                        .path("secretVersions"))
                .takeWhile(page -> !page.isEmpty())
                .flatMap(JsonNode::valueStream)
                .map(version -> version.path("secretValue").asText())
                .toList()
                .reversed();
    }

    private static void awaitOneEntryEach(Traffic traffic, String type, List<String> requests) {
        assertThat(requests).isNotEmpty();
        await().atMost(RunningSuite.LONG).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            Map<String, Long> entries =
                    RunningSuite.log("eventType=%s&projectId=%s".formatted(type, traffic.project())).stream()
                            .filter(entry -> entry.path("requestId").asText().startsWith("st-"))
                            .collect(Collectors.groupingBy(
                                    entry -> entry.path("requestId").asText(), Collectors.counting()));
            assertThat(entries.keySet()).containsAll(requests);
            assertThat(entries.values()).containsOnly(1L);
        });
    }
}
