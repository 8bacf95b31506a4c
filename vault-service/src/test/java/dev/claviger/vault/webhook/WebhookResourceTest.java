package dev.claviger.vault.webhook;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.oneOf;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.claviger.testkit.LogCanary;
import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.permission.Rule;
import dev.claviger.vault.secret.Safe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class WebhookResourceTest {
    private static final String ROUTE = "/api/v1/webhooks";
    private static final String URL = "https://hooks.example.com/services/T0/B0?token=geheim";

    private Safe safe;

    @BeforeEach
    void aSafe() {
        safe = Safe.fresh();
    }

    @Test
    void webhook_comesBackAsTerraformSentIt() {
        Map<String, Object> sent = Map.of(
                "projectId", safe.projectId,
                "environment", "dev",
                "webhookUrl", URL,
                "secretPath", "/app/**",
                "webhookSecretKey", "signing",
                "type", "microsoft-teams",
                "eventsFilter", List.of(Map.of("eventName", "secrets.modified")));

        String id = valueAt(
                safe.asAdmin().body(sent).post(ROUTE).then().statusCode(200).extract(), "webhook.id");

        safe.asAdmin()
                .get(ROUTE + "/" + id)
                .then()
                .statusCode(200)
                .body(at("webhook.id", equalTo(id)))
                .body(at("webhook.projectId", equalTo(safe.projectId.toString())))
                .body(at("webhook.environment.slug", equalTo("dev")))
                .body(at("webhook.environment.name", equalTo("dev")))
                .body(at("webhook.secretPath", equalTo("/app/**")))
                .body(at("webhook.url", equalTo(URL)))
                .body(at("webhook.type", equalTo("microsoft-teams")))
                .body(at("webhook.isDisabled", equalTo(false)))
                .body(at("webhook.eventsFilter", equalTo(List.of(Map.of("eventName", "secrets.modified")))));
        assertThat(safe.asAdmin().get(ROUTE + "/" + id).asString()).doesNotContain("signing");
    }

    @Test
    void defaults_areThoseOfTheProvider() {
        safe.asAdmin()
                .body(Map.of(
                        "workspaceId",
                        safe.projectId,
                        "environment",
                        "dev",
                        "webhookUrl",
                        URL,
                        "eventsFilter",
                        List.of()))
                .post(ROUTE)
                .then()
                .statusCode(200)
                .body(at("webhook.secretPath", equalTo("/")))
                .body(at("webhook.type", equalTo("general")))
                .body(at("webhook.eventsFilter", hasSize(0)));
    }

    @Test
    void change_touchesOnlyWhatItNames_andLeavesItsEvent() {
        String id = create(Map.of("eventsFilter", List.of(Map.of("eventName", "secrets.modified"))));

        safe.asAdmin()
                .body(Map.of("isDisabled", true))
                .patch(ROUTE + "/" + id)
                .then()
                .statusCode(200)
                .body(at("webhook.isDisabled", equalTo(true)))
                .body(at("webhook.eventsFilter", hasSize(1)));
        safe.asAdmin()
                .body(Map.of("eventsFilter", List.of()))
                .patch(ROUTE + "/" + id)
                .then()
                .statusCode(200)
                .body(at("webhook.isDisabled", equalTo(true)))
                .body(at("webhook.eventsFilter", hasSize(0)));
        safe.asAdmin().delete(ROUTE + "/" + id).then().statusCode(200).body(at("webhook.url", equalTo(URL)));
        safe.asAdmin().get(ROUTE + "/" + id).then().statusCode(404);

        assertThat(safe.events().stream().map(event -> event.getString("data.event")))
                .containsExactly(
                        "create-webhook",
                        "update-webhook-status",
                        "update-webhook-status",
                        "delete-webhook",
                        "get-webhook");
        assertThat(safe.events("update-webhook-status").getFirst().getBoolean("data.metadata.isDisabled"))
                .isTrue();
    }

    @Test
    void list_isByEnvironmentAndPath() {
        String dev = create(Map.of());
        String app = create(Map.of("secretPath", "/app/"));
        String prod = create(Map.of("environment", "prod"));

        assertThat(listed(Map.of())).containsExactly(dev, app, prod);
        assertThat(listed(Map.of("environment", "dev"))).containsExactly(dev, app);
        assertThat(listed(Map.of("environment", "dev", "secretPath", "/app"))).containsExactly(app);
        assertThat(listed(Map.of("environment", "none"))).isEmpty();
    }

    private List<String> listed(Map<String, String> query) {
        return safe.asAdmin()
                .queryParam("projectId", safe.projectId)
                .queryParams(query)
                .get(ROUTE)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .getList("webhooks.id");
    }

    @Test
    void T4_rightsAreAskedOnEachRoute_andRefusalsRecorded() {
        String id = create(Map.of());
        String nobody = safe.ruled(Rule.allow("secrets", "read"));

        safe.as(nobody).body(body(Map.of())).post(ROUTE).then().statusCode(403);
        safe.as(nobody)
                .queryParam("projectId", safe.projectId)
                .get(ROUTE)
                .then()
                .statusCode(403);
        safe.as(nobody).get(ROUTE + "/" + id).then().statusCode(403);
        safe.as(nobody)
                .body(Map.of("isDisabled", true))
                .patch(ROUTE + "/" + id)
                .then()
                .statusCode(403);
        safe.as(nobody).post(ROUTE + "/" + id + "/test").then().statusCode(403);
        safe.as(nobody).delete(ROUTE + "/" + id).then().statusCode(403);

        assertThat(safe.events().stream().filter(event -> "denied".equals(event.getString("data.outcome"))))
                .hasSize(6);
    }

    @Test
    void urlIsShownWhole_onlyToThoseWhoMayEditWebhooks() {
        String id = create(Map.of());

        safe.as(safe.member("viewer"))
                .get(ROUTE + "/" + id)
                .then()
                .statusCode(200)
                .body(at("webhook.url", equalTo("https://hooks.example.com/***")));
        safe.as(safe.member("member"))
                .get(ROUTE + "/" + id)
                .then()
                .statusCode(200)
                .body(at("webhook.url", equalTo(URL)));
    }

    @Test
    void T13_urlAndKeyAreStoredSealed_andTurnUpNowhere() {
        String token = LogCanary.mark("token");
        String key = LogCanary.mark("key");
        try (LogCanary canary = LogCanary.listen()) {
            String id = create(Map.of("webhookUrl", "https://127.0.0.1:1/x?t=" + token, "webhookSecretKey", key));
            safe.asAdmin().post(ROUTE + "/" + id + "/test").then().statusCode(200);
            safe.asAdmin()
                    .body(body(Map.of("webhookUrl", token, "webhookSecretKey", 7)))
                    .post(ROUTE);

            canary.assertSilent(token, key);
        }
        assertThat(safe.count(
                        "SELECT count(*) FROM webhook WHERE project_id = ? AND (position(convert_to(?, 'UTF8') in url) > 0 OR position(convert_to(?, 'UTF8') in signing_key) > 0)",
                        safe.projectId,
                        token,
                        key))
                .isZero();
        assertThat(safe.events())
                .isNotEmpty()
                .allSatisfy(event -> assertThat(event.prettify()).doesNotContain(token, key));
    }

    @Test
    void T16_webhookOfAnotherOrganisation_isNotFound() {
        String id = create(Map.of());
        Safe other = Safe.fresh();

        other.asAdmin().get(ROUTE + "/" + id).then().statusCode(404);
        other.asAdmin()
                .body(Map.of("isDisabled", true))
                .patch(ROUTE + "/" + id)
                .then()
                .statusCode(404);
        other.asAdmin().delete(ROUTE + "/" + id).then().statusCode(404);
        other.asAdmin().post(ROUTE + "/" + id + "/test").then().statusCode(404);
        other.asAdmin()
                .queryParam("projectId", safe.projectId)
                .get(ROUTE)
                .then()
                .statusCode(404);
    }

    @Test
    void T17_webhookOfAnotherProject_takesTheRightThere() {
        String id = create(Map.of());
        Safe sibling = Safe.in(safe.orgId);

        sibling.asAdmin().delete(ROUTE + "/" + id).then().statusCode(403);
        safe.asAdmin().get(ROUTE + "/" + id).then().statusCode(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "webhookUrl | ",
                "webhookUrl | nonsense",
                "webhookUrl | ftp://hooks.example.com/",
                "webhookUrl | https:///path",
                "webhookUrl | https://user:pass@hooks.example.com/",
                "webhookUrl | javascript:alert(1)",
                "webhookUrl | https://hooks.example.com/a b",
                "environment | ",
                "environment | a b",
                "secretPath | /a/../b",
                "secretPath | a*b",
                "secretPath | /{1..10}",
                "type | email",
                "projectId | ",
            })
    void garbage_isRefused(String field, String value) {
        Map<String, Object> body = new HashMap<>(body(Map.of()));
        body.put(field, value == null ? "" : value);

        safe.asAdmin().body(body).post(ROUTE).then().statusCode(422);

        assertThat(safe.events("create-webhook")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "nonsense",
                "{\"eventsFilter\":7}",
                "{\"isDisabled\":\"x\"}",
                "{\"eventsFilter\":[{\"eventName\":\"x\"}]}"
            })
    void garbageInChanges_isRefused(String body) {
        String id = create(Map.of());

        Response answer = safe.asAdmin().body(body).patch(ROUTE + "/" + id);

        assertThat(answer.statusCode()).isIn(body.isEmpty() ? List.of(200) : List.of(400, 422));
    }

    @Test
    void unknownEnvironment_isNotFound() {
        safe.asAdmin()
                .body(body(Map.of("environment", "none")))
                .post(ROUTE)
                .then()
                .statusCode(404)
                .body(at("message", containsString("'none'")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "8f6c0000-0000-4000-8000-000000000000"})
    void unknownWebhook_isNotFound(String id) {
        safe.asAdmin().get(ROUTE + "/" + id).then().statusCode(404);
        safe.asAdmin().body(Map.of()).patch(ROUTE + "/" + id).then().statusCode(404);
        safe.asAdmin().delete(ROUTE + "/" + id).then().statusCode(404);
    }

    @Test
    void T20_projectHasABoundedNumberOfWebhooks() {
        safe.sql(
                "INSERT INTO webhook (id, project_id, env_id, secret_path, type, url, events, since_revision, created_at, updated_at) "
                        + "SELECT gen_random_uuid(), e.project_id, e.id, '/', 'general', '', '{}', 0, now(), now() "
                        + "FROM environment e, generate_series(1, 99) WHERE e.project_id = ? AND e.slug = 'dev'",
                safe.projectId);
        create(Map.of());

        safe.asAdmin()
                .body(body(Map.of()))
                .post(ROUTE)
                .then()
                .statusCode(oneOf(400))
                .body(at("message", containsString("100 webhooks")));
    }

    @CanIgnoreReturnValue
    private String create(Map<String, ?> more) {
        return valueAt(
                safe.asAdmin()
                        .body(body(more))
                        .post(ROUTE)
                        .then()
                        .statusCode(200)
                        .extract(),
                "webhook.id");
    }

    private Map<String, Object> body(Map<String, ?> more) {
        Map<String, Object> body =
                new HashMap<>(Map.of("projectId", safe.projectId, "environment", "dev", "webhookUrl", URL));
        body.putAll(more);
        return body;
    }
}
