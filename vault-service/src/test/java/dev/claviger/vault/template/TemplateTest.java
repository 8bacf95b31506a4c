package dev.claviger.vault.template;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestPrincipals;
import dev.claviger.vault.People;
import dev.claviger.vault.Person;
import dev.claviger.vault.RecordedEvents;
import dev.claviger.vault.TestAuth;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Project templates, from their making to the projects that begin with them. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
@QuarkusTestResource(TestAuth.class)
class TemplateTest {
    private static final String ROUTE = "/api/v1/project-templates";
    private static final List<Map<String, Object>> RULES = List.of(Map.of(
            "subject", "secrets",
            "action", List.of("describeSecret", "readValue"),
            "conditions", Map.of("environment", Map.of("$eq", "live"))));

    private Person admin;
    private Person member;
    private UUID org;

    @BeforeEach
    void anOrganisation() {
        org = UUID.randomUUID();
        admin = Person.withOrgRole(org, "admin");
        member = Person.in(org);
    }

    @Test
    void roleThatTheOrganisationHasMade_counts() {
        Person keeper = Person.withOrgRole(org, "no-access");
        Map<String, Object> web = Map.of("name", "web", "type", "secret-manager");
        keeper.calls().get(ROUTE).then().statusCode(403);
        keeper.sends(web).post(ROUTE).then().statusCode(403);

        holds(keeper, "[{\"subject\":\"project-templates\",\"action\":[\"read\",\"create\"]}]");
        await().untilAsserted(() -> keeper.calls().get(ROUTE).then().statusCode(200));
        String id = valueAt(keeper.sends(web).post(ROUTE).then().statusCode(200).extract(), "projectTemplate.id");
        keeper.calls().delete(ROUTE + "/" + id).then().statusCode(403);
        keeper.sends(Map.of("projectName", "Shop"))
                .post("/api/v1/projects")
                .then()
                .statusCode(403);

        holds(keeper, "[{\"subject\":\"workspace\",\"action\":\"create\"}]");
        await().untilAsserted(() -> keeper.sends(Map.of("projectName", "Shop", "template", "web"))
                .post("/api/v1/projects")
                .then()
                .statusCode(200));
        keeper.calls().get(ROUTE).then().statusCode(200);
        keeper.sends(web).post(ROUTE).then().statusCode(403);
    }

    private static void holds(Person person, String rules) {
        TestPrincipals.hold(person.orgId(), person.id(), rules);
    }

    @Test
    void template_fromBeginningToEnd() {
        String id = valueAt(
                create(Map.of("name", "web", "description", "For shops", "type", "secret-manager"))
                        .then()
                        .statusCode(200)
                        .body(at("projectTemplate.orgId", equalTo(org.toString())))
                        .body(at("projectTemplate.environments.slug", contains("dev", "staging", "prod")))
                        .body(at("projectTemplate.roles", empty()))
                        .extract(),
                "projectTemplate.id");

        admin.sends(Map.of("name", "webshop", "environments", List.of()))
                .patch(ROUTE + "/" + id)
                .then()
                .statusCode(200)
                .body(at("projectTemplate.name", equalTo("webshop")))
                .body(at("projectTemplate.description", equalTo("For shops")))
                .body(at("projectTemplate.environments", empty()));
        member.calls()
                .get(ROUTE + "/" + id)
                .then()
                .statusCode(200)
                .body(at("projectTemplate.type", equalTo("secret-manager")))
                .body(at("projectTemplate.name", equalTo("webshop")));
        member.calls()
                .get(ROUTE)
                .then()
                .statusCode(200)
                .body(at("projectTemplates.name", contains("default", "webshop")));
        admin.calls().delete(ROUTE + "/" + id).then().statusCode(200).body(at("projectTemplate.id", equalTo(id)));
        admin.calls().get(ROUTE + "/" + id).then().statusCode(404);
        admin.calls().delete(ROUTE + "/" + id).then().statusCode(404);
    }

    @Test
    void project_beginsAsTheTemplateSays() {
        Person ada = People.user(org, "ada@example.com");
        Person machine = Person.in(org);
        People.machine(machine, "deployer", "{}", List.of());
        UUID group = People.group(org, "platform");
        create(Map.of(
                        "name",
                        "web",
                        "environments",
                        List.of(
                                Map.of("name", "Live", "slug", "live", "position", 2),
                                Map.of("name", "Test", "slug", "test", "position", 1)),
                        "roles",
                        List.of(Map.of("name", "Live reader", "slug", "live-reader", "permissions", RULES)),
                        "users",
                        List.of(Map.of("username", "Ada@example.com", "roles", List.of("viewer"))),
                        "identities",
                        List.of(Map.of("identityId", machine.id(), "roles", List.of("live-reader"))),
                        "groups",
                        List.of(Map.of("groupSlug", "platform", "roles", List.of("member", "live-reader")))))
                .then()
                .statusCode(200)
                .body(at("projectTemplate.environments.slug", contains("test", "live")))
                .body(at("projectTemplate.roles[0].permissions", hasSize(1)));

        String project = valueAt(
                project("web", member)
                        .then()
                        .statusCode(200)
                        .body(at("project.environments.slug", contains("test", "live")))
                        .extract(),
                "project.id");

        member.calls()
                .get("/api/v2/workspace/%s/roles/slug/live-reader".formatted(project))
                .then()
                .statusCode(200)
                .body(at("role.permissions[0].subject", equalTo("secrets")));
        member.calls()
                .get("/api/v1/projects/%s/user/%s/membership".formatted(project, ada.id()))
                .then()
                .statusCode(200)
                .body(at("membership.roles.role", contains("viewer")));
        member.calls()
                .get("/api/v2/workspace/%s/identity-memberships/%s".formatted(project, machine.id()))
                .then()
                .statusCode(200)
                .body(at("identityMembership.roles[0].customRoleSlug", equalTo("live-reader")));
        member.calls()
                .get("/api/v2/workspace/%s/groups/%s".formatted(project, group))
                .then()
                .statusCode(200)
                .body(at("groupMembership.roles", hasSize(2)));
        assertThat(maySeeSecrets(machine, project, "live")).isTrue();
        assertThat(maySeeSecrets(machine, project, "test")).isFalse();
        assertThat(maySeeSecrets(Person.in(org), project, "live")).isFalse();
        member.sends(Map.of("name", "renamed"))
                .patch("/api/v1/projects/" + project)
                .then()
                .statusCode(200);
        assertThat(last("create-project").getString("data.metadata.template")).isEqualTo("web");
        assertThat(last("create-project").getInt("data.metadata.templateMembers"))
                .isEqualTo(3);
    }

    @Test
    void laterChangesOfTheTemplate_leaveProjectsAlone() {
        String id = valueAt(create(Map.of("name", "web")), "projectTemplate.id");
        String project = valueAt(project("web", member), "project.id");

        admin.sends(Map.of("environments", List.of()))
                .patch(ROUTE + "/" + id)
                .then()
                .statusCode(200);
        admin.calls().delete(ROUTE + "/" + id).then().statusCode(200);

        member.calls()
                .get("/api/v1/projects/" + project)
                .then()
                .body(at("project.environments.slug", contains("dev", "staging", "prod")));
    }

    @Test
    void whoMakesTheProject_isItsAdministrator_whateverTheTemplateSaysOfThem() {
        Person maker = Person.in(org);
        People.machine(maker, "maker", "{}", List.of());
        create(Map.of(
                        "name",
                        "web",
                        "identities",
                        List.of(Map.of("identityId", maker.id(), "roles", List.of("no-access")))))
                .then()
                .statusCode(200);

        String project = valueAt(project("web", maker).then().statusCode(200).extract(), "project.id");

        maker.calls()
                .get("/api/v2/workspace/%s/identity-memberships/%s".formatted(project, maker.id()))
                .then()
                .body(at("identityMembership.roles.role", contains("admin")));
    }

    @Test
    void membersWhoAreGone_arePassedOver() {
        Person machine = Person.in(org);
        People.machine(machine, "gone", "{}", List.of());
        create(Map.of(
                        "name",
                        "web",
                        "identities",
                        List.of(Map.of("identityId", machine.id(), "roles", List.of("viewer")))))
                .then()
                .statusCode(200);
        TestPrincipals.delete(org, machine.id());
        await().until(() -> create(Map.of(
                                "name",
                                "probe",
                                "identities",
                                List.of(Map.of("identityId", machine.id(), "roles", List.of("viewer")))))
                        .statusCode()
                == 422);

        String project = valueAt(project("web", member).then().statusCode(200).extract(), "project.id");

        member.calls()
                .get("/api/v2/workspace/%s/identity-memberships".formatted(project))
                .then()
                .body(at("identityMemberships", hasSize(1)));
        assertThat(last("create-project").getInt("data.metadata.templateMembersPassedOver"))
                .isEqualTo(1);
    }

    @Test
    void unknownTemplate_makesNoProject() {
        Map<String, Object> wanted = Map.of(
                "projectName",
                "Shop",
                "slug",
                "shop-" + UUID.randomUUID().toString().substring(0, 8),
                "template",
                "nope");

        member.sends(wanted)
                .post("/api/v1/projects")
                .then()
                .statusCode(404)
                .body(at("message", containsString("'nope' not found. GET /api/v1/project-templates")));
        member.calls().get("/api/v1/projects/slug/" + wanted.get("slug")).then().statusCode(404);
        assertThat(last("create-project").getString("data.outcome")).isEqualTo("error");
    }

    @Test
    void T16_templatesOfOtherOrganisationsDoNotExist() {
        String id = valueAt(create(Map.of("name", "web")), "projectTemplate.id");
        Person stranger = Person.withOrgRole(UUID.randomUUID(), "admin");

        stranger.calls().get(ROUTE).then().body(at("projectTemplates.name", contains("default")));
        stranger.calls().get(ROUTE + "/" + id).then().statusCode(404);
        stranger.sends(Map.of("name", "mine")).patch(ROUTE + "/" + id).then().statusCode(404);
        stranger.calls().delete(ROUTE + "/" + id).then().statusCode(404);
        project("web", stranger).then().statusCode(404);
        admin.calls().get(ROUTE + "/" + id).then().statusCode(200);
    }

    /** A template gives rights in projects that others make. */
    @Test
    void T18_onlyAdministratorsOfTheOrganisationMakeTemplates() {
        String id = valueAt(create(Map.of("name", "web")), "projectTemplate.id");
        Person outsider = Person.withOrgRole(org, "no-access");

        member.sends(Map.of("name", "mine")).post(ROUTE).then().statusCode(403);
        member.sends(Map.of("name", "mine")).patch(ROUTE + "/" + id).then().statusCode(403);
        member.calls().delete(ROUTE + "/" + id).then().statusCode(403);
        outsider.calls().get(ROUTE).then().statusCode(403);
        outsider.calls().get(ROUTE + "/" + id).then().statusCode(403);

        assertThat(last("create-project-template").getString("data.outcome")).isEqualTo("denied");
        admin.calls().get(ROUTE).then().body(at("projectTemplates.name", contains("default", "web")));
    }

    @Test
    void builtInTemplate_isShown_andStaysAsItIs() {
        String id = valueAt(admin.calls().get(ROUTE), "projectTemplates[0].id");

        admin.calls().get(ROUTE + "/" + id).then().statusCode(200).body(at("projectTemplate.name", equalTo("default")));
        admin.sends(Map.of("environments", List.of()))
                .patch(ROUTE + "/" + id)
                .then()
                .statusCode(400)
                .body(at("message", containsString("built in")));
        admin.calls().delete(ROUTE + "/" + id).then().statusCode(400);
        create(Map.of("name", "Default")).then().statusCode(422);
    }

    @Test
    void names_areUnique_andRenamingKeepsThemSo() {
        create(Map.of("name", "web")).then().statusCode(200);
        String other = valueAt(create(Map.of("name", "api")), "projectTemplate.id");

        create(Map.of("name", "Web")).then().statusCode(400).body(at("message", containsString("already exists")));
        admin.sends(Map.of("name", "web")).patch(ROUTE + "/" + other).then().statusCode(400);
        admin.sends(Map.of("name", "api", "description", "same name"))
                .patch(ROUTE + "/" + other)
                .then()
                .statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"name\":\"\"}",
                "{\"name\":\"a b\"}",
                "{\"name\":\"x\",\"type\":\"kms\"}",
                "{\"name\":\"x\",\"environments\":[{\"name\":\"A\",\"slug\":\"a\"},{\"name\":\"B\",\"slug\":\"A\"}]}",
                "{\"name\":\"x\",\"environments\":[{\"name\":\"A\"}]}",
                "{\"name\":\"x\",\"environments\":[null]}",
                "{\"name\":\"x\",\"environments\":[{\"name\":\"\\u0000\",\"slug\":\"a\"}]}",
                "{\"name\":\"x\",\"roles\":[{\"name\":\"R\",\"slug\":\"admin\",\"permissions\":[]}]}",
                "{\"name\":\"x\",\"roles\":[{\"name\":\"R\",\"slug\":\"r\"}]}",
                "{\"name\":\"x\",\"roles\":[{\"name\":\"R\",\"slug\":\"r\",\"permissions\":[{\"subject\":\"nope\",\"action\":\"read\"}]}]}",
                "{\"name\":\"x\",\"users\":[{\"username\":\"nobody@example.com\",\"roles\":[\"viewer\"]}]}",
                "{\"name\":\"x\",\"identities\":[{\"identityId\":\"not-an-id\",\"roles\":[\"viewer\"]}]}",
                "{\"name\":\"x\",\"groups\":[{\"groupSlug\":\"nope\",\"roles\":[\"viewer\"]}]}",
                "{\"name\":\"x\",\"users\":[{\"username\":\"known@example.com\",\"roles\":[\"unheard-of\"]}]}",
                "{\"name\":\"x\",\"users\":[{\"username\":\"known@example.com\",\"roles\":[]}]}",
                "{\"name\":\"x\",\"description\":\"\\u0000\"}"
            })
    void templateThatCannotBe_isRefused(String body) {
        var _ = People.user(org, "known@example.com");

        admin.sends(body).post(ROUTE).then().statusCode(422);

        admin.calls().get(ROUTE).then().body(at("projectTemplates.name", contains("default")));
        assertThat(last("create-project-template").getString("data.outcome")).isEqualTo("error");
    }

    @Test
    void T20_numbersAreBounded() {
        List<Map<String, Object>> many = IntStream.range(0, 101)
                .mapToObj(number -> Map.<String, Object>of("name", "E", "slug", "e" + number))
                .toList();
        create(Map.of("name", "x", "environments", many)).then().statusCode(422);

        for (int number = 0; number < 100; number++) {
            create(Map.of("name", "t" + number)).then().statusCode(200);
        }
        create(Map.of("name", "one-more")).then().statusCode(400).body(at("message", containsString("at most 100")));
    }

    private JsonPath last(String event) {
        return RecordedEvents.of(org, event).getLast();
    }

    private Response create(Map<String, ?> body) {
        return admin.sends(body).post(ROUTE);
    }

    private static Response project(String template, Person maker) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("projectName", "Shop");
        body.put("template", template);
        return maker.sends(body).post("/api/v2/workspace");
    }

    private static boolean maySeeSecrets(Person reader, String project, String environment) {
        int status = reader.calls()
                .get("/api/v4/secrets?projectId=%s&environment=%s".formatted(project, environment))
                .statusCode();
        assertThat(status).isIn(200, 403);
        return status == 200;
    }
}
