package dev.claviger.vault.subscription;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static dev.claviger.vault.secret.Rules.allow;
import static dev.claviger.vault.secret.Rules.allowIn;
import static dev.claviger.vault.secret.Rules.forbidNamed;
import static dev.claviger.vault.secret.Rules.forbidTagged;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.oneOf;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.claviger.testkit.LogCanary;
import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestPrincipals;
import dev.claviger.testkit.TestTokens;
import dev.claviger.vault.permission.Rule;
import dev.claviger.vault.permission.RuledGrants;
import dev.claviger.vault.secret.Safe;
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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class SubscriptionTest {
    private static final String ROUTE = "/api/v1/events/subscribe/project-events";
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Rule FOLLOW = Rule.allow(
            "secret-events",
            "subscribe-on-created",
            "subscribe-on-updated",
            "subscribe-on-deleted",
            "subscribe-on-import-mutations");

    private final List<Listener> open = new ArrayList<>();
    private Safe safe;

    @BeforeEach
    void aSafe() {
        safe = Safe.fresh().folder("dev:/app/db");
    }

    @AfterEach
    void hangUp() {
        open.forEach(Listener::close);
    }

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
    void T4_secretThatMayNotBeDescribed_isNeverHeard() {
        String token = safe.ruled(FOLLOW, allowIn("dev:/", "describeSecret"), forbidNamed("HIDDEN", "describeSecret"));
        Listener listener = listen(token, all());

        safe.secret("dev:/", "HIDDEN", "v");
        safe.secret("prod:/", "ELSEWHERE", "v");
        safe.asAdmin()
                .body(safe.body(
                        "dev:/",
                        Map.of(
                                "secrets",
                                List.of(
                                        Map.of("secretKey", "HIDDEN", "secretValue", "w"),
                                        Map.of("secretKey", "SHOWN", "secretValue", "w")),
                                "mode",
                                "upsert")))
                .patch("/api/v4/secrets/batch")
                .then()
                .statusCode(200);
        safe.delete("dev:/", "HIDDEN").then().statusCode(200);
        safe.secret("dev:/", "LAST", "v");

        listener.awaitKey("LAST");
        assertThat(listener.keys()).containsExactly("SHOWN", "LAST");
    }

    @Test
    void T4_rightsThatDependOnTags_holdForSecretsThatAreGone() {
        String id = valueAt(
                safe.asAdmin()
                        .body(Map.of("slug", "hidden", "color", ""))
                        .post("/api/v1/projects/%s/tags".formatted(safe.projectId))
                        .then()
                        .statusCode(200)
                        .extract(),
                "tag.id");
        safe.create("dev:/", "TAGGED", Map.of("secretValue", "v", "tagIds", List.of(id)))
                .then()
                .statusCode(200);
        String token = safe.ruled(FOLLOW, allow("describeSecret"), forbidTagged("hidden", "describeSecret"));
        Listener listener = listen(token, all());

        safe.update("dev:/", "TAGGED", Map.of("secretValue", "w")).then().statusCode(200);
        safe.delete("dev:/", "TAGGED").then().statusCode(200);
        safe.secret("dev:/", "PLAIN", "v");

        listener.awaitKey("PLAIN");
        assertThat(listener.keys()).containsExactly("PLAIN");
    }

    @Test
    void T18_rightThatIsWithdrawn_isGoneWithTheNextChange() {
        UUID id = UUID.randomUUID();
        RuledGrants.give(id, FOLLOW, allow("describeSecret"));
        Listener listener = listen(safe.token(id), all());
        safe.secret("dev:/", "BEFORE", "v");
        listener.awaitKey("BEFORE");

        RuledGrants.give(id, FOLLOW, allowIn("prod:/", "describeSecret"));
        safe.secret("dev:/", "AFTER", "v");
        safe.secret("prod:/", "STILL", "v");

        listener.awaitKey("STILL");
        assertThat(listener.keys()).containsExactly("BEFORE", "STILL");
        RuledGrants.give(id);
        listener.awaitEnd();
    }

    @Test
    void T19_revokedToken_endsItsStream() {
        UUID tokenId = UUID.randomUUID();
        Listener listener = listen(
                TestTokens.identity()
                        .identityId(safe.adminId)
                        .orgId(safe.orgId)
                        .tokenId(tokenId)
                        .make(),
                all());
        assertThat(listener.status()).isEqualTo(200);

        long before = System.nanoTime();
        TestPrincipals.revokeToken(tokenId);
        listener.awaitEnd();

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void T9_streamIsOneUseOfALimitedToken() {
        UUID tokenId = UUID.randomUUID();
        Listener listener = listen(
                TestTokens.identity()
                        .identityId(safe.adminId)
                        .orgId(safe.orgId)
                        .tokenId(tokenId)
                        .claim("numUsesLimit", 7)
                        .make(),
                all());
        TestPrincipals.authAway(true); // nobody counts any more
        try {
            await().atMost(SOON)
                    .until(() -> listener.lines().stream()
                                    .filter("event: ping"::equals)
                                    .count()
                            >= 3);
            assertThat(listener.isEnded()).isFalse();
        } finally {
            TestPrincipals.authAway(false);
        }
        TestPrincipals.revokeToken(tokenId);
        listener.awaitEnd();
    }

    @Test
    void T19_expiredToken_endsItsStream() {
        Listener listener = listen(
                TestTokens.identity()
                        .identityId(safe.adminId)
                        .orgId(safe.orgId)
                        .claim("exp", System.currentTimeMillis() / 1000 + 2)
                        .make(),
                all());
        assertThat(listener.status()).isEqualTo(200);

        long before = System.nanoTime();
        listener.awaitEnd();

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(6));
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

    private int streams() {
        return safe.count("SELECT count(*) FROM event_stream WHERE project_id = ?", safe.projectId);
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

    @Test
    void kafkaStopped_theStreamGoesOnAfterwards() {
        Listener listener = listen(safe.token(safe.adminId), all());
        RealEngines.kafka().stop();
        try {
            safe.secret("dev:/", "MEANWHILE", "v");
        } finally {
            RealEngines.kafka().start();
        }
        safe.secret("dev:/", "AFTER", "v");

        listener.awaitKey("AFTER");

        assertThat(listener.keys()).containsExactly("MEANWHILE", "AFTER");
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

    @Test
    void T4_subscriptionWithoutTheRight_isRefused_andRecorded() {
        String blind = safe.ruled(allow("describeSecret", "readValue"));
        String half = safe.ruled(allow("describeSecret"), Rule.allow("secret-events", "subscribe-on-created"));

        safe.as(blind)
                .body(body(all()))
                .post(ROUTE)
                .then()
                .statusCode(403)
                .body(at("message", containsString("subscribe-on-created on secret-events")));
        safe.as(half).body(body(all())).post(ROUTE).then().statusCode(403);
        assertThat(listen(half, List.of(Map.of("event", "secret:create"))).status())
                .isEqualTo(200);

        assertThat(safe.events("subscribe-project-events").stream().map(event -> event.getString("data.outcome")))
                .containsExactly("denied", "denied", "success");
    }

    @Test
    void newerSubjectWord_countsToo_andWhatItForbidsStaysForbidden() {
        String newer =
                safe.ruled(allow("describeSecret"), Rule.allow("secret-event-subscriptions", "subscribe-on-created"));
        String forbidden = safe.ruled(
                FOLLOW, allow("describeSecret"), Rule.forbid("secret-event-subscriptions", "subscribe-on-created"));

        assertThat(listen(newer, List.of(Map.of("event", "secret:create"))).status())
                .isEqualTo(200);
        safe.as(forbidden)
                .body(body(List.of(Map.of("event", "secret:create"))))
                .post(ROUTE)
                .then()
                .statusCode(403);
    }

    @Test
    void T16_projectOfAnotherOrganisation_isNotFound() {
        safe.as(Safe.fresh().member("admin"))
                .body(body(all()))
                .post(ROUTE)
                .then()
                .statusCode(404);
    }

    private Listener listen(String token, List<? extends Map<String, ?>> register) {
        Listener listener = Listener.subscribe(token, body(register));
        open.add(listener);
        return listener;
    }

    private Map<String, Object> body(List<? extends Map<String, ?>> register) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("projectId", safe.projectId);
        body.put("register", register);
        return body;
    }

    /** As the proxy registers: all kinds, everywhere. */
    private static List<Map<String, Object>> all() {
        return Stream.of("secret:create", "secret:update", "secret:delete", "secret:import-mutation")
                .<Map<String, Object>>map(event -> Map.of("event", event))
                .toList();
    }

    private void createMany(String place, String prefix, int count) {
        List<Map<String, String>> secrets = IntStream.range(0, count)
                .mapToObj(number -> Map.of("secretKey", prefix + number, "secretValue", "v"))
                .toList();
        safe.asAdmin()
                .body(safe.body(place, Map.of("secrets", secrets)))
                .post("/api/v4/secrets/batch")
                .then()
                .statusCode(200);
    }
}
