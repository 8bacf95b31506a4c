package dev.claviger.sync.rotating;

import static dev.claviger.sync.AuditStub.ROUTE;
import static dev.claviger.sync.AuditStub.exposed;
import static dev.claviger.sync.AuditStub.plan;
import static dev.claviger.sync.AuditStub.report;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.claviger.sync.AuditStub;
import dev.claviger.sync.VaultStub;
import dev.claviger.testkit.EventTap;
import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestPrincipals;
import dev.claviger.testkit.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** From a leak to credentials that nobody takes any more. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "sync"))
@QuarkusTestResource(VaultStub.class)
@QuarkusTestResource(AuditStub.class)
class EmergencyTest {
    private final UUID loose = UUID.randomUUID();

    private Response post(String token, String route, Map<String, ?> body) {
        return given().auth()
                .oauth2(token)
                .contentType("application/json")
                .body(body)
                .post(ROUTE + route);
    }

    private Response get(String token, String route) {
        return given().auth().oauth2(token).get(ROUTE + route);
    }

    /** Both secrets of the rotation, and one that only people can replace. */
    private Map<String, Object> leak(RotationStage stage, String rotation, boolean withLoose) {
        List<Map<String, Object>> pair = List.of(
                exposed(VaultStub.rotatedId(rotation, "DB_USER"), stage.project, "DB_USER", false),
                exposed(VaultStub.rotatedId(rotation, "DB_PASSWORD"), stage.project, "DB_PASSWORD", false));
        Map<String, Object> single = exposed(loose, stage.project, "API_KEY", false);
        return report("job 1", withLoose ? List.of(pair.get(0), pair.get(1), single) : pair, List.of());
    }

    private String leader(RotationStage stage) {
        return VaultStub.allowed(
                        TestTokens.identity().orgId(stage.org),
                        stage.project,
                        "rotate-secrets secret-rotation",
                        "edit secrets")
                .orgRole("member")
                .make();
    }

    private String planned(String token, Map<String, Object> report, boolean start) {
        return post(token, "", plan(report, start))
                .then()
                .statusCode(200)
                .extract()
                .path("emergency.id");
    }

    private void awaitState(String token, String id, int step, String state) {
        await().atMost(RotationStage.LONG)
                .untilAsserted(() ->
                        get(token, "/" + id).then().body("emergency.steps[%d].state".formatted(step), equalTo(state)));
    }

    @Test
    void leak_endsWithCredentialsThatNobodyTakes_andAReportThatShowsIt() {
        try (RotationStage stage = new RotationStage();
                EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            String token = leader(stage);
            String rotation = stage.create(Map.of());
            Map<String, String> leaked = stage.secrets(rotation);

            String id = planned(token, leak(stage, rotation, true), false);
            get(token, "/" + id)
                    .then()
                    .body("emergency.status", equalTo("planned"))
                    .body("emergency.steps", hasSize(2))
                    .body("emergency.steps[0].kind", equalTo("rotate"))
                    .body("emergency.steps[0].isAutomatic", is(true))
                    .body("emergency.steps[0].secrets.key", equalTo(List.of("DB_USER", "DB_PASSWORD")))
                    .body("emergency.steps[1].kind", equalTo("replace"))
                    .body("emergency.steps[1].isAutomatic", is(false));
            assertThat(stage.works(leaked)).isTrue();
            post(token, "/" + id + "/start", Map.of()).then().statusCode(200);
            awaitState(token, id, 0, "done");

            assertThat(stage.works(leaked)).isFalse();
            assertThat(stage.works(stage.secrets(rotation))).isTrue();
            byHand(token, id);
            List.of("DB_USER", "DB_PASSWORD").forEach(name -> AuditStub.replaced(VaultStub.rotatedId(rotation, name)));
            post(token, "/" + id + "/close", Map.of("conclusion", "token was in a log"))
                    .then()
                    .statusCode(200)
                    .body("emergency.status", equalTo("closed"))
                    .body("emergency.aftermath.stillNewest", is(0));
            shows(token, id);
            var _ = tap.awaitEvent(
                    event -> event.text().contains("end-emergency-step")
                            && event.text().contains(id)
                            && event.text().contains(rotation),
                    Duration.ofSeconds(20));
        }
    }

    private void byHand(String token, String id) {
        String step = get(token, "/" + id).path("emergency.steps[1].id");
        String route = "/" + id + "/steps/" + step;
        post(token, "/" + id + "/close", Map.of("conclusion", "x"))
                .then()
                .statusCode(400)
                .body("message", containsString("Steps are left"));
        given().auth()
                .oauth2(token)
                .contentType("application/json")
                .body(Map.of("assignee", "mona"))
                .patch(ROUTE + route)
                .then()
                .statusCode(200)
                .body("emergency.steps[1].assignee", equalTo("mona"));
        post(token, route + "/complete", Map.of("note", "done"))
                .then()
                .statusCode(400)
                .body("message", containsString("still the newest"));
        post(token, route + "/retry", Map.of()).then().statusCode(400);
        post(token, route + "/skip", Map.of()).then().statusCode(422);
        AuditStub.replaced(loose);
        post(token, route + "/complete", Map.of("note", "done"))
                .then()
                .statusCode(200)
                .body("emergency.steps[1].state", equalTo("done"))
                .body("emergency.steps[1].proof.confirmedBy", equalTo("log"))
                .body("emergency.steps[1].proof.secrets[0].replacedBy", is(2));
        post(token, route + "/complete", Map.of("note", "again")).then().statusCode(400);
    }

    private void shows(String token, String id) {
        get(token, "/" + id + "/report")
                .then()
                .statusCode(200)
                .body("isContained", is(true))
                .body("emergency.steps[0].proof.confirmedBy", equalTo("target"))
                .body("emergency.steps[0].proof.retiredCredentials", hasSize(1))
                .body("emergency.steps[0].proof.rotationEvents", hasSize(2))
                .body("emergency.steps[0].logProof", containsString("/api/x/logs/proofs/"))
                .body("missing", hasItem("Copies outside are not in the log."));
        get(token, "/" + id + "/report/html")
                .then()
                .statusCode(200)
                .header("Content-Security-Policy", containsString("default-src 'none'"))
                .body(containsString("bad &lt;day&gt;"))
                .body(not(containsString("bad <day>")));
    }

    @Test
    void deadReplica_isFollowedByAnother_whichRotatesNothingTwice() {
        try (RotationStage stage = new RotationStage()) {
            String token = leader(stage);
            String rotation = stage.create(Map.of());
            Map<String, String> leaked = stage.secrets(rotation);
            String id = planned(token, leak(stage, rotation, false), false);
            RotationStage.sync("UPDATE emergency SET grace_ms = 3600000 WHERE id = ?", id);
            post(token, "/" + id + "/start", Map.of()).then().statusCode(200);
            await().atMost(RotationStage.LONG)
                    .untilAsserted(() -> get(token, "/" + id)
                            .then()
                            .body("emergency.steps[0].message", containsString("Consumers are given time")));

            // it died after the first rotation and before it had said so, and holds the step
            RotationStage.sync(
                    "UPDATE emergency_step SET owner = gen_random_uuid(), due_at = now() + interval '2 seconds',"
                            + " message = NULL, progress = progress || '{\"rotationEvents\":[]}' WHERE emergency_id = ?",
                    id);
            await().atMost(RotationStage.LONG)
                    .untilAsserted(() -> get(token, "/" + id)
                            .then()
                            .body("emergency.steps[0].message", containsString("Consumers are given time")));

            assertThat(VaultStub.publications(rotation)).isEqualTo(2);
            assertThat(stage.works(leaked)).isTrue();
            RotationStage.sync("UPDATE emergency SET grace_ms = 0 WHERE id = ?", id);
            awaitState(token, id, 0, "done");
            assertThat(stage.works(leaked)).isFalse();
            assertThat(VaultStub.publications(rotation)).isEqualTo(3);
        }
    }

    @Test
    void replacedOnce_isNotSafe_andTheOneBeforeIsEnded() {
        try (RotationStage stage = new RotationStage()) {
            String token = leader(stage);
            String rotation = stage.create(Map.of());
            Map<String, String> leaked = stage.secrets(rotation);
            stage.rotate(rotation).then().statusCode(200);
            Map<String, String> present = stage.secrets(rotation);
            assertThat(stage.works(leaked)).isTrue();

            String id = planned(
                    token,
                    report(
                            "job 1",
                            List.of(exposed(
                                    VaultStub.rotatedId(rotation, "DB_PASSWORD"), stage.project, "DB_PASSWORD", true)),
                            List.of()),
                    true);
            awaitState(token, id, 0, "done");

            assertThat(stage.works(leaked)).isFalse();
            assertThat(stage.works(present)).isFalse();
            assertThat(stage.works(stage.secrets(rotation))).isTrue();
            assertThat(VaultStub.publications(rotation)).isEqualTo(4);
        }
    }

    @Test
    void tokenOfGitLab_ends_althoughItWasToBeKeptForADay_andNobodyConfirms() {
        try (TokenStage stage = new TokenStage()) {
            String token = VaultStub.allowed(
                            TestTokens.identity().orgId(stage.org), stage.project, "rotate-secrets secret-rotation")
                    .orgRole("member")
                    .make();
            String rotation = stage.create(Map.of("keepOldHours", 24));
            String leaked = stage.secret(rotation);
            stage.rotate(rotation).then().statusCode(200);
            await().atMost(RotationStage.LONG)
                    .until(() -> RotationStage.count(
                                    "SELECT count(*) FROM rotation_credential WHERE rotation_id = ? AND state = 'REPLACED'",
                                    UUID.fromString(rotation))
                            == 1);
            assertThat(stage.gitlab.isActive(leaked)).isTrue();

            String id = planned(
                    token,
                    report(
                            "job 1",
                            List.of(exposed(
                                    VaultStub.rotatedId(rotation, "DEPLOY_TOKEN"),
                                    stage.project,
                                    "DEPLOY_TOKEN",
                                    true)),
                            List.of()),
                    true);
            awaitState(token, id, 0, "done");

            assertThat(stage.gitlab.isActive(leaked)).isFalse();
            assertThat(stage.works(rotation)).isTrue();
            assertThat(VaultStub.publications(rotation)).isEqualTo(3);
        }
    }

    /** The log tells of what leaked under the name that it had. */
    @Test
    void renamedSecret_isRotatedAllTheSame() {
        try (RotationStage stage = new RotationStage()) {
            String token = leader(stage);
            String rotation = stage.create(Map.of());
            Map<String, String> leaked = stage.secrets(rotation);
            given().auth()
                    .oauth2(stage.keeper)
                    .contentType("application/json")
                    .body(Map.of("secretsMapping", Map.of("username", "PGUSER", "password", "PGPASSWORD")))
                    .patch(RotationStage.ROUTE + "/" + rotation)
                    .then()
                    .statusCode(200);

            String id = planned(token, leak(stage, rotation, false), true);
            get(token, "/" + id).then().body("emergency.steps.kind", equalTo(List.of("rotate")));
            awaitState(token, id, 0, "done");

            assertThat(stage.works(leaked)).isFalse();
            assertThat(stage.works(Map.of(
                            "DB_USER", String.valueOf(stage.secrets(rotation).get("PGUSER")),
                            "DB_PASSWORD",
                                    String.valueOf(stage.secrets(rotation).get("PGPASSWORD")))))
                    .isTrue();
        }
    }

    /** A comment makes a newer version, with the value that leaked. */
    @Test
    void versionThatHasANewerOne_isNotTakenToBeReplaced() {
        try (RotationStage stage = new RotationStage()) {
            String token = leader(stage);
            String rotation = stage.create(Map.of());
            Map<String, String> leaked = stage.secrets(rotation);

            String id = planned(
                    token,
                    report(
                            "job 1",
                            List.of(exposed(
                                    VaultStub.rotatedId(rotation, "DB_PASSWORD"), stage.project, "DB_PASSWORD", true)),
                            List.of()),
                    true);
            awaitState(token, id, 0, "done");

            assertThat(stage.works(leaked)).isFalse();
        }
    }

    /** Vault-service has the credential, and nobody heard so. */
    @Test
    void credentialThatIsBeingPublished_mayHaveLeakedToo() {
        try (RotationStage stage = new RotationStage()) {
            String token = leader(stage);
            String rotation = stage.create(Map.of());
            VaultStub.treats(stage.project, VaultStub.Manner.FORGETS_TO_ANSWER);
            stage.rotate(rotation).then().statusCode(503);
            Map<String, String> leaked = stage.secrets(rotation);
            String id = planned(token, leak(stage, rotation, false), true);
            await().atMost(RotationStage.LONG)
                    .until(() -> RotationStage.count(
                                    "SELECT count(*) FROM emergency_step WHERE emergency_id = ? AND attempts > 0",
                                    UUID.fromString(id))
                            == 1);
            VaultStub.treats(stage.project, VaultStub.Manner.TAKES);
            awaitState(token, id, 0, "done");

            assertThat(stage.works(leaked)).isFalse();
            assertThat(stage.works(stage.secrets(rotation))).isTrue();
        }
    }

    static Stream<Map.Entry<String, Object>> reportsOfAPart() {
        return Stream.of(Map.entry("complete", false), Map.entry("untraced", 1));
    }

    @ParameterizedTest
    @MethodSource("reportsOfAPart")
    void reportThatWasNotWhole_isNeverContained(Map.Entry<String, Object> lack) {
        try (RotationStage stage = new RotationStage()) {
            String token = leader(stage);
            String rotation = stage.create(Map.of());
            Map<String, Object> part = new java.util.HashMap<>(leak(stage, rotation, false));
            part.put(lack.getKey(), lack.getValue());
            String id = planned(token, part, true);
            awaitState(token, id, 0, "done");
            List.of("DB_USER", "DB_PASSWORD").forEach(name -> AuditStub.replaced(VaultStub.rotatedId(rotation, name)));
            post(token, "/" + id + "/close", Map.of("conclusion", "x")).then().statusCode(200);

            get(token, "/" + id + "/report")
                    .then()
                    .body("isContained", is(false))
                    .body("verdict", hasItem(containsString("not made of the whole")));
        }
    }

    @Test
    void targetAway_isTriedAgain_andADeletedRotationIsATaskForPeople() {
        try (RotationStage stage = new RotationStage()) {
            String token = leader(stage);
            String rotation = stage.create(Map.of());
            stage.wire.cut(true);
            String id = planned(token, leak(stage, rotation, false), true);
            await().atMost(RotationStage.LONG)
                    .untilAsserted(() -> get(token, "/" + id)
                            .then()
                            .body("emergency.steps[0].state", equalTo("running"))
                            .body("emergency.steps[0].message", not(nullValue())));
            stage.wire.cut(false);
            awaitState(token, id, 0, "done");

            String other = planned(token, leak(stage, rotation, false), false);
            stage.delete(rotation, "").then().statusCode(200);
            post(token, "/" + other + "/start", Map.of()).then().statusCode(200);
            awaitState(token, other, 0, "stuck");
            String step = get(token, "/" + other).path("emergency.steps[0].id");
            post(token, "/" + other + "/steps/" + step + "/complete", Map.of("withoutProof", true, "note", "by hand"))
                    .then()
                    .statusCode(200)
                    .body("emergency.steps[0].proof.confirmedBy", equalTo("word"));
            post(token, "/" + other + "/cancel", Map.of("conclusion", "enough"))
                    .then()
                    .statusCode(200)
                    .body("emergency.status", equalTo("cancelled"));
            get(token, "/" + other + "/report").then().body("isContained", is(false));
        }
    }

    @Test
    void T18_nothingIsDone_thatTheCallerMayNotDo() {
        try (RotationStage stage = new RotationStage()) {
            String rotation = stage.create(Map.of());
            String reader = stage.token("read");

            String own = planned(reader, leak(stage, rotation, false), true);
            get(reader, "/" + own)
                    .then()
                    .body("emergency.steps.kind", equalTo(List.of("replace", "replace")))
                    .body("emergency.steps.isAutomatic", equalTo(List.of(false, false)));
            String step = get(reader, "/" + own).path("emergency.steps[0].id");
            post(reader, "/" + own + "/steps/" + step + "/skip", Map.of("note", "no"))
                    .then()
                    .statusCode(403);
            String led = planned(leader(stage), leak(stage, rotation, false), false);
            post(reader, "/" + led + "/start", Map.of()).then().statusCode(403);
            post(reader, "/" + led + "/cancel", Map.of("conclusion", "no"))
                    .then()
                    .statusCode(403);

            assertThat(VaultStub.publications(rotation)).isEqualTo(1);
            get(leader(stage), "/" + led).then().body("emergency.status", equalTo("planned"));
        }
    }

    @Test
    void T16_othersSeeNothing() {
        try (RotationStage stage = new RotationStage()) {
            String rotation = stage.create(Map.of());
            String id = planned(leader(stage), leak(stage, rotation, true), false);
            String stranger = TestTokens.admin(UUID.randomUUID()).make();
            String nobody = VaultStub.allowed(TestTokens.identity().orgId(stage.org), stage.project, "read secrets")
                    .make();
            String auditor = VaultStub.allowed(TestTokens.identity().orgId(stage.org), stage.project, "read audit-logs")
                    .make();

            get(stranger, "/" + id).then().statusCode(404);
            get(stranger, "").then().statusCode(200).body("emergencies", empty());
            get(nobody, "/" + id).then().statusCode(404);
            get(nobody, "/" + id + "/report/html").then().statusCode(404);
            get(nobody, "").then().body("emergencies", empty());
            get(auditor, "/" + id).then().statusCode(200).body("emergency.steps", hasSize(2));
            get(auditor, "").then().body("emergencies.id", hasItem(id));
            post(nobody, "", plan(leak(stage, rotation, true), true)).then().statusCode(403);
        }
    }

    @Test
    void whoMayReadTheLogByARoleOfTheOrganisation_seesAll() {
        try (RotationStage stage = new RotationStage()) {
            String rotation = stage.create(Map.of());
            String id = planned(leader(stage), leak(stage, rotation, true), false);
            UUID reader = UUID.randomUUID();
            String token = TestTokens.identity()
                    .orgId(stage.org)
                    .identityId(reader)
                    .orgRole("no-access")
                    .make();
            get(token, "/" + id).then().statusCode(404);

            TestPrincipals.hold(stage.org, reader, "[{\"subject\":\"audit-logs\",\"action\":\"read\"}]");

            await().atMost(RotationStage.LONG)
                    .untilAsserted(
                            () -> get(token, "/" + id).then().statusCode(200).body("emergency.steps", hasSize(2)));
        }
    }

    @Test
    void badInput_isToldWhatIsWrong() {
        String token = TestTokens.admin(UUID.randomUUID()).make();

        post(token, "", Map.of()).then().statusCode(422);
        post(token, "", Map.of("name", "x", "blast", List.of())).then().statusCode(422);
        post(token, "", Map.of("name", "x", "blast", Map.of("colour", "red")))
                .then()
                .statusCode(400)
                .body("message", containsString("exactly one of"));
        post(token, "", Map.of("name", "x", "graceSeconds", -1, "blast", Map.of()))
                .then()
                .statusCode(422);
        get(token, "/no-id").then().statusCode(422);
        get(token, "/" + UUID.randomUUID()).then().statusCode(404);
        post(token, "/" + UUID.randomUUID() + "/start", Map.of()).then().statusCode(404);
    }
}
