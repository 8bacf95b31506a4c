package dev.claviger.testkit.probe;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** No access without a record (architecture.md 7), on the real database and the real broker. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class OutboxTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    /** {@code claviger.outbox.delivery-timeout} of these tests is three seconds. */
    private static final Duration BEYOND_DELIVERY = Duration.ofSeconds(4);

    private final String mark = UUID.randomUUID().toString();
    private final String token = TestTokens.identity()
            .provenance(Map.of("pipelineId", "7", "jobId", "42"))
            .make();

    @Test
    void read_isRecordedWithItsJob() {
        read(0, 200);

        await().atMost(LONG)
                .untilAsserted(() -> assertThat(Published.names(mark)).hasSize(1));
        JsonObject event = Published.events().stream()
                .filter(one -> Published.name(one).startsWith(mark))
                .findFirst()
                .orElseThrow();
        assertThat(event.getString("specversion")).isEqualTo("1.0");
        assertThat(event.getString("type")).isEqualTo("dev.claviger.get-secret");
        assertThat(event.getJsonObject("data").getJsonObject("provenance").getString("jobId"))
                .isEqualTo("42");
        assertThat(event.encode()).doesNotContain(token);
    }

    @Test
    void T14_manyReadsAtOnce_areRecordedOnceEach() {
        IntStream.range(0, 200).parallel().forEach(i -> read(i, 200));

        await().atMost(LONG)
                .untilAsserted(() -> assertThat(Published.names(mark)).hasSize(200));
        assertThat(Published.names(mark)).doesNotHaveDuplicates();
    }

    @Test
    void change_isRecordedIfAndOnlyIfItCommits() throws SQLException {
        write("a", 200);
        given().header("Authorization", "Bearer " + token)
                .post("/probe/write/{name}/fail", mark + "b")
                .then()
                .statusCode(500);
        write("a", 500);
        write("c", 200);

        await().atMost(LONG)
                .untilAsserted(
                        () -> assertThat(Published.names(mark)).containsExactlyInAnyOrder(mark + "a", mark + "c"));
        assertThat(rows()).containsExactlyInAnyOrder(mark + "a", mark + "c");
    }

    @Test
    void eventsAreNumberedWithoutAGap_whateverFails() {
        IntStream.range(0, 40).parallel().forEach(i -> {
            read(i, 200);
            given().header("Authorization", "Bearer " + token).post("/probe/write/{name}/fail", mark + i);
            write(mark + "w" + i, 200);
        });

        await().atMost(LONG)
                .untilAsserted(() -> assertThat(Published.names(mark)).hasSize(80));
        String boot = Published.events().getLast().getString("bootid");
        await().atMost(LONG).untilAsserted(() -> {
            List<Long> numbers = Published.numbersOf(boot);
            assertThat(numbers)
                    .isEqualTo(
                            LongStream.rangeClosed(1, numbers.getLast()).boxed().toList());
        });
    }

    @Test
    void kafkaStopped_readsGoOn_andAreInTheTopicAfterwards() {
        RealEngines.kafka().stop();
        try {
            IntStream.range(0, 100).parallel().forEach(i -> read(i, 200));
        } finally {
            RealEngines.kafka().start();
        }

        await().atMost(LONG)
                .untilAsserted(() -> assertThat(Published.names(mark)).hasSize(100));
        assertThat(Published.names(mark)).doesNotHaveDuplicates();
    }

    /** It answers nothing for longer than a delivery may take, and then takes what it was sent all the same. */
    @Test
    void kafkaTooSlow_readsGoOn_andAreInTheTopicAfterwards() {
        List<ProcessHandle> brokers = brokers();
        assertThat(brokers).isNotEmpty();
        Duration longest = Duration.ZERO;
        signal("STOP", brokers);
        try {
            Instant stopped = Instant.now();
            for (int i = 0; Duration.between(stopped, Instant.now()).compareTo(BEYOND_DELIVERY) < 0; i = (i + 1) % 20) {
                Instant asked = Instant.now();
                read(i, 200);
                Duration took = Duration.between(asked, Instant.now());
                longest = took.compareTo(longest) > 0 ? took : longest;
            }
        } finally {
            signal("CONT", brokers);
        }

        assertThat(longest).isLessThan(BEYOND_DELIVERY.dividedBy(2));
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(Set.copyOf(Published.names(mark)))
                        .containsAll(
                                IntStream.range(0, 20).mapToObj(i -> mark + i).toList()));
    }

    /** The broker is a process below this one. */
    private static List<ProcessHandle> brokers() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().commandLine().orElse("").contains("dev.claviger.broker.Broker"))
                .toList();
    }

    private static void signal(String name, List<ProcessHandle> processes) {
        processes.forEach(process -> {
            try {
                int code = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                        .start()
                        .waitFor();
                assertThat(code).isZero();
            } catch (IOException | InterruptedException failed) {
                throw new IllegalStateException(failed);
            }
        });
    }

    @Test
    void postgresStopped_readsAnswer503WithoutAValue() {
        RealEngines.postgres().stop();
        try {
            String body = given().header("Authorization", "Bearer " + token)
                    .get("/probe/read/{name}", mark)
                    .then()
                    .statusCode(503)
                    .extract()
                    .asString();
            assertThat(body).doesNotContain("for pipeline");
        } finally {
            RealEngines.postgres().start();
        }

        await().atMost(LONG)
                .untilAsserted(() -> given().header("Authorization", "Bearer " + token)
                        .get("/probe/read/{name}", mark + "later")
                        .then()
                        .statusCode(200));
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(Published.names(mark)).contains(mark + "later"));
    }

    @Test
    void deadReplica_isAdopted_andItsBooksAreClosedWithoutAGap() throws SQLException {
        UUID boot = UUID.randomUUID();
        leaveBehind(boot, 3);
        leaveBehind(boot, 5);

        await().atMost(LONG)
                .untilAsserted(
                        () -> assertThat(Published.numbersOf(boot.toString())).containsExactly(1L, 2L, 3L, 4L, 5L));
        await().atMost(LONG).untilAsserted(() -> assertThat(isClosed(boot)).isTrue());
        assertThat(Published.names(mark)).containsExactlyInAnyOrder(mark + 3, mark + 5);
    }

    @Test
    void acknowledgedEvents_areRemovedWithTheirWholeSegment() throws SQLException {
        read(0, 200);
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(Published.names(mark)).hasSize(1));

        await().atMost(LONG).untilAsserted(() -> {
            reclaimAllButNone();
            assertThat(storedOf(mark)).isZero();
        });
    }

    private void read(int i, int status) {
        given().header("Authorization", "Bearer " + token)
                .get("/probe/read/{name}", mark + i)
                .then()
                .statusCode(status);
    }

    private void write(String name, int status) {
        given().header("Authorization", "Bearer " + token)
                .post("/probe/write/{name}", name.startsWith(mark) ? name : mark + name)
                .then()
                .statusCode(status);
    }

    private List<String> rows() throws SQLException {
        try (Connection db = RealEngines.connectAsOwner("vault");
                PreparedStatement query = db.prepareStatement("SELECT name FROM probe WHERE name LIKE ?")) {
            query.setString(1, mark + "%");
            List<String> names = new java.util.ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
            return names;
        }
    }

    private void leaveBehind(UUID boot, long number) throws SQLException {
        String event = new JsonObject()
                .put("id", UUID.randomUUID().toString())
                .put("bootid", boot.toString())
                .put("sequence", "%020d".formatted(number))
                .put("data", new JsonObject().put("metadata", new JsonObject().put("name", mark + number)))
                .encode();
        try (Connection db = RealEngines.connectAsOwner("vault");
                PreparedStatement insert = db.prepareStatement("""
                        WITH producer AS (
                            INSERT INTO outbox_producer (boot_id, service, seen_at) VALUES (?, 'dead', now() - interval '1 hour')
                            ON CONFLICT DO NOTHING)
                        INSERT INTO outbox_event VALUES (0, ?, ?, 'k', ?)
                        """)) {
            insert.setObject(1, boot);
            insert.setObject(2, boot);
            insert.setLong(3, number);
            insert.setBytes(4, event.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            assertThat(insert.executeUpdate()).isEqualTo(1);
        }
    }

    private static boolean isClosed(UUID boot) throws SQLException {
        try (Connection db = RealEngines.connectAsOwner("vault");
                PreparedStatement query = db.prepareStatement("SELECT closed FROM outbox_producer WHERE boot_id = ?")) {
            query.setObject(1, boot);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next() && rows.getBoolean(1);
            }
        }
    }

    /** As if each segment in turn were the one far from the current one. */
    private static void reclaimAllButNone() throws SQLException {
        try (Connection db = RealEngines.connectAsApp("vault");
                PreparedStatement call =
                        db.prepareStatement("SELECT outbox_reclaim(?::smallint), outbox_reclaim(?::smallint)")) {
            call.setInt(1, 0);
            call.setInt(2, 4);
            assertThat(call.execute()).isTrue();
        }
    }

    private static long storedOf(String mark) throws SQLException {
        try (Connection db = RealEngines.connectAsOwner("vault");
                PreparedStatement query = db.prepareStatement(
                        "SELECT count(*) FROM outbox_event WHERE convert_from(payload, 'UTF8') LIKE ?")) {
            query.setString(1, "%" + mark + "%");
            try (ResultSet rows = query.executeQuery()) {
                assertThat(rows.next()).isTrue();
                return rows.getLong(1);
            }
        }
    }
}
