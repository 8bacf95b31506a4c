package dev.claviger.testkit.probe;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
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
import java.util.concurrent.locks.LockSupport;
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

    /** The connection is closed while the transaction runs: it commits, so its event must come, and the numbers go on without a gap. */
    @Test
    void T14_clientThatHangsUp_leavesNoHoleInTheNumbers() throws IOException, SQLException {
        for (int i = 0; i < 3; i++) {
            hangUp("/probe/write/" + mark + "gone" + i + "/slowly");
        }
        await().atMost(LONG).untilAsserted(() -> assertThat(rows()).hasSize(3));
        read(0, 200);

        await().atMost(LONG)
                .untilAsserted(() -> assertThat(Published.names(mark)).hasSize(4));
        String boot = Published.events().stream()
                .filter(event -> Published.name(event).equals(mark + 0))
                .findFirst()
                .orElseThrow()
                .getString("bootid");
        await().atMost(LONG).untilAsserted(() -> {
            List<Long> numbers = Published.numbersOf(boot);
            assertThat(numbers)
                    .isEqualTo(
                            LongStream.rangeClosed(1, numbers.getLast()).boxed().toList());
        });
    }

    private void hangUp(String route) throws IOException {
        URI service = URI.create(RestAssured.baseURI + ":" + RestAssured.port);
        try (Socket socket = new Socket(service.getHost(), service.getPort())) {
            String request = "POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Length: 0\r\n\r\n"
                    .formatted(route, token);
            socket.getOutputStream().write(request.getBytes(US_ASCII));
            socket.getOutputStream().flush();
            LockSupport.parkNanos(Duration.ofMillis(400).toNanos());
            socket.setSoLinger(true, 0);
        }
    }

    @Test
    void T14_eventTooLargeForTheTopic_isShortened_andHoldsUpNothing() {
        given().header("Authorization", "Bearer " + token)
                .get("/probe/read/{name}/at-length", mark + "long")
                .then()
                .statusCode(200);
        read(1, 200);

        await().atMost(LONG)
                .untilAsserted(
                        () -> assertThat(Published.names(mark)).containsExactlyInAnyOrder(mark + "long", mark + 1));
        JsonObject metadata = Published.events().stream()
                .filter(event -> Published.name(event).equals(mark + "long"))
                .findFirst()
                .orElseThrow()
                .getJsonObject("data")
                .getJsonObject("metadata");
        assertThat(metadata.getBoolean("shortened")).isTrue();
        assertThat(metadata.getInteger("bytes")).isGreaterThan(1_200_000);
        assertThat(metadata.getInteger("count")).isEqualTo(7);
        assertThat(metadata.getString("text")).startsWith("xxx").hasSizeLessThan(1_000);
        assertThat(metadata.containsKey("list")).isFalse();
    }

    @Test
    void T14_replicaTellsThatItLives_andHowManyNumbersItTook() {
        read(0, 200);
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(Published.names(mark)).hasSize(1));
        JsonObject event = Published.events().stream()
                .filter(one -> Published.name(one).startsWith(mark))
                .findFirst()
                .orElseThrow();
        long number = Long.parseLong(event.getString("sequence"));

        await().atMost(LONG)
                .untilAsserted(() -> assertThat(Published.heartbeatsOf(event.getString("bootid")))
                        .anySatisfy(told -> {
                            assertThat(told.getLong("last")).isGreaterThanOrEqualTo(number);
                            assertThat(told.getBoolean("stopped")).isFalse();
                        }));
    }

    /** It was held for dead and is not: what it would still record nobody would publish. */
    @Test
    void T14_bootThatWasTakenOver_recordsNothingMore_andAnotherOneBegins() throws SQLException {
        read(0, 200);
        takeOver();

        int status = given().header("Authorization", "Bearer " + token)
                .post("/probe/write/{name}", mark + "late")
                .statusCode();
        await().atMost(LONG)
                .untilAsserted(() -> given().header("Authorization", "Bearer " + token)
                        .get("/probe/read/{name}", mark + "again")
                        .then()
                        .statusCode(200));

        assertThat(status).isIn(200, 503);
        assertThat(rows()).hasSize(status == 200 ? 1 : 0);
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(Published.names(mark))
                        .contains(mark + "again")
                        .hasSize(status == 200 ? 3 : 2));
    }

    private static void takeOver() throws SQLException {
        try (Connection db = RealEngines.connectAsOwner("vault");
                PreparedStatement update = db.prepareStatement(
                        "UPDATE outbox_producer SET adopted_by = gen_random_uuid(), adopted_at = now() WHERE NOT closed AND adopted_by IS NULL")) {
            assertThat(update.executeUpdate()).isPositive();
        }
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

    /** Counted while nothing could be recorded, for longer than a window of counting. */
    @Test
    void T14_refusalsDuringAnOutage_areRecordedAfterwards() {
        long before = refused();
        RealEngines.postgres().stop();
        try {
            for (int i = 0; i < 5; i++) {
                given().header("Authorization", "Bearer no-token")
                        .get("/probe/read/{name}", mark)
                        .then()
                        .statusCode(403);
            }
            LockSupport.parkNanos(Duration.ofSeconds(4).toNanos());
        } finally {
            RealEngines.postgres().start();
        }

        await().atMost(LONG).untilAsserted(() -> assertThat(refused()).isGreaterThanOrEqualTo(before + 5));
    }

    private static long refused() {
        return Published.events().stream()
                .map(event -> event.getJsonObject("data"))
                .filter(data -> "denied".equals(data.getString("outcome")))
                .mapToLong(data -> data.getJsonObject("metadata").getLong("count", 0L))
                .sum();
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
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(Published.heartbeatsOf(boot.toString()))
                        .anySatisfy(told -> {
                            assertThat(told.getLong("last")).isEqualTo(5);
                            assertThat(told.getBoolean("stopped")).isTrue();
                        }));
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
