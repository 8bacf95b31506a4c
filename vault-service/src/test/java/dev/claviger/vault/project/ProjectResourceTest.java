package dev.claviger.vault.project;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.Person;
import dev.claviger.vault.RecordedEvents;
import dev.claviger.vault.TestAuth;
import dev.claviger.vault.TestProject;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
@QuarkusTestResource(TestAuth.class)
class ProjectResourceTest {

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/projects", "/api/v2/workspace"})
    void create_answersTheProject_withDefaultEnvironments(String route) {
        Person creator = Person.alone();

        var response = creator.sends(Map.of(
                        "projectName", "Payment Service", "projectDescription", "Money", "organizationSlug", "ignored"))
                .post(route);

        response.then()
                .statusCode(200)
                .body(at("project.name", equalTo("Payment Service")))
                .body(at("project.description", equalTo("Money")))
                .body(at("project.slug", matchesPattern("payment-service-[a-z0-9]{4}")))
                .body(at("project.orgId", equalTo(creator.orgId().toString())))
                .body(at("project.type", equalTo("secret-manager")))
                .body(at("project.version", equalTo(3)))
                .body(at("project.environments.slug", equalTo(List.of("dev", "staging", "prod"))))
                .body(at("project.environments.name", equalTo(List.of("Development", "Staging", "Production"))))
                .body(at("project.createdAt", matchesPattern("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z")));
        assertThat(response.<String>path("project._id")).isEqualTo(valueAt(response, "project.id"));
    }

    @Test
    void create_isRecorded() {
        Person creator = Person.alone();

        TestProject project = TestProject.by(creator);

        assertThat(RecordedEvents.of(creator.orgId(), "create-project"))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.getString("data.outcome")).isEqualTo("success");
                    assertThat(event.getString("data.projectId")).isEqualTo(project.id());
                    assertThat(event.getString("data.metadata.slug")).isEqualTo(project.slug());
                    assertThat(event.getString("data.actor.id"))
                            .isEqualTo(creator.id().toString());
                });
    }

    @Test
    void create_takesTheGivenSlug_inCanonicalForm() {
        Person.alone()
                .sends(Map.of("projectName", "x", "slug", "  My-Project "))
                .post("/api/v1/projects")
                .then()
                .statusCode(200)
                .body(at("project.slug", equalTo("my-project")));
    }

    @Test
    void create_leavesOutEnvironments_whenAsked() {
        Person.alone()
                .sends(Map.of("projectName", "x", "shouldCreateDefaultEnvs", false))
                .post("/api/v1/projects")
                .then()
                .statusCode(200)
                .body(at("project.environments", hasSize(0)));
    }

    @Test
    void T1_aSlugIsTaken_inAnySpelling() {
        Person creator = Person.alone();
        creator.sends(Map.of("projectName", "x", "slug", "my-project")).post("/api/v1/projects");

        creator.sends(Map.of("projectName", "y", "slug", "MY-Project "))
                .post("/api/v1/projects")
                .then()
                .statusCode(400)
                .body(at("error", equalTo("BadRequest")))
                .body(at("message", containsString("my-project")));
        assertThat(RecordedEvents.of(creator.orgId(), "create-project")).hasSize(1);
    }

    @Test
    void aSlug_mayBeUsedInEachOrganisation() {
        Person.alone().sends(Map.of("projectName", "x", "slug", "shared-slug")).post("/api/v1/projects");

        Person.alone()
                .sends(Map.of("projectName", "x", "slug", "shared-slug"))
                .post("/api/v1/projects")
                .then()
                .statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"projectName\":\"\"}",
                "{\"projectName\":7}",
                "{\"projectName\":\"x\",\"slug\":\"four\"}",
                "{\"projectName\":\"x\",\"slug\":\"with space\"}",
                "{\"projectName\":\"x\",\"slug\":\"dou--ble\"}",
                "{\"projectName\":\"x\",\"slug\":\"\u212Aelvin\"}",
                "{\"projectName\":\"x\",\"slug\":\"0123456789012345678901234567890123456\"}",
                "{\"projectName\":\"x\",\"type\":\"kms\"}",
                "{\"projectName\":\"x\\u0000y\"}",
                "{\"projectName\":\"x\",\"shouldCreateDefaultEnvs\":\"yes\"}"
            })
    void create_refusesWhatBreaksARule(String body) {
        Person.alone()
                .sends(body)
                .post("/api/v1/projects")
                .then()
                .statusCode(422)
                .body(at("error", equalTo("ValidationFailure")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{", "\"text\""})
    void create_refusesABodyThatIsNoObject(String body) {
        var response = Person.alone().sends(body).post("/api/v1/projects");

        assertThat(response.statusCode()).isIn(400, 422);
    }

    @Test
    void T18_create_isDenied_withoutARoleInTheOrganisation() {
        Person nobody = Person.withOrgRole(UUID.randomUUID(), "no-access");

        nobody.sends(Map.of("projectName", "x"))
                .post("/api/v1/projects")
                .then()
                .statusCode(403)
                .body(at("error", equalTo("PermissionDenied")))
                .body(at("message", equalTo("You are not allowed to create on workspace")));
        assertThat(RecordedEvents.of(nobody.orgId(), "create-project"))
                .singleElement()
                .satisfies(event -> assertThat(event.getString("data.outcome")).isEqualTo("denied"));
    }

    @Test
    void reads_comeInTheShapeOfTheirRoute() {
        TestProject project = TestProject.fresh();
        Person admin = project.admin();

        admin.calls().get("/api/v1/projects/" + project.id()).then().body(at("project.id", equalTo(project.id())));
        admin.calls()
                .get("/api/v1/workspace/" + project.id())
                .then()
                .body(at("workspace.slug", equalTo(project.slug())));
        admin.calls().get("/api/v1/projects/slug/" + project.slug()).then().body(at("id", equalTo(project.id())));
        admin.calls().get("/api/v1/workspace/slug/" + project.slug()).then().body(at("_id", equalTo(project.id())));
        admin.calls().get("/api/v2/workspace/" + project.slug()).then().body(at("environments", hasSize(3)));
    }

    @Test
    void T1_aProject_isFoundBySlugInAnySpelling() {
        TestProject project = TestProject.fresh();

        project.admin()
                .calls()
                .get("/api/v2/workspace/" + project.slug().toUpperCase(Locale.ROOT))
                .then()
                .statusCode(200)
                .body(at("id", equalTo(project.id())));
    }

    @Test
    void lists_showOwnMembershipsOnly() {
        TestProject mine = TestProject.fresh();
        TestProject ofAColleague = TestProject.by(Person.in(mine.admin().orgId()));

        mine.admin()
                .calls()
                .get("/api/v1/projects")
                .then()
                .statusCode(200)
                .body(at("projects.id", hasItem(mine.id())))
                .body(at("projects.id", not(hasItem(ofAColleague.id()))))
                .body(at("projects[0].environments.slug", equalTo(List.of("dev", "staging", "prod"))));
        mine.admin().calls().get("/api/v1/workspace").then().body(at("workspaces._id", hasItem(mine.id())));
        mine.admin().calls().get("/api/v1/projects?type=kms").then().body(at("projects", hasSize(0)));
    }

    @Test
    void T16_projectsOfOthers_doNotExist_onAnyRoute() {
        TestProject project = TestProject.fresh();
        Person stranger = Person.alone();

        for (String route : new String[] {
            "/api/v1/projects/" + project.id(),
            "/api/v1/workspace/" + project.id(),
            "/api/v1/projects/slug/" + project.slug(),
            "/api/v1/workspace/slug/" + project.slug(),
            "/api/v2/workspace/" + project.slug()
        }) {
            stranger.calls().get(route).then().statusCode(404).body(at("error", equalTo("NotFound")));
        }
        stranger.sends(Map.of("name", "mine"))
                .patch("/api/v1/projects/" + project.id())
                .then()
                .statusCode(404);
        stranger.sends(Map.of("name", "mine"))
                .patch("/api/v1/workspace/" + project.id())
                .then()
                .statusCode(404);
        stranger.calls().delete("/api/v1/projects/" + project.id()).then().statusCode(404);
        stranger.calls().delete("/api/v2/workspace/" + project.slug()).then().statusCode(404);
        project.admin()
                .calls()
                .get("/api/v1/projects/" + project.id())
                .then()
                .body(at("project.name", equalTo("Payments")));
    }

    @Test
    void T16_aColleagueWithoutMembership_isDenied_andThatIsRecorded() {
        TestProject project = TestProject.fresh();
        Person colleague = Person.in(project.admin().orgId());

        colleague.calls().get("/api/v1/workspace/" + project.id()).then().statusCode(403);
        colleague
                .sends(Map.of("name", "mine"))
                .patch("/api/v1/projects/" + project.id())
                .then()
                .statusCode(403)
                .body(at("message", equalTo("You are not allowed to edit on settings")));
        colleague
                .calls()
                .delete("/api/v1/projects/" + project.id())
                .then()
                .statusCode(403)
                .body(at("message", equalTo("You are not allowed to delete on workspace")));
        assertThat(RecordedEvents.of(colleague.orgId()))
                .filteredOn(event -> "denied".equals(event.getString("data.outcome")))
                .extracting(event -> event.getString("data.event"))
                .containsExactly("get-project", "update-project", "delete-project");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1-1-1-1-1", "not-an-id", "00000000-0000-4000-8000-000000000000"})
    void unknownProjects_areNamedInTheAnswer(String id) {
        Person.alone()
                .calls()
                .get("/api/v1/workspace/" + id)
                .then()
                .statusCode(404)
                .body(at("message", equalTo("Project with ID '%s' not found".formatted(id))));
    }

    @Test
    void update_changesWhatIsGiven_andNothingElse() {
        TestProject project = TestProject.fresh();
        Person admin = project.admin();

        admin.sends(Map.of(
                        "name", " Renamed ", "description", "new", "slug", "renamed_slug", "autoCapitalization", true))
                .patch("/api/v1/projects/" + project.id())
                .then()
                .statusCode(200)
                .body(at("project.name", equalTo("Renamed")))
                .body(at("project.slug", equalTo("renamed_slug")))
                .body(at("project.autoCapitalization", equalTo(true)))
                .body(at("project.hasDeleteProtection", equalTo(false)));
        admin.sends(Map.of("description", ""))
                .patch("/api/v1/workspace/" + project.id())
                .then()
                .statusCode(200)
                .body(at("workspace.name", equalTo("Renamed")))
                .body(at("workspace.description", nullValue()));
        assertThat(RecordedEvents.of(admin.orgId(), "update-project")).hasSize(2);
    }

    @Test
    void delete_isRefused_whileProtected() {
        TestProject project = TestProject.fresh();
        Person admin = project.admin();
        admin.sends(Map.of("hasDeleteProtection", true)).patch("/api/v1/projects/" + project.id());

        admin.calls()
                .delete("/api/v1/projects/" + project.id())
                .then()
                .statusCode(403)
                .body(at("error", equalTo("Forbidden")))
                .body(at("message", containsString("delete protection")));
        admin.sends(Map.of("hasDeleteProtection", false)).patch("/api/v1/projects/" + project.id());
        admin.calls().delete("/api/v1/projects/" + project.id()).then().statusCode(200);
        assertThat(RecordedEvents.of(admin.orgId(), "delete-project"))
                .extracting(event -> event.getString("data.outcome"))
                .containsExactly("denied", "success");
    }

    @Test
    void T22_aDeletedProject_isGone_andDeletingItAgainSaysSo() {
        TestProject project = TestProject.fresh();
        Person admin = project.admin();

        admin.calls()
                .delete("/api/v2/workspace/" + project.slug())
                .then()
                .statusCode(200)
                .body(at("id", equalTo(project.id())));

        admin.calls().get("/api/v1/projects/" + project.id()).then().statusCode(404);
        admin.calls().delete("/api/v2/workspace/" + project.slug()).then().statusCode(404);
        admin.calls().get("/api/v1/projects").then().body(at("projects", hasSize(0)));
    }

    @Test
    void retention_isKept_inTheWrappersOfEachWord() {
        TestProject project = TestProject.fresh();

        project.admin()
                .sends(Map.of("auditLogsRetentionDays", 30))
                .put("/api/v1/workspace/%s/audit-logs-retention".formatted(project.slug()))
                .then()
                .statusCode(200)
                .body(at("message", equalTo("Successfully updated project's audit logs retention period")))
                .body(at("workspace.auditLogsRetentionDays", equalTo(30)));
        project.admin()
                .sends(Map.of("auditLogsRetentionDays", 60))
                .put("/api/v1/projects/%s/audit-logs-retention".formatted(project.id()))
                .then()
                .statusCode(200)
                .body(at("project.auditLogsRetentionDays", equalTo(60)));
        project.admin()
                .sends(Map.of("name", "Renamed"))
                .patch("/api/v1/projects/" + project.id())
                .then()
                .body(at("project.auditLogsRetentionDays", equalTo(60)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"projects", "workspace"})
    void emptyTexts_leaveNameAndSlugAsTheyAre(String word) {
        TestProject project = TestProject.fresh();
        String wrapper = word.equals("projects") ? "project" : word;

        project.admin()
                .sends(Map.of("name", "", "slug", "", "autoCapitalization", true))
                .patch("/api/v1/%s/%s".formatted(word, project.id()))
                .then()
                .statusCode(200)
                .body(at(wrapper + ".name", equalTo("Payments")))
                .body(at(wrapper + ".slug", equalTo(project.slug())))
                .body(at(wrapper + ".autoCapitalization", equalTo(true)));
    }

    @Test
    void keptSettings_comeBack_everywhere_andStayUntilChanged() {
        TestProject project = TestProject.fresh();
        String one = "/api/v1/projects/" + project.id();
        project.admin()
                .calls()
                .get(one)
                .then()
                .body(at("project.pitVersionLimit", equalTo(10)))
                .body(at("project.secretSharing", equalTo(true)))
                .body(at("project.secretDetectionIgnoreValues", equalTo(List.of())));

        project.admin()
                .sends(Map.of(
                        "pitVersionLimit",
                        3,
                        "secretSharing",
                        false,
                        "secretDetectionIgnoreValues",
                        List.of("EXAMPLE", "EXAMPLE", "dummy")))
                .patch(one)
                .then()
                .statusCode(200)
                .body(at("project.pitVersionLimit", equalTo(3)));
        project.admin().sends(Map.of("name", "Other")).patch(one).then().statusCode(200);

        project.admin()
                .calls()
                .get(one)
                .then()
                .body(at("project.name", equalTo("Other")))
                .body(at("project.pitVersionLimit", equalTo(3)))
                .body(at("project.secretSharing", equalTo(false)))
                .body(at("project.secretDetectionIgnoreValues", equalTo(List.of("EXAMPLE", "dummy"))));
        project.admin().calls().get("/api/v1/workspace").then().body(at("workspaces[0].pitVersionLimit", equalTo(3)));
        assertThat(RecordedEvents.of(project.admin().orgId(), "update-project")
                        .getFirst()
                        .getInt("data.metadata.secretDetectionIgnoreValues"))
                .isEqualTo(2);
    }

    @Test
    void aVersionLimit_deletesNoVersion() {
        TestProject project = TestProject.fresh();
        Map<String, Object> body = Map.of("projectId", project.id(), "environment", "dev", "secretValue", "first");
        project.admin().sends(body).post("/api/v4/secrets/KEY").then().statusCode(200);

        project.admin()
                .sends(Map.of("pitVersionLimit", 1))
                .patch("/api/v1/projects/" + project.id())
                .then()
                .statusCode(200);
        project.admin()
                .sends(Map.of("projectId", project.id(), "environment", "dev", "secretValue", "second"))
                .patch("/api/v4/secrets/KEY")
                .then()
                .statusCode(200);

        project.admin()
                .calls()
                .get("/api/v4/secrets/KEY?projectId=%s&environment=dev&version=1".formatted(project.id()))
                .then()
                .statusCode(200)
                .body(at("secret.secretValue", equalTo("first")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"pitVersionLimit\":0}",
                "{\"pitVersionLimit\":101}",
                "{\"pitVersionLimit\":\"many\"}",
                "{\"secretSharing\":\"perhaps\"}",
                "{\"secretDetectionIgnoreValues\":\"x\"}",
                "{\"secretDetectionIgnoreValues\":[\"\"]}",
                "{\"secretDetectionIgnoreValues\":[null]}",
                "{\"secretDetectionIgnoreValues\":[\"a\\u0000\"]}"
            })
    void keptSettings_areChecked(String body) {
        TestProject project = TestProject.fresh();

        project.admin()
                .sends(body)
                .patch("/api/v1/projects/" + project.id())
                .then()
                .statusCode(422);
    }

    @ParameterizedTest
    @ValueSource(strings = {"projects", "workspace"})
    void integrations_areNone_forThoseWhoBelongToTheProject(String word) {
        TestProject project = TestProject.fresh();
        String route = "/api/v1/%s/%s/".formatted(word, project.id());

        Person viewer = project.member("viewer");
        viewer.calls().get(route + "integrations").then().statusCode(200).body(at("integrations", equalTo(List.of())));
        viewer.calls()
                .get(route + "authorizations")
                .then()
                .statusCode(200)
                .body(at("authorizations", equalTo(List.of())));
        for (String list : List.of("integrations", "authorizations")) {
            Person.in(project.admin().orgId()).calls().get(route + list).then().statusCode(403);
            Person.alone().calls().get(route + list).then().statusCode(404);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"auditLogsRetentionDays\":-1}", "{\"auditLogsRetentionDays\":99999}"})
    void retention_refusesWhatIsNoNumberOfDays(String body) {
        TestProject project = TestProject.fresh();

        project.admin()
                .sends(body)
                .put("/api/v1/projects/%s/audit-logs-retention".formatted(project.id()))
                .then()
                .statusCode(422);
    }

    @Test
    void retention_needsTheRightToEditSettings() {
        TestProject project = TestProject.fresh();

        project.member("viewer")
                .sends(Map.of("auditLogsRetentionDays", 1))
                .put("/api/v1/projects/%s/audit-logs-retention".formatted(project.id()))
                .then()
                .statusCode(403);
    }
}
