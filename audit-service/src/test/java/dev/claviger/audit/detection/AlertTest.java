package dev.claviger.audit.detection;

import static dev.claviger.testkit.JsonAt.at;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.claviger.audit.Rows;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Alerts are raised once, move on, and are nobody else's. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
class AlertTest {
    private static final String ALERTS = "/api/x/alerts";
    private static final String DETECTION = "/api/x/detection";

    private final Scene scene = new Scene();

    @AfterEach
    void close() {
        scene.close();
    }

    private List<AccessEvent> decoy() {
        return List.of(scene.read(1).with("honeytoken", true));
    }

    @Test
    void alert_isRaisedOnce_whenTheSameStretchIsLookedAtAgain() {
        scene.happens(decoy());

        Rows.execute("UPDATE detection_cursor SET next_index = 0 WHERE org = '%s'".formatted(scene.jobs.org));
        scene.settled();

        assertThat(scene.alerts("R07")).hasSize(1);
        assertThat(Rows.find("SELECT 1 FROM trail WHERE org = ? AND name = 'alert.raised'", scene.jobs.org.toString()))
                .hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void entryOnWhichARuleFails_isPassedOver_byThatRuleOnly() {
        UUID other = UUID.randomUUID();
        Rows.execute(
                "ALTER TABLE detection_alert ADD CONSTRAINT broken CHECK (rule <> 'R12' OR subject <> 'identity:%s')"
                        .formatted(scene.identity));
        try {
            scene.happens(List.of(
                    scene.read(1),
                    scene.now("org-admin-bypassed-sso").with("honeytoken", true),
                    scene.by(other, "org-admin-bypassed-sso")));
        } finally {
            Rows.execute("ALTER TABLE detection_alert DROP CONSTRAINT broken");
        }

        assertThat(scene.alerts("R12")).containsExactly("identity:" + other);
        assertThat(scene.alerts("R07")).containsExactly("identity:" + scene.identity);
        assertThat(Rows.find("SELECT problem FROM detection_cursor WHERE org = ?", scene.jobs.org.toString()))
                .singleElement()
                .asString()
                .contains("R12 passed over entry 1: PgException");
        Scene.as(scene.lena)
                .get(DETECTION + "/health")
                .then()
                .statusCode(200)
                .body(at("lastRunAt", notNullValue()))
                .body(at("size", org.hamcrest.Matchers.greaterThanOrEqualTo(3)))
                .body(at("rules", hasSize(20)))
                .body(at("rules[11].id", equalTo("R12")))
                .body(at("rules[11].state", equalTo("passed-over")))
                .body(at("rules[11].passedOver", equalTo(1)))
                .body(at("rules[11].errors", equalTo(6)))
                .body(at("rules[11].lastErrorIndex", equalTo(1)))
                .body(at("rules[11].lastError", equalTo("PgException")))
                .body(at("rules[6].state", equalTo("ok")))
                .body(at("rules[10].state", equalTo("ok")));
        assertThat(io.restassured.RestAssured.get("/q/metrics").asString())
                .contains("claviger_audit_detection_errors_total{rule=\"R12\"")
                .contains("claviger_audit_detection_passed_over_total{rule=\"R12\"")
                .contains("claviger_audit_detection_behind ")
                .contains("claviger_audit_detection_rule_seconds_count{rule=\"R07\"");
        assertThat(Rows.find("SELECT 1 FROM detection_alert WHERE org = ? AND rule = 'R12'", scene.jobs.org.toString()))
                .hasSize(1);
    }

    /** The event holds the NUL as it came; nothing of the event may be read by the database. */
    @Test
    void T14_nulInAnEvent_hidesNoTokenThatIsUsedElsewhere() {
        String token = UUID.randomUUID().toString();
        AccessEvent use = scene.from("203.0.113.9").with("userAgentNote", "x\0y");

        scene.happens(List.of(
                scene.now("login-identity-oidc-auth").with("identityAccessTokenId", token),
                use.by(
                        new dev.claviger.kernel.event.Actor(
                                "identity", scene.identity.toString(), "a\0b", "oidc-auth", token),
                        scene.jobs.org,
                        use.provenance())));

        assertThat(scene.alerts("R05")).hasSize(1);
        assertThat(Rows.find("SELECT rule FROM detection_failure WHERE org = ?", scene.jobs.org.toString()))
                .isEmpty();
    }

    @Test
    void actorWithANulInItsName_isNoWayAround() {
        AccessEvent event = scene.now("org-admin-bypassed-sso");

        scene.happens(List.of(event.by(
                new dev.claviger.kernel.event.Actor("identity", scene.identity.toString(), "a\0b", "", ""),
                scene.jobs.org,
                event.provenance())));

        assertThat(scene.alerts("R12")).hasSize(1);
    }

    @Test
    void alert_movesOn_withItsHistory() {
        scene.happens(decoy());
        String id = scene.alert("R07");

        move(id, "acknowledged", "I look").statusCode(200).body(at("state", equalTo("acknowledged")));
        move(id, "false-positive", "").statusCode(422);
        move(id, "resolved", "rotated").statusCode(200);
        move(id, "acknowledged", "").statusCode(400);
        move(id, "open", "again").statusCode(200);

        Scene.as(scene.lena)
                .get(ALERTS + "/" + id)
                .then()
                .statusCode(200)
                .body(at("severity", equalTo("critical")))
                .body(at("state", equalTo("open")))
                .body(at("history.state", contains("acknowledged", "resolved", "open")))
                .body(at("history.note", contains("I look", "rotated", "again")))
                .body(at("history[0].by.id", notNullValue()));
    }

    private io.restassured.response.ValidatableResponse move(String id, String state, String note) {
        return Scene.as(scene.lena)
                .body(Map.of("state", state, "note", note))
                .patch(ALERTS + "/" + id)
                .then();
    }

    @Test
    void alerts_arePaged_filtered_andCounted() {
        scene.happens(List.of(scene.now("org-admin-bypassed-sso"), decoy().getFirst()));

        String next = Scene.as(scene.lena)
                .queryParam("limit", 1)
                .get(ALERTS)
                .then()
                .body(at("alerts", hasSize(1)))
                .extract()
                .path("nextCursor");
        Scene.as(scene.lena)
                .queryParam("limit", 1)
                .queryParam("cursor", next)
                .get(ALERTS)
                .then()
                .body(at("alerts", hasSize(1)))
                .body(at("nextCursor", nullValue()));
        Scene.as(scene.lena)
                .queryParam("severity", "critical")
                .queryParam("state", "open")
                .get(ALERTS + "/count")
                .then()
                .body(at("count", equalTo(1)));
        Scene.as(scene.lena).queryParam("cursor", "garbage").get(ALERTS).then().statusCode(422);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"+1000000000-01-01T00:00:00Z", "-1000000000-01-01T00:00:00Z", "0000-01-01T00:00:00Z", "soon"})
    void cursorThatWeNeverGave_isRefused(String raisedAt) {
        String cursor = Base64.getUrlEncoder().encodeToString((raisedAt + "/" + UUID.randomUUID()).getBytes(UTF_8));

        Scene.as(scene.lena).queryParam("cursor", cursor).get(ALERTS).then().statusCode(422);
    }

    /** Rules look at logs in turn; one that never rests must not keep a new one waiting. */
    @Test
    void T20_busyLog_keepsNoNewOneWaiting() throws InterruptedException {
        try (Scene fresh = new Scene()) {
            scene.happens(List.of(scene.read(1)));
            AtomicBoolean enough = new AtomicBoolean();
            Thread busy = Thread.ofVirtual().start(() -> {
                while (!enough.get()) {
                    scene.jobs.record(scene.read(1));
                }
            });
            try {
                fresh.happens(List.of(fresh.read(1).with("honeytoken", true)));
            } finally {
                enough.set(true);
                busy.join();
            }

            assertThat(fresh.alerts("R07")).hasSize(1);
        }
    }

    @Test
    void T16_alerts_areNobodyElses() {
        scene.happens(decoy());
        String id = scene.alert("R07");
        String stranger = TestTokens.admin(UUID.randomUUID()).make();
        String outsider =
                TestTokens.identity().orgId(scene.jobs.org).orgRole("no-access").make();

        Scene.as(stranger).get(ALERTS + "/" + id).then().statusCode(404);
        Scene.as(stranger)
                .body(Map.of("state", "resolved"))
                .patch(ALERTS + "/" + id)
                .then()
                .statusCode(404);
        Scene.as(stranger).get(ALERTS).then().body(at("alerts", hasSize(0)));
        Scene.as(outsider).get(ALERTS).then().statusCode(403);
        Scene.as(outsider).get(DETECTION + "/rules").then().statusCode(403);
        Scene.as(outsider).get(DETECTION + "/health").then().statusCode(403);
    }

    @Test
    void rule_isTurnedOff_andItsAlertsStop() {
        turn(scene.lena, "R12", false).body(at("enabled", equalTo(false)));

        scene.happens(List.of(scene.now("org-admin-bypassed-sso")));

        assertThat(scene.alerts("R12")).isEmpty();
    }

    @Test
    void T18_ruleAboutTheLog_needsTwoAdministratorsToGoOff() {
        turn(scene.lena, "R07", false).body(at("enabled", equalTo(true))).body(at("offAskedBy", notNullValue()));
        turn(scene.lena, "R07", false).body(at("enabled", equalTo(true)));
        scene.happens(decoy());
        assertThat(scene.alerts("R07")).hasSize(1);

        turn(scene.mona, "R07", false).body(at("enabled", equalTo(false)));
    }

    private io.restassured.response.ValidatableResponse turn(String token, String rule, boolean on) {
        return Scene.as(token)
                .body(Map.of("enabled", on))
                .patch(DETECTION + "/rules/" + rule)
                .then()
                .statusCode(200);
    }

    @Test
    void everyRule_runs_andTakesItsOwnThresholdsOnly() {
        Scene.as(scene.lena)
                .get(DETECTION + "/rules")
                .then()
                .body(at("rules", hasSize(20)))
                .body(at("rules.enabled", everyItem(equalTo(true))))
                .body(at("rules.rule.running", everyItem(equalTo(true))));
        Scene.as(scene.lena)
                .body(Map.of("thresholds", Map.of("count", 0)))
                .patch(DETECTION + "/rules/R01")
                .then()
                .statusCode(422);
        Scene.as(scene.lena)
                .body(Map.of("thresholds", Map.of("count", 5)))
                .patch(DETECTION + "/rules/R11")
                .then()
                .statusCode(422);
    }

    @Test
    void suppression_silencesOneSubject_untilItIsEnded() {
        String subject = "identity:" + scene.identity;
        String id = suppress("R12", subject).statusCode(200).extract().path("id");
        suppress("R07", subject).statusCode(422);
        scene.happens(List.of(scene.now("org-admin-bypassed-sso")));
        assertThat(scene.alerts("R12")).isEmpty();

        Scene.as(scene.lena).delete(DETECTION + "/suppressions/" + id).then().statusCode(204);
        scene.happens(List.of(scene.now("org-admin-bypassed-sso")));

        assertThat(scene.alerts("R12")).containsExactly(subject);
    }

    private io.restassured.response.ValidatableResponse suppress(String rule, String subject) {
        String until = Clock.systemUTC().instant().plus(Duration.ofHours(1)).toString();
        return Scene.as(scene.lena)
                .body(Map.of("rule", rule, "subject", subject, "reason", "a drill", "expiresAt", until))
                .post(DETECTION + "/suppressions")
                .then();
    }

    @Test
    void dryRun_showsWhatWouldHaveFired_andRaisesNothing() {
        scene.happens(Stream.generate(() -> scene.now("get-secret").denied("no rule"))
                .limit(8)
                .toList());

        dryRun(8).body(at("alerts", equalTo(1))).body(at("complete", equalTo(true)));
        dryRun(9).body(at("alerts", equalTo(0)));

        assertThat(scene.alerts("R01")).isEmpty();
    }

    private io.restassured.response.ValidatableResponse dryRun(int count) {
        return Scene.as(scene.lena)
                .body(Map.of("rule", "R01", "days", 1, "thresholds", Map.of("count", count)))
                .post(DETECTION + "/dry-run")
                .then()
                .statusCode(200);
    }
}
