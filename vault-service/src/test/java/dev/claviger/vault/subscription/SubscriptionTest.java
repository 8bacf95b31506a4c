package dev.claviger.vault.subscription;

import static dev.claviger.testkit.JsonAt.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.oneOf;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.claviger.testkit.LogCanary;
import dev.claviger.testkit.RealEngines;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class SubscriptionTest extends Subscribing {
    private static final Duration AFTER_A_RESTART = Duration.ofSeconds(90);

    @Test
    void change_isHeard_inTheFormThatClientsRead() {
        String value = LogCanary.mark("value");
        Listener listener = listen(safe.token(safe.adminId), Listener.everything("dev:/"));
        assertThat(listener.status()).isEqualTo(200);
        assertThat(listener.header("content-type")).startsWith("text/event-stream");

        long before = System.nanoTime();
        safe.secret("dev:/", "KEY", value);
        listener.awaitKey("KEY");
        long took = System.nanoTime() - before;
        safe.update("dev:/", "KEY", Map.of("secretValue", value)).then().statusCode(200);
        safe.delete("dev:/", "KEY").then().statusCode(200);

        await().atMost(SOON).until(() -> listener.heard().size() == 3);
        assertThat(Duration.ofNanos(took)).isLessThan(Duration.ofSeconds(5));
        List<String> lines = listener.lines();
        int line = lines.indexOf("event: secret:update");
        assertThat(lines.subList(line, line + 3))
                .containsExactly(
                        "event: secret:update",
                        "data: {\"projectType\":\"secret-manager\",\"data\":{\"eventType\":\"secret:update\",\"payload\":[{\"environment\":\"dev\",\"secretPath\":\"/\",\"secretKey\":\"KEY\"}]}}",
                        "");
        assertThat(lines.subList(0, 3)).containsExactly("event: ping", "data: 1", "");
        assertThat(lines)
                .contains("event: secret:create", "event: secret:delete")
                .doesNotContain(value);
    }

    @Test
    void silence_isBrokenByPings_untilTheStreamIsOldEnough() {
        Listener listener = listen(safe.token(safe.adminId), Listener.everything("dev:/"));

        listener.awaitEnd();

        assertThat(listener.lines().stream().filter("event: ping"::equals).count())
                .isBetween(7L, 15L);
        assertThat(listener.lines().getLast()).isEmpty();
    }

    @Test
    void registration_tellsKindAndPlace() {
        Listener listener = listen(
                safe.token(safe.adminId),
                List.of(Listener.in("dev:/app/**", "secret:create"), Listener.in("prod:/", "secret:update")));

        safe.secret("dev:/", "ELSEWHERE", "v");
        safe.secret("prod:/", "CREATED", "v");
        safe.secret("dev:/app/db", "BELOW", "v");
        safe.update("prod:/", "CREATED", Map.of("secretValue", "w")).then().statusCode(200);

        await().atMost(SOON).until(() -> listener.keys().size() == 2);
        assertThat(listener.keys()).containsExactly("BELOW", "CREATED");
    }

    @Test
    void importMutation_hasAPayloadWithoutKeys() {
        Listener listener = listen(safe.token(safe.adminId), List.of(Map.of("event", "secret:import-mutation")));

        safe.asAdmin()
                .body(Map.of(
                        "workspaceId",
                        safe.projectId,
                        "environment",
                        "dev",
                        "path",
                        "/app",
                        "import",
                        Map.of("environment", "prod", "path", "/")))
                .post("/api/v1/secret-imports")
                .then()
                .statusCode(200);

        await().atMost(SOON).until(() -> !listener.heard().isEmpty());
        assertThat(listener.heard().getFirst().at("/data/payload").toString())
                .isEqualTo("[{\"environment\":\"dev\",\"secretPath\":\"/app\"}]");
    }

    @Test
    void T20_sixthStreamOfACaller_isRefused_untilOneIsClosed() {
        String token = safe.token(safe.adminId);
        IntStream.range(0, 5).forEach(number -> open.add(Listener.subscribe(token, body(all()))));
        assertThat(open).allSatisfy(listener -> assertThat(listener.status()).isEqualTo(200));

        safe.as(token)
                .body(body(all()))
                .post(ROUTE)
                .then()
                .statusCode(429)
                .contentType("application/json")
                .body(at("error", equalTo("RateLimitExceeded")));

        assertThat(listen(safe.member("viewer"), all()).status()).isEqualTo(200);
        open.getFirst().close();
        await().atMost(SOON).until(() -> listen(token, all()).status() == 200);
        List<JsonPath> events = safe.events("subscribe-project-events");
        assertThat(events.subList(0, 5))
                .allSatisfy(event -> assertThat(event.getString("data.outcome")).isEqualTo("success"));
        assertThat(events.get(5).getString("data.outcome")).isEqualTo("error");
        assertThat(events.get(5).getString("data.projectId")).isEqualTo(safe.projectId.toString());
    }

    @Test
    void T20_readerThatDoesNotRead_isCutOff() throws IOException {
        String path = "/" + "x".repeat(900);
        safe.folder("dev:" + path);
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4096);
            socket.connect(new InetSocketAddress("localhost", RestAssured.port));
            byte[] body =
                    new ObjectMapper().writeValueAsBytes(body(List.of(Listener.in("dev:" + path, "secret:create"))));
            socket.getOutputStream().write("""
                    POST %s HTTP/1.1\r
                    Host: localhost\r
                    Authorization: Bearer %s\r
                    Content-Type: application/json\r
                    Content-Length: %d\r
                    \r
                    """.formatted(ROUTE, safe.token(safe.adminId), body.length)
                    .getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().write(body);
            await().atMost(SOON).until(() -> streams() == 1);

            IntStream.range(0, 8).forEach(batch -> createMany("dev:" + path, "B%d_".formatted(batch), 1_000));

            await().atMost(SOON).until(() -> streams() == 0);
            assertThat(isCut(socket)).isTrue();
        }
    }

    /** Reads what had been sent before; then the connection is gone rather than ended in order. */
    private static boolean isCut(Socket socket) throws IOException {
        socket.setSoTimeout(5_000);
        InputStream in = socket.getInputStream();
        byte[] chunk = new byte[1 << 16];
        StringBuilder tail = new StringBuilder();
        try {
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                tail.setLength(0);
                var _ = tail.append(
                        new String(chunk, Math.max(0, read - 5), Math.min(5, read), StandardCharsets.UTF_8));
            }
            return !tail.toString().equals("0\r\n\r\n");
        } catch (SocketTimeoutException stillOpen) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    @Test
    void T20_manySecrets_areSplitIntoLinesThatScannersTake() {
        String path = "/" + "y".repeat(300);
        safe.folder("dev:" + path);
        Listener listener = listen(safe.token(safe.adminId), List.of(Listener.in("dev:" + path, "secret:create")));

        createMany("dev:" + path, "KEY", 400);

        await().atMost(SOON).until(() -> listener.keys().size() == 400);
        assertThat(listener.heard().size()).isGreaterThan(2);
        assertThat(listener.lines())
                .allSatisfy(line ->
                        assertThat(line.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(65_536));
    }

    /** It ends where the outage was longer than callers are trusted without news of them; then its client comes back. */
    @Test
    void kafkaStopped_theStreamGoesOnAfterwards_orEnds() {
        Listener listener = listen(safe.token(safe.adminId), all());
        RealEngines.kafka().stop();
        try {
            safe.secret("dev:/", "MEANWHILE", "v");
        } finally {
            RealEngines.kafka().start();
        }
        safe.secret("dev:/", "AFTER", "v");

        await().atMost(AFTER_A_RESTART)
                .until(() -> listener.isEnded() || listener.keys().contains("AFTER"));
        if (listener.isEnded()) {
            Listener back = listen(safe.token(safe.adminId), all());
            safe.secret("dev:/", "LATER", "v");
            await().atMost(AFTER_A_RESTART).until(() -> back.keys().contains("LATER"));
        } else {
            assertThat(listener.keys()).containsExactly("MEANWHILE", "AFTER");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "nonsense",
                "{\"projectId\":\"P\"}",
                "{\"projectId\":\"P\",\"register\":[]}",
                "{\"projectId\":\"P\",\"register\":{}}",
                "{\"projectId\":\"P\",\"register\":[null]}",
                "{\"projectId\":\"P\",\"register\":[{}]}",
                "{\"projectId\":\"P\",\"register\":[{\"event\":\"folder:create\"}]}",
                "{\"projectId\":\"P\",\"register\":[{\"event\":\"secret:create\",\"conditions\":{}}]}",
                "{\"projectId\":\"P\",\"register\":[{\"event\":\"secret:create\",\"conditions\":{\"environmentSlug\":\"a b\"}}]}",
                "{\"projectId\":\"P\",\"register\":[{\"event\":\"secret:create\",\"conditions\":{\"environmentSlug\":\"dev\",\"secretPath\":\"/a/../b\"}}]}",
                "{\"projectId\":\"P\",\"register\":[{\"event\":\"secret:create\",\"conditions\":{\"environmentSlug\":\"dev\",\"secretPath\":\"*/x\"}}]}",
                "{\"projectId\":\"P\",\"register\":[{\"event\":\"secret:create\",\"conditions\":7}]}"
            })
    void garbage_isRefused(String body) {
        safe.asAdmin()
                .body(body.replace("\"P\"", "\"" + safe.projectId + "\""))
                .post(ROUTE)
                .then()
                .statusCode(oneOf(400, 422))
                .contentType("application/json");

        assertThat(streams()).isZero();
    }

    @Test
    void moreThanTenRegistrations_areRefused() {
        List<Map<String, Object>> eleven = IntStream.range(0, 11)
                .mapToObj(number -> Listener.in("dev:/f" + number, "secret:create"))
                .toList();

        safe.asAdmin().body(body(eleven)).post(ROUTE).then().statusCode(422);

        assertThat(safe.events("subscribe-project-events")).hasSize(1);
    }
}
