package dev.claviger.vault.explain;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.People;
import dev.claviger.vault.Person;
import dev.claviger.vault.RecordedEvents;
import dev.claviger.vault.TestAuth;
import dev.claviger.vault.TestProject;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
@QuarkusTestResource(TestAuth.class)
class ExplainResourceTest {
    private static final Map<String, Object> READ =
            Map.of("subject", "secrets", "action", List.of("describeSecret", "readValue"));
    private static final Map<String, Object> NOT_PROD = Map.of(
            "subject",
            "secrets",
            "action",
            List.of("readValue"),
            "inverted",
            true,
            "conditions",
            Map.of("environment", "prod"));

    private TestProject project;
    private Person admin;

    @BeforeEach
    void aProject() {
        project = TestProject.fresh();
        admin = project.admin();
    }

    @Test
    void explain_tellsRuleByRule_whatDecided() {
        var _ = role("careful", List.of(READ, NOT_PROD));
        Person robot = project.member("careful");

        explain(admin, "prod", robot)
                .then()
                .statusCode(200)
                .body(at("allowed", equalTo(false)))
                .body(at("decidedBy", equalTo(1)))
                .body(at("rules", hasSize(1)))
                .body(at("rules[0].source.name", equalTo("careful")))
                .body(at("rules[0].rule.inverted", equalTo(true)))
                .body(at("reason", containsString("forbids it; it comes from 'careful'")));
        explain(admin, "dev", robot)
                .then()
                .statusCode(200)
                .body(at("allowed", equalTo(true)))
                .body(at("decidedBy", equalTo(2)))
                .body(at("rules.applied", equalTo(List.of(false, true))));
        explain(robot, "prod", null).then().statusCode(200).body(at("allowed", equalTo(false)));
        assertThat(RecordedEvents.of(admin.orgId(), "explain-access")).hasSize(3);
    }

    @Test
    void T4_whatIsExplained_isWhatIsEnforced() {
        var _ = role("careful", List.of(READ, NOT_PROD));
        var _ = role(
                "late",
                List.of(Map.of(
                        "subject", "secrets",
                        "action", List.of("readValue"),
                        "conditions", Map.of("environment", "prod", "secretName", Map.of("$glob", "PASS*")))));
        secret("dev", "PASSWORD");
        secret("prod", "PASSWORD");

        for (String role : List.of("careful", "late", "viewer", "no-access", "member")) {
            Person robot = project.member(role);
            for (String environment : List.of("dev", "prod")) {
                boolean explained = explain(admin, environment, robot).path("allowed");
                boolean described =
                        explain(admin, environment, robot, "describeSecret").path("allowed");
                int status = robot.calls()
                        .queryParam("projectId", project.id())
                        .queryParam("environment", environment)
                        .queryParam("secretPath", "/")
                        .get("/api/v4/secrets/PASSWORD")
                        .statusCode();
                assertThat(status).as("%s in %s", role, environment).isEqualTo(explained && described ? 200 : 403);
            }
        }
    }

    @Test
    void explain_asksConditionsOnMetadata_bothWays() {
        Map<String, Object> harbour =
                Map.of("metadata", Map.of("$elemMatch", Map.of("key", "team", "value", "harbour")));
        Map<String, Object> lease = Map.of("subject", "dynamic-secrets", "action", List.of("lease"));
        var _ = role("of-harbour", List.of(with(lease, "conditions", harbour)));
        var _ = role("not-of-harbour", List.of(lease, with(with(lease, "conditions", harbour), "inverted", true)));
        Person ours = project.member("of-harbour");
        Person others = project.member("not-of-harbour");
        List<Map<String, String>> ofHarbour =
                List.of(Map.of("key", "tier", "value", "1"), Map.of("key", "team", "value", "harbour"));
        List<Map<String, String>> ofCity = List.of(Map.of("key", "team", "value", "city"));

        assertThat(mayLease(ours, ofHarbour)).isTrue();
        assertThat(mayLease(ours, ofCity)).isFalse();
        assertThat(mayLease(ours, List.of())).isFalse();
        assertThat(mayLease(ours, null)).isFalse();
        assertThat(mayLease(others, ofHarbour)).isFalse();
        assertThat(mayLease(others, ofCity)).isTrue();
        assertThat(mayLease(others, List.of())).isTrue();
        assertThat(mayLease(others, null)).isFalse();
        ours.sends(Map.of("projectId", project.id(), "environment", "dev", "metadata", List.of(Map.of("key", "team"))))
                .post("/api/x/explain")
                .then()
                .statusCode(422);
    }

    private static Map<String, Object> with(Map<String, Object> rule, String field, Object value) {
        Map<String, Object> more = new HashMap<>(rule);
        more.put(field, value);
        return more;
    }

    private boolean mayLease(Person asker, @Nullable List<Map<String, String>> metadata) {
        Map<String, Object> question = new HashMap<>(Map.of(
                "projectId", project.id(),
                "environment", "dev",
                "secretPath", "/",
                "subject", "dynamic-secrets",
                "action", "lease"));
        if (metadata != null) {
            question.put("metadata", metadata);
        }
        return asker.sends(question)
                .post("/api/x/explain")
                .then()
                .statusCode(200)
                .extract()
                .path("allowed");
    }

    @Test
    void explain_saysWhatDoesNotCountNow() {
        Person robot = project.member("no-access");
        admin.sends(Map.of(
                        "identityId", robot.id(),
                        "projectId", project.id(),
                        "slug", "ended",
                        "permissions", List.of(READ),
                        "type",
                                Map.of(
                                        "isTemporary",
                                        true,
                                        "temporaryMode",
                                        "relative",
                                        "temporaryRange",
                                        "1m",
                                        "temporaryAccessStartTime",
                                        Instant.now().minusSeconds(60).toString())))
                .post("/api/v2/identity-project-additional-privilege")
                .then()
                .statusCode(200);

        explain(admin, "dev", robot)
                .then()
                .body(at("allowed", equalTo(false)))
                .body(at("decidedBy", nullValue()))
                .body(at("notActive[0].source.name", equalTo("ended")));
    }

    @Test
    void T18_aboutOthers_needsRightsOnThem_andAStrangerLearnsNothing() {
        var _ = role("reader", List.of(READ));
        Person reader = project.member("reader");
        Person other = project.member("viewer");

        explain(reader, "dev", other).then().statusCode(403);
        explain(reader, "dev", null).then().statusCode(200).body(at("allowed", equalTo(true)));
        whoCan(reader, "dev").then().statusCode(403);
        whatIf(reader, Map.of("membership", Map.of("type", "identity", "id", other.id(), "roles", List.of())))
                .then()
                .statusCode(403);
        Person stranger = Person.alone();
        explain(stranger, "dev", other).then().statusCode(404);
        whoCan(stranger, "dev").then().statusCode(404);
        Person outsider = Person.in(admin.orgId());
        explain(outsider, "dev", null).then().statusCode(403);
        whoCan(outsider, "dev").then().statusCode(403);
        assertThat(RecordedEvents.of(admin.orgId(), "who-can-access"))
                .extracting(event -> event.getString("data.outcome"))
                .containsOnly("denied");
    }

    /** As audit-service asks. */
    @Test
    void explain_tellsWhoMayReadTheAuditLog() {
        String auditors = "auditors";
        var _ = role(auditors, List.of(Map.of("subject", "audit-logs", "action", List.of("read"))));
        var _ = role("careful", List.of(READ));
        Map<String, Object> question = Map.of("projectId", project.id(), "subject", "audit-logs", "action", "read");

        project.member(auditors)
                .sends(question)
                .post("/api/x/explain")
                .then()
                .statusCode(200)
                .body(at("allowed", equalTo(true)));
        project.member("careful")
                .sends(question)
                .post("/api/x/explain")
                .then()
                .statusCode(200)
                .body(at("allowed", equalTo(false)));
        Person.in(admin.orgId()).sends(question).post("/api/x/explain").then().statusCode(403);
        Person.alone().sends(question).post("/api/x/explain").then().statusCode(404);
    }

    @Test
    void whoCan_namesEverybody_andThroughWhat() {
        var _ = role("careful", List.of(READ, NOT_PROD));
        Person viewer = project.member("viewer");
        Person careful = project.member("careful");
        Person ada = People.user(admin.orgId(), "ada@example.com");
        UUID group = People.group(admin.orgId(), "Readers");
        People.join(ada, "ada@example.com", List.of(group));
        admin.sends(Map.of("role", "viewer"))
                .post("/api/v2/workspace/%s/groups/%s".formatted(project.id(), group))
                .then()
                .statusCode(200);

        whoCan(admin, "prod")
                .then()
                .statusCode(200)
                .body(at("complete", equalTo(true)))
                .body(at("principals.id", hasItem(viewer.id().toString())))
                .body(at("principals.id", hasItem(admin.id().toString())))
                .body(at("principals.id", not(hasItem(careful.id().toString()))))
                .body(at("principals.through.group.name", hasItem("Readers")))
                .body(at("principals.name", hasItem("ada@example.com")));
        whoCan(admin, "dev")
                .then()
                .body(at("principals.id", hasItem(careful.id().toString())));
        assertThat(RecordedEvents.of(admin.orgId(), "who-can-access")).hasSize(2);
    }

    @Test
    void T16_whoCan_namesOnlyThoseWhomTheAskerMaySee() {
        Person seen = project.member("viewer");
        Person hidden = project.member("viewer");
        Person ada = People.user(admin.orgId(), "ada@example.com");
        admin.sends(Map.of("usernames", List.of("ada@example.com")))
                .post("/api/v2/workspace/%s/memberships".formatted(project.id()))
                .then()
                .statusCode(200);
        var _ = role(
                "auditor",
                List.of(
                        READ,
                        Map.of("subject", "role", "action", "read"),
                        Map.of(
                                "subject", "identity",
                                "action", "read",
                                "conditions", Map.of("identityId", seen.id().toString()))));
        Person auditor = project.member("auditor");

        String answer = whoCan(auditor, "dev")
                .then()
                .statusCode(200)
                .body(at("principals.id", equalTo(List.of(seen.id().toString()))))
                .body(at("complete", equalTo(false)))
                .extract()
                .asString();

        assertThat(answer).doesNotContain(hidden.id().toString(), ada.id().toString(), "ada@example.com");
    }

    @Test
    void whoCan_marksThoseWhoseRuleDependsOnTheirLogin() {
        var _ = role(
                "branch",
                List.of(Map.of(
                        "subject", "secrets",
                        "action", List.of("readValue"),
                        "conditions", Map.of("environment", "{{identity.auth.oidc.claims.environment}}"))));
        Person robot = project.member("branch");

        whoCan(admin, "dev")
                .then()
                .body(at("principals.id", hasItem(robot.id().toString())))
                .body(at("principals.dependsOnLogin", hasItem(true)));
    }

    @Test
    void reach_namesWhatAnIdentityMayRead_andNothingElse() {
        var _ = role("careful", List.of(READ, NOT_PROD));
        Person robot = project.member("careful");
        secret("dev", "PASSWORD");
        secret("dev", "TOKEN");
        secret("prod", "PASSWORD");

        reach(admin, robot.id())
                .then()
                .statusCode(200)
                .body(at("complete", equalTo(true)))
                .body(at("secrets.environment", equalTo(List.of("dev"))))
                .body(at("secrets[0].secretPath", equalTo("/")))
                .body(at("secrets[0].secretKeys", equalTo(List.of("PASSWORD", "TOKEN"))))
                .body(at("secrets[0].dependsOnLogin", equalTo(false)));
        reach(admin, project.member("no-access").id()).then().body(at("secrets", hasSize(0)));
        assertThat(RecordedEvents.of(admin.orgId(), "reach-access")).hasSize(2);
    }

    @Test
    void reach_countsWhatImportsLend() {
        var _ = role(
                "only-dev",
                List.of(Map.of(
                        "subject", "secrets",
                        "action", List.of("describeSecret", "readValue"),
                        "conditions", Map.of("environment", "dev"))));
        Person robot = project.member("only-dev");
        secret("prod", "PASSWORD");
        reach(admin, robot.id()).then().body(at("secrets", hasSize(0)));

        admin.sends(Map.of(
                        "workspaceId",
                        project.id(),
                        "environment",
                        "dev",
                        "path",
                        "/",
                        "import",
                        Map.of("environment", "prod", "path", "/"),
                        "isReplication",
                        true))
                .post("/api/v1/secret-imports")
                .then()
                .statusCode(200);

        reach(admin, robot.id())
                .then()
                .body(at("secrets.environment", equalTo(List.of("prod"))))
                .body(at("secrets[0].secretKeys", equalTo(List.of("PASSWORD"))));
    }

    @Test
    void reach_marksWhatDependsOnTheLogin() {
        var _ = role(
                "branch",
                List.of(Map.of(
                        "subject", "secrets",
                        "action", List.of("readValue"),
                        "conditions", Map.of("environment", "{{identity.auth.oidc.claims.environment}}"))));
        secret("prod", "PASSWORD");

        reach(admin, project.member("branch").id())
                .then()
                .body(at("secrets[0].secretKeys", equalTo(List.of("PASSWORD"))))
                .body(at("secrets[0].dependsOnLogin", equalTo(true)));
    }

    @Test
    void T16_reach_isForThoseWhoMaySeeTheIdentity_andNamesWhatTheySee() {
        Person robot = project.member("viewer");
        Person other = project.member("viewer");
        secret("dev", "PASSWORD");
        secret("prod", "PASSWORD");
        var _ = role(
                "auditor",
                List.of(
                        READ,
                        Map.of(
                                "subject",
                                "secrets",
                                "action",
                                List.of("describeSecret"),
                                "inverted",
                                true,
                                "conditions",
                                Map.of("environment", "prod")),
                        Map.of("subject", "role", "action", "read"),
                        Map.of(
                                "subject", "identity",
                                "action", "read",
                                "conditions", Map.of("identityId", robot.id().toString()))));
        Person auditor = project.member("auditor");

        reach(auditor, robot.id())
                .then()
                .statusCode(200)
                .body(at("secrets.environment", equalTo(List.of("dev"))))
                .body(at("complete", equalTo(false)));
        reach(auditor, other.id()).then().statusCode(403);
        reach(project.member("no-access"), robot.id()).then().statusCode(403);
        reach(Person.alone(), robot.id()).then().statusCode(404);
        admin.calls()
                .queryParam("projectId", project.id())
                .get("/api/x/reach")
                .then()
                .statusCode(422);
    }

    private Response reach(Person asker, UUID identity) {
        return asker.calls()
                .queryParam("projectId", project.id())
                .queryParam("identityId", identity)
                .get("/api/x/reach");
    }

    @Test
    void whatIf_aRoleChanges_tellsWhoGainsAndWhoLoses() {
        String id = role("careful", List.of(READ, NOT_PROD));
        Person robot = project.member("careful");
        secret("dev", "PASSWORD");
        secret("prod", "PASSWORD");

        whatIf(admin, Map.of("role", Map.of("id", id, "permissions", List.of(READ))))
                .then()
                .statusCode(200)
                .body(at("complete", equalTo(true)))
                .body(at("principals.id", equalTo(List.of(robot.id().toString()))))
                .body(at("principals[0].gains.secrets[0].environment", equalTo("prod")))
                .body(at("principals[0].gains.secrets[0].secrets", equalTo(List.of("PASSWORD"))))
                .body(at("principals[0].gains.secrets[0].action", equalTo("readValue")))
                .body(at("principals[0].losses.secrets", hasSize(0)));
        whatIf(admin, Map.of("role", Map.of("id", id, "permissions", List.of())))
                .then()
                .body(at("principals[0].losses.secrets.environment", hasItem("dev")))
                .body(at("principals[0].gains.secrets", hasSize(0)));
        explain(admin, "prod", robot).then().body(at("allowed", equalTo(false)));
        explain(admin, "dev", robot).then().body(at("allowed", equalTo(true)));
        assertThat(RecordedEvents.of(admin.orgId(), "what-if-access")).hasSize(2);
    }

    @Test
    void whatIf_aMembershipOrAPrivilegeChanges() {
        Person robot = project.member("viewer");
        Person fresh = Person.in(admin.orgId());
        secret("dev", "PASSWORD");

        whatIf(admin, Map.of("membership", Map.of("type", "identity", "id", robot.id(), "roles", List.of())))
                .then()
                .statusCode(200)
                .body(at("principals.id", equalTo(List.of(robot.id().toString()))))
                .body(at("principals[0].losses.secrets.action", hasItem("readValue")));
        whatIf(admin, Map.of("membership", Map.of("type", "identity", "id", fresh.id(), "roles", List.of("member"))))
                .then()
                .body(at("principals.id", equalTo(List.of(fresh.id().toString()))))
                .body(at("principals[0].gains.secrets.action", hasItem("readValue")));
        whatIf(
                        admin,
                        Map.of(
                                "privilege",
                                Map.of(
                                        "type", "identity",
                                        "memberId", robot.id(),
                                        "permissions", List.of(Map.of("subject", "secrets", "action", "delete")))))
                .then()
                .body(at("principals[0].gains.secrets.action", equalTo(List.of("delete", "delete", "delete"))));
        whatIf(admin, Map.of("membership", Map.of("type", "identity", "id", robot.id(), "roles", List.of("viewer"))))
                .then()
                .body(at("principals", hasSize(0)));
    }

    @Test
    void whatIsNoQuestion_isRefused() {
        admin.sends(Map.of()).post("/api/x/explain").then().statusCode(422);
        admin.sends(Map.of("projectId", project.id(), "secretPath", "/a"))
                .post("/api/x/explain")
                .then()
                .statusCode(422);
        admin.sends(Map.of("projectId", project.id(), "environment", "dev", "secretPath", "/a/../b"))
                .post("/api/x/explain")
                .then()
                .statusCode(422);
        admin.sends(Map.of("projectId", project.id(), "principal", Map.of("type", "group", "id", UUID.randomUUID())))
                .post("/api/x/explain")
                .then()
                .statusCode(422);
        admin.calls()
                .queryParam("projectId", project.id())
                .get("/api/x/who-can")
                .then()
                .statusCode(422);
        whatIf(admin, Map.of()).then().statusCode(422);
        whatIf(admin, Map.of("role", Map.of("id", UUID.randomUUID(), "permissions", List.of())))
                .then()
                .statusCode(404);
        whatIf(admin, Map.of("role", Map.of("id", "x", "permissions", List.of())))
                .then()
                .statusCode(422);
        whatIf(admin, Map.of("membership", Map.of("type", "identity", "id", admin.id(), "roles", List.of("missing"))))
                .then()
                .statusCode(404);
        assertThat(List.of("explain-access", "who-can-access", "what-if-access"))
                .extracting(name -> RecordedEvents.of(admin.orgId(), name).stream()
                        .map(event -> event.getString("data.outcome"))
                        .toList())
                .containsExactly(Collections.nCopies(4, "error"), List.of("error"), Collections.nCopies(4, "error"));
    }

    private String role(String slug, List<Map<String, Object>> rules) {
        return valueAt(
                admin.sends(Map.of("slug", slug, "name", slug, "permissions", rules))
                        .post("/api/v2/workspace/%s/roles".formatted(project.id()))
                        .then()
                        .statusCode(200)
                        .extract(),
                "role.id");
    }

    private void secret(String environment, String name) {
        admin.sends(Map.of(
                        "projectId", project.id(), "environment", environment, "secretPath", "/", "secretValue", "x"))
                .post("/api/v4/secrets/" + name)
                .then()
                .statusCode(200);
    }

    private Response explain(Person asker, String environment, @Nullable Person about) {
        return explain(asker, environment, about, "readValue");
    }

    private Response explain(Person asker, String environment, @Nullable Person about, String action) {
        Map<String, Object> body = new HashMap<>(Map.of(
                "projectId",
                project.id(),
                "environment",
                environment,
                "secretPath",
                "/",
                "secretName",
                "PASSWORD",
                "action",
                action));
        if (about != null) {
            body.put("principal", Map.of("type", "identity", "id", about.id()));
        }
        return asker.sends(body).post("/api/x/explain");
    }

    private Response whoCan(Person asker, String environment) {
        return asker.calls()
                .queryParam("projectId", project.id())
                .queryParam("environment", environment)
                .queryParam("secretPath", "/")
                .queryParam("secretName", "PASSWORD")
                .get("/api/x/who-can");
    }

    private Response whatIf(Person asker, Map<String, Object> change) {
        return asker.sends(Map.of("projectId", project.id(), "change", change)).post("/api/x/what-if");
    }
}
