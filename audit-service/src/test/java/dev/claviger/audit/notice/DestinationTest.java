package dev.claviger.audit.notice;

import static dev.claviger.testkit.JsonAt.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.claviger.audit.Rows;
import dev.claviger.audit.detection.Scene;
import dev.claviger.audit.siem.Receiver;
import dev.claviger.testkit.EventTap;
import dev.claviger.testkit.LogCanary;
import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Destinations of alerts are for administrators of their organisation, lead only where they may, and keep their credentials. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
class DestinationTest {
    private static final String SECRET = "a-secret-of-32-characters-length";

    private final Scene scene = new Scene();
    private final Told told = new Told(scene.lena);
    private final Receiver receiver = Receiver.start();

    @AfterEach
    void close() {
        receiver.close();
        scene.close();
    }

    @CanIgnoreReturnValue
    private String create() {
        return told.to("webhook", Map.of("url", receiver.url("/top-secret-path"), "signingSecret", SECRET), Map.of());
    }

    private ValidatableResponse post(Map<String, Object> body) {
        return Scene.as(scene.lena).body(body).post(Told.ROUTE).then();
    }

    private ValidatableResponse patch(String id, Map<String, Object> body) {
        return Scene.as(scene.lena).body(body).patch(Told.ROUTE + "/" + id).then();
    }

    private ValidatableResponse test(String id) {
        return Scene.as(scene.lena).post(Told.ROUTE + "/" + id + "/test").then();
    }

    @Test
    void test_sendsAMarkedAlert_andTellsHowItWent() {
        String id = create();

        test(id).statusCode(200).body(at("delivered", equalTo(true)));

        assertThat(receiver.await(1).getFirst().header("X-Claviger-Event")).isEqualTo("test");
        assertThat(receiver.calls().getFirst().json().at("/data/test").asBoolean())
                .isTrue();
        receiver.answers(403, Map.of(), "");
        test(id).statusCode(200)
                .body(at("delivered", equalTo(false)))
                .body(at("problem", equalTo("127.0.0.1 answered with status 403")));
        assertThat(scene.alerts("R00")).isEmpty();
    }

    @Test
    void change_keepsWhatIsAbsentOrHidden_andIsRecorded() {
        String id = create();

        patch(
                        id,
                        Map.of(
                                "name",
                                "night shift",
                                "minSeverity",
                                "high",
                                "enabled",
                                false,
                                "settings",
                                Map.of("url", "******", "signingSecret", "******")))
                .statusCode(200)
                .body(at("name", equalTo("night shift")))
                .body(at("minSeverity", equalTo("high")))
                .body(at("state", equalTo("disabled")))
                .body(at("states[0]", equalTo("open")));
        test(id).body(at("delivered", equalTo(true)));

        assertThat(receiver.await(1).getFirst().path()).isEqualTo("/top-secret-path");
        assertThat(receiver.calls().getFirst().header("X-Claviger-Signature")).isNotEmpty();
        scene.happens(List.of(scene.now("org-admin-bypassed-sso")));
        assertThat(receiver.calls()).hasSize(1);
        await().atMost(Told.SOON)
                .until(() -> Rows.find(
                                        "SELECT 1 FROM trail WHERE org = ? AND name = 'update-alert-destination' AND metadata ->> 'enabled' = 'false'",
                                        scene.jobs.org.toString())
                                .size()
                        == 1);
    }

    @Test
    void T13_credentials_areSealed_andToldNowhere() {
        try (LogCanary canary = LogCanary.listen();
                EventTap events = EventTap.on(RealEngines.ACCESS_EVENTS);
                EventTap alerts = EventTap.on(RealEngines.ALERTS)) {
            String id = create();
            receiver.answers(500, Map.of(), "");
            scene.happens(List.of(scene.now("org-admin-bypassed-sso")));
            told.awaitHealth(id, health -> health.getInt("failures") > 1);
            var _ = alerts.awaitEvent(event -> event.key().equals(scene.jobs.org.toString()), Told.SOON);

            Scene.as(scene.lena)
                    .get(Told.ROUTE)
                    .then()
                    .statusCode(200)
                    .body(at("destinations", hasSize(1)))
                    .body(at("destinations[0].settings.url", equalTo("******")))
                    .body(at("destinations[0].host", equalTo("127.0.0.1")))
                    .body(not(containsString("top-secret")))
                    .body(not(containsString(SECRET)));
            canary.assertSilent(SECRET); // the receiver itself, in this JVM, logs the path
            assertThat(events.all().toString()
                            + alerts.all()
                            + receiver.calls().getFirst().body())
                    .doesNotContain("top-secret", SECRET);
            assertThat(Rows.find(
                            "SELECT position('top-secret'::bytea IN sealed) FROM alert_destination WHERE id = ?",
                            UUID.fromString(id)))
                    .containsExactly(0);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254/latest/meta-data",
                "http://[::ffff:169.254.169.254]/",
                "https://10.0.0.1/",
                "https://localhost.localdomain.invalid/"
            })
    void T8_forbiddenAddress_isNotCalled(String url) {
        for (String kind : List.of("webhook", "slack")) {
            String id = told.to(kind, Map.of("url", url), Map.of());

            test(id).statusCode(200)
                    .body(at("delivered", equalTo(false)))
                    .body(at("problem", containsString("Cannot fetch from")));
        }
    }

    @Test
    void nonsense_isRefused() {
        Map<String, Object> good = Map.of("url", "https://example.com/in");
        post(Map.of()).statusCode(422);
        post(Map.of("kind", "pigeon", "name", "a", "settings", good)).statusCode(422);
        post(Map.of("kind", "webhook", "name", "a", "settings", Map.of("url", "ftp://example.com")))
                .statusCode(422);
        post(Map.of("kind", "webhook", "name", "a", "settings", Map.of("url", "https://u:p@example.com")))
                .statusCode(422);
        post(Map.of("kind", "webhook", "name", "a", "settings", Map.of("url", "https://a.b", "more", "x")))
                .statusCode(422);
        post(Map.of("kind", "webhook", "name", "a", "settings", Map.of("url", "******")))
                .statusCode(422);
        post(Map.of("kind", "webhook", "name", "a", "settings", good, "minSeverity", "urgent"))
                .statusCode(422);
        post(Map.of("kind", "webhook", "name", "a", "settings", good, "states", List.of()))
                .statusCode(422);
        post(Map.of("kind", "webhook", "name", "a", "settings", good, "projects", List.of("mine")))
                .statusCode(422);
        post(Map.of("kind", "webhook", "name", "a", "settings", good, "rules", Collections.singletonList(null)))
                .statusCode(422);
        patch(create(), Map.of("kind", "slack")).statusCode(422);
        Scene.as(scene.lena).get(Told.ROUTE + "/nonsense").then().statusCode(422);
        assertThat(Rows.find("SELECT 1 FROM alert_destination WHERE org = ?", scene.jobs.org.toString()))
                .hasSize(1);
    }

    @Test
    void T23_destinations_areLimited() {
        for (int each = 0; each < 20; each++) {
            create();
        }

        post(Map.of("kind", "webhook", "name", "a", "settings", Map.of("url", "https://example.com/in")))
                .statusCode(400)
                .body(at("message", containsString("can have 20 destinations")));
    }

    @Test
    void T16_destinationOfAnotherOrganisation_isNotThere() {
        String id = create();
        String stranger = TestTokens.admin(UUID.randomUUID()).make();

        Scene.as(stranger).get(Told.ROUTE + "/" + id).then().statusCode(404);
        Scene.as(stranger).body("{}").patch(Told.ROUTE + "/" + id).then().statusCode(404);
        Scene.as(stranger).post(Told.ROUTE + "/" + id + "/test").then().statusCode(404);
        Scene.as(stranger).delete(Told.ROUTE + "/" + id).then().statusCode(404);
        Scene.as(stranger).get(Told.ROUTE).then().body(at("destinations", hasSize(0)));
        assertThat(receiver.calls()).isEmpty();
        Scene.as(scene.lena).delete(Told.ROUTE + "/" + id).then().statusCode(204);
        Scene.as(scene.lena).get(Told.ROUTE + "/" + id).then().statusCode(404);
    }

    @Test
    void T14_members_mayNot_andTheRefusalIsRecorded() {
        String member =
                TestTokens.identity().orgId(scene.jobs.org).orgRole("member").make();

        Scene.as(member).get(Told.ROUTE).then().statusCode(403);
        Scene.as(member).body("{}").post(Told.ROUTE).then().statusCode(403);

        await().atMost(Told.SOON)
                .until(() ->
                        Rows.find("SELECT 1 FROM trail WHERE org = ? AND outcome = 'denied'", scene.jobs.org.toString())
                                        .size()
                                == 2);
    }
}
