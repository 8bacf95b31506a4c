package dev.claviger.vault.webhook;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.claviger.testkit.LogCanary;
import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.feed.ToldChanges;
import dev.claviger.vault.secret.Safe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From a change to whoever wants to be told, with real HTTP and a real Kafka in between. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class WebhookDeliveryTest {
    private static final String ROUTE = "/api/v1/webhooks";
    private static final Duration SOON = Duration.ofSeconds(20);

    private final Receiver receiver = Receiver.start();
    private Safe safe;

    @BeforeEach
    void aSafe() {
        ToldChanges.listen();
        safe = Safe.fresh().folder("dev:/app/db");
    }

    @AfterEach
    void nobodyListens() {
        receiver.close();
    }

    @Test
    void change_isTold_signedAsReceiversVerifyIt_andWithoutTheValue() throws Exception {
        String value = LogCanary.mark("value");
        create(Map.of("webhookSecretKey", "s3cr3t-ключ"));

        safe.secret("dev:/", "KEY", value);

        Receiver.Call call = receiver.await(1).getFirst();
        JsonNode body = call.json();
        assertThat(body.path("event").asText()).isEqualTo("secrets.modified");
        assertThat(body.at("/project/workspaceId").asText()).isEqualTo(safe.projectId.toString());
        assertThat(body.at("/project/projectId").asText()).isEqualTo(safe.projectId.toString());
        assertThat(body.at("/project/environment").asText()).isEqualTo("dev");
        assertThat(body.at("/project/secretPath").asText()).isEqualTo("/");
        assertThat(body.at("/project/changedByActorType").asText()).isEqualTo("identity");
        assertThat(call.body()).doesNotContain(value, "KEY");
        assertThat(call.header("Content-Type")).isEqualTo("application/json");
        String[] signature = call.header("x-infisical-signature").split(";", -1);
        assertThat(signature[0]).isEqualTo("t=" + body.path("timestamp").asLong());
        assertThat(signature[1]).isEqualTo(hmac("s3cr3t-ключ", call.body()));
        assertThat(new ObjectMapper().writeValueAsString(body)).isEqualTo(call.body());
        assertStatus(id(), "success", null);
        assertThat(safe.events("webhook-triggered").getFirst().getString("data.metadata.deliveryId"))
                .isEqualTo(call.header("X-Claviger-Delivery"));
    }

    @Test
    void withoutAKey_nothingIsSigned() {
        create(Map.of());

        safe.secret("dev:/", "KEY", "v");

        assertThat(receiver.await(1).getFirst().header("x-infisical-signature")).isEmpty();
    }

    @Test
    void onlyWhatLiesUnderThePath_isTold() {
        create(Map.of("secretPath", "/app/**", "webhookUrl", receiver.url("/glob")));
        create(Map.of("secretPath", "/app", "webhookUrl", receiver.url("/plain")));

        safe.secret("dev:/", "ABOVE", "v");
        safe.secret("prod:/", "ELSEWHERE", "v");
        safe.secret("dev:/app/db", "BELOW", "v");
        safe.secret("dev:/app", "THERE", "v");

        var _ = receiver.await(3);
        settled();
        assertThat(receiver.calls().stream().filter(call -> call.path().equals("/glob")))
                .hasSize(2);
        assertThat(receiver.calls().stream().filter(call -> call.path().equals("/plain")))
                .singleElement()
                .satisfies(
                        call -> assertThat(call.json().at("/project/secretPath").asText())
                                .isEqualTo("/app"));
    }

    @Test
    void folderThatGoes_andImports_areToldAsChangesOfSecrets() {
        create(Map.of("secretPath", "/app"));

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
        safe.asAdmin()
                .body(safe.body("dev:/", Map.of("path", "/")))
                .delete("/api/v1/folders/app")
                .then()
                .statusCode(200);

        assertThat(receiver.await(2))
                .allSatisfy(
                        call -> assertThat(call.json().at("/project/secretPath").asText())
                                .isEqualTo("/app"));
    }

    @Test
    void manySecretsOfOneWrite_areToldOnce() {
        create(Map.of());
        List<Map<String, String>> secrets = IntStream.range(0, 900)
                .mapToObj(number -> Map.of("secretKey", "K" + number + "x".repeat(100), "secretValue", "v"))
                .toList();

        safe.asAdmin()
                .body(safe.body("dev:/", Map.of("secrets", secrets)))
                .post("/api/v4/secrets/batch")
                .then()
                .statusCode(200);

        assertThat(ToldChanges.await(safe.projectId, 2)).hasSizeGreaterThan(1);
        var _ = receiver.await(1);
        settled();
        assertThat(receiver.calls()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"slack", "microsoft-teams"})
    void otherForms_areTold_andNamesCannotSpeakInThem(String type) {
        safe.sql("UPDATE project SET name = '<!channel> [x](https://evil.example)' WHERE id = ?", safe.projectId);
        create(Map.of("type", type));

        safe.secret("dev:/", "KEY", "v");

        JsonNode body = receiver.await(1).getFirst().json();
        boolean slack = type.equals("slack");
        assertThat(
                        slack
                                ? body.path("text").asText()
                                : body.at("/attachments/0/content/body/0/text").asText())
                .isEqualTo("A secret value has been added or modified.");
        JsonNode facts = body.at(slack ? "/attachments/0/fields" : "/attachments/0/content/body/1/facts");
        assertThat(facts.get(0).path("title").asText()).isEqualTo("Project");
        assertThat(facts.get(0).path("value").asText()).doesNotContain("<!channel>");
        assertThat(facts.findValuesAsText("value")).contains("dev", "/");
        if (!slack) {
            assertThat(body.path("type").asText()).isEqualTo("message");
            assertThat(facts.get(0).path("value").asText()).doesNotContain("](");
        }
    }

    @Test
    void refusal_isTriedAgain_underTheSameDeliveryId_inOrder() {
        create(Map.of());
        receiver.answersOnce(500, 429);

        safe.secret("dev:/", "FIRST", "v");
        safe.secret("dev:/", "SECOND", "v");

        List<Receiver.Call> calls = receiver.await(4);
        List<String> ids =
                calls.stream().map(call -> call.header("X-Claviger-Delivery")).toList();
        assertThat(ids.get(0))
                .isNotEmpty()
                .isEqualTo(ids.get(1))
                .isEqualTo(ids.get(2))
                .isNotEqualTo(ids.get(3));
        assertStatus(id(), "success", null);
    }

    @Test
    void nobodyThere_isShown_andTriedUntilSomebodyIs() {
        int port = receiver.port();
        receiver.close();
        create(Map.of());

        safe.secret("dev:/", "KEY", "v");

        assertStatus(id(), "failed", "does not accept connections");
        try (Receiver late = Receiver.startAt(port)) {
            assertThat(late.await(1)).hasSize(1);
            assertStatus(id(), "success", null);
        }
    }

    @Test
    void deliveryThatFailsForTooLong_isGivenUp_andRecorded() {
        create(Map.of());
        receiver.answers(503, Map.of(), "");

        safe.secret("dev:/", "KEY", "v");

        await().atMost(SOON).until(() -> !safe.events("webhook-triggered").isEmpty());
        assertThat(safe.events("webhook-triggered").getFirst().getString("data.outcome"))
                .isEqualTo("error");
        assertThat(receiver.calls().size()).isBetween(5, 40);
        int before = receiver.calls().size();
        receiver.answers(200, Map.of(), "");
        safe.secret("dev:/", "NEXT", "v");
        assertThat(receiver.await(before + 1).getLast().header("X-Claviger-Delivery"))
                .isNotEqualTo(receiver.calls().getFirst().header("X-Claviger-Delivery"));
        settled();
        assertThat(receiver.calls()).hasSize(before + 1);
    }

    @Test
    void disabledWebhook_hearsNothing_notEvenWhatWaited() {
        create(Map.of());
        receiver.answers(500, Map.of(), "");
        safe.secret("dev:/", "WAITING", "v");
        var _ = receiver.await(1);

        safe.asAdmin()
                .body(Map.of("isDisabled", true))
                .patch(ROUTE + "/" + id())
                .then()
                .statusCode(200);
        receiver.answers(200, Map.of(), "");
        safe.secret("dev:/", "MEANWHILE", "v");
        var _ = ToldChanges.await(safe.projectId, 2);
        create(Map.of("webhookUrl", receiver.url("/witness")));
        safe.secret("dev:/", "AFTER", "v");

        await().atMost(SOON)
                .until(() ->
                        receiver.calls().stream().anyMatch(call -> call.path().equals("/witness")));
        long heard = receiver.calls().stream()
                .filter(call -> call.path().equals("/hook"))
                .count();
        safe.asAdmin()
                .body(Map.of("isDisabled", false))
                .patch(ROUTE + "/" + id())
                .then()
                .statusCode(200);
        safe.secret("dev:/", "AGAIN", "v");
        await().atMost(SOON)
                .until(() -> receiver.calls().stream()
                                .filter(call -> call.path().equals("/hook"))
                                .count()
                        > heard);
        settled();
        assertThat(receiver.calls().stream().filter(call -> call.path().equals("/hook")))
                .hasSize((int) heard + 1);
    }

    @Test
    void webhookThatWantsOtherEvents_hearsNothing() {
        create(Map.of(
                "webhookUrl",
                receiver.url("/other"),
                "eventsFilter",
                List.of(Map.of("eventName", "secrets.rotation-failed"))));
        create(Map.of());

        safe.secret("dev:/", "KEY", "v");

        var _ = receiver.await(1);
        settled();
        assertThat(receiver.calls()).extracting(Receiver.Call::path).containsExactly("/hook");
    }

    @Test
    void kafkaStopped_everyChangeIsToldAfterwards() {
        create(Map.of());
        RealEngines.kafka().stop();
        try {
            IntStream.range(0, 5).forEach(number -> safe.secret("dev:/", "KEY" + number, "v"));
        } finally {
            RealEngines.kafka().start();
        }

        var _ = receiver.await(5);
        settled();
        assertThat(receiver.calls()).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://" + HostileNames.INSIDE + "/x",
                "https://" + HostileNames.MIXED + "/x",
                "https://" + HostileNames.METADATA + "/x",
                "http://169.254.169.254/latest/meta-data",
                "https://10.0.0.5/x",
                "https://[::ffff:10.0.0.5]/x",
                "http://93.184.215.14/x"
            })
    void T8_addressesOfOurOwn_areNotReached(String url) {
        create(Map.of("webhookUrl", url));

        safe.asAdmin()
                .post(ROUTE + "/" + id() + "/test")
                .then()
                .statusCode(200)
                .body(at("webhook.lastStatus", equalTo("failed")))
                .body(at("webhook.lastRunErrorMessage", containsString("Cannot fetch from")));
    }

    @Test
    void T8_nameThatChangesItsMind_isAskedOnce() {
        HostileNames.ASKED.set(0);
        create(Map.of("webhookUrl", "http://%s:%d/x".formatted(HostileNames.FICKLE, receiver.port())));

        safe.asAdmin()
                .post(ROUTE + "/" + id() + "/test")
                .then()
                .statusCode(200)
                .body(at("webhook.lastStatus", equalTo("success")));

        assertThat(HostileNames.ASKED.get()).isEqualTo(1);
        assertThat(receiver.calls()).hasSize(1);
    }

    @Test
    void T8_redirect_isNotFollowed() {
        try (Receiver victim = Receiver.start()) {
            receiver.answers(307, Map.of("Location", victim.url("/stolen")), "");
            create(Map.of("webhookSecretKey", "k"));

            safe.asAdmin()
                    .post(ROUTE + "/" + id() + "/test")
                    .then()
                    .statusCode(200)
                    .body(at("webhook.lastStatus", equalTo("failed")))
                    .body(at("webhook.lastRunErrorMessage", containsString("redirects")));

            assertThat(victim.calls()).isEmpty();
        }
    }

    @Test
    void test_tellsAtOnce_andShowsHowItWent() {
        create(Map.of());
        receiver.answers(200, Map.of("Content-Encoding", "gzip"), "x".repeat(3_000_000));

        safe.asAdmin()
                .post(ROUTE + "/" + id() + "/test")
                .then()
                .statusCode(200)
                .body(at("webhook.lastStatus", equalTo("success")))
                .body(at("webhook.lastRunErrorMessage", nullValue()));

        assertThat(receiver.calls().getFirst().json().path("event").asText()).isEqualTo("test");
        assertThat(safe.events("webhook-triggered")).hasSize(1);
    }

    private void assertStatus(String id, String status, @Nullable String error) {
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> safe.asAdmin()
                        .get(ROUTE + "/" + id)
                        .then()
                        .body(at("webhook.lastStatus", equalTo(status)))
                        .body(at("webhook.lastRunErrorMessage", error == null ? nullValue() : containsString(error))));
    }

    /** Nothing waits any more. */
    private void settled() {
        await().atMost(SOON)
                .until(() -> safe.count(
                                "SELECT count(*) FROM webhook_delivery d JOIN webhook w ON w.id = d.webhook_id WHERE w.project_id = ? AND d.ended_at IS NULL",
                                safe.projectId)
                        == 0);
    }

    /** The first webhook of the project. */
    private String id() {
        return valueAt(
                safe.asAdmin()
                        .queryParam("projectId", safe.projectId)
                        .get(ROUTE)
                        .then()
                        .extract(),
                "webhooks[0].id");
    }

    @CanIgnoreReturnValue
    private String create(Map<String, ?> more) {
        Map<String, Object> body = new HashMap<>(
                Map.of("projectId", safe.projectId, "environment", "dev", "webhookUrl", receiver.url("/hook")));
        body.putAll(more);
        return valueAt(
                safe.asAdmin().body(body).post(ROUTE).then().statusCode(200).extract(), "webhook.id");
    }

    private static String hmac(String key, String body) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
    }
}
