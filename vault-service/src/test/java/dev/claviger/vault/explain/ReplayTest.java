package dev.claviger.vault.explain;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.Person;
import dev.claviger.vault.RecordedEvents;
import dev.claviger.vault.TestAuth;
import dev.claviger.vault.TestProject;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a change would have done to what really happened. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
@QuarkusTestResource(TestAuth.class)
@QuarkusTestResource(TestAudit.class)
class ReplayTest {
    private static final Map<String, Object> READ =
            Map.of("subject", "secrets", "action", List.of("describeSecret", "readValue"));
    private static final Map<String, Object> READ_DEV = Map.of(
            "subject",
            "secrets",
            "action",
            List.of("describeSecret", "readValue"),
            "conditions",
            Map.of("environment", "dev"));

    private TestProject project;
    private Person admin;

    @BeforeEach
    void aProject() {
        project = TestProject.fresh();
        admin = project.admin();
    }

    @Test
    void recordedReads_thatTheChangeWouldRefuse_areListedWithTheirCount() {
        // given
        String role = role(List.of(READ));
        Person robot = project.member("careful");
        says(
                decision(robot.id(), "readValue", "prod", "PASSWORD", "allowed", 42),
                decision(robot.id(), "readValue", "dev", "PASSWORD", "allowed", 7),
                decision(robot.id(), "edit", "prod", "PASSWORD", "denied", 3),
                decision(UUID.randomUUID(), "readValue", "prod", "PASSWORD", "allowed", 5));

        // when
        Response answer = whatIf(role, List.of(READ_DEV));

        // then
        answer.then()
                .statusCode(200)
                .body(at("recorded.missing", nullValue()))
                .body(at("recorded.days", is(30)))
                .body(at("recorded.considered", is(4)))
                .body(at("recorded.complete", is(true)))
                .body(at("recorded.changed", hasSize(1)))
                .body(at("recorded.changed[0].id", equalTo(robot.id().toString())))
                .body(at("recorded.changed[0].environment", equalTo("prod")))
                .body(at("recorded.changed[0].secretName", equalTo("PASSWORD")))
                .body(at("recorded.changed[0].recorded", equalTo("allowed")))
                .body(at("recorded.changed[0].before", equalTo("allowed")))
                .body(at("recorded.changed[0].after", equalTo("denied")))
                .body(at("recorded.changed[0].count", is(42)));
        assertThat(RecordedEvents.of(admin.orgId(), "what-if-access"))
                .extracting(event -> event.getInt("data.metadata.recordedDecisions"))
                .containsExactly(4);
    }

    @Test
    void recordedRefusals_thatTheChangeWouldAllow_areListed() {
        String role = role(List.of(READ_DEV));
        Person robot = project.member("careful");
        says(decision(robot.id(), "readValue", "prod", null, "denied", 9));

        whatIf(role, List.of(READ))
                .then()
                .body(at("recorded.changed", hasSize(1)))
                .body(at("recorded.changed[0].recorded", equalTo("denied")))
                .body(at("recorded.changed[0].after", equalTo("allowed")));
        whatIf(role, List.of(READ_DEV)).then().body(at("recorded.changed", empty()));
    }

    @ParameterizedTest
    @CsvSource({
        "503, {}, did not answer",
        "500, oops, did not answer",
        "200, oops, did not answer",
        "403, {}, You may not read the audit log",
        "400, {}, too many decisions"
    })
    void withoutAuditService_thePrincipalsPartIsThere_andTheAnswerSaysWhatIsMissing(
            int status, String body, String words) {
        String role = role(List.of(READ));
        Person robot = project.member("careful");
        TestAudit.says(project.id().toString(), status, body);

        whatIf(role, List.of())
                .then()
                .statusCode(200)
                .body(at("principals.id", equalTo(List.of(robot.id().toString()))))
                .body(at("recorded.missing", containsString(words)))
                .body(at("recorded.complete", is(false)))
                .body(at("recorded.changed", empty()));
    }

    @Test
    void oddDecisions_areLeftOut() {
        String role = role(List.of(READ));
        says(
                new JsonObject(),
                new JsonObject().put("actorType", "service").put("actorId", "x"),
                decision(UUID.randomUUID(), "readValue", "prod", "A", "allowed", 1)
                        .put("lastAt", "yesterday"),
                decision(UUID.randomUUID(), "readValue", "prod", "A", "allowed", 1)
                        .put("actorId", "../../x"));

        whatIf(role, List.of()).then().statusCode(200).body(at("recorded.considered", is(0)));
    }

    private void says(JsonObject... decisions) {
        JsonArray all = new JsonArray();
        List.of(decisions).forEach(all::add);
        TestAudit.says(
                project.id().toString(),
                200,
                new JsonObject().put("decisions", all).put("complete", true).encode());
    }

    private static JsonObject decision(
            UUID who, String action, String environment, @Nullable String name, String decided, long count) {
        return new JsonObject()
                .put("actorType", "identity")
                .put("actorId", who.toString())
                .put("action", action)
                .put("subject", "secrets")
                .put("environment", environment)
                .put("secretPath", "/")
                .put("secretName", name)
                .put("decision", decided)
                .put("count", count)
                .put("lastAt", "2026-11-20T10:00:00.000Z");
    }

    private String role(List<Map<String, Object>> rules) {
        return valueAt(
                admin.sends(Map.of("slug", "careful", "name", "careful", "permissions", rules))
                        .post("/api/v2/workspace/%s/roles".formatted(project.id()))
                        .then()
                        .statusCode(200)
                        .extract(),
                "role.id");
    }

    private Response whatIf(String role, List<Map<String, Object>> rules) {
        return admin.sends(Map.of(
                        "projectId", project.id(), "change", Map.of("role", Map.of("id", role, "permissions", rules))))
                .post("/api/x/what-if");
    }
}
