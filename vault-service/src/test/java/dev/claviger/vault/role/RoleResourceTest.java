package dev.claviger.vault.role;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
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
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
@QuarkusTestResource(TestAuth.class)
class RoleResourceTest {
    private static final String RULES = """
            {"slug": "deployer", "name": "Deployer", "permissions": [
              {"subject": "secrets", "action": ["describeSecret", "readValue"],
               "conditions": {"environment": "dev", "secretPath": {"$glob": "/app/**"}}},
              {"subject": "secret-folders", "action": "create", "conditions": {"secretPath": "/app"}}]}
            """;

    private TestProject project;
    private Person admin;

    @BeforeEach
    void aProject() {
        project = TestProject.fresh();
        admin = project.admin();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v2/workspace/%s/roles", "/api/v1/projects/%s/roles"})
    void aRole_fromBeginningToEnd(String form) {
        String routes = form.formatted(project.id());
        String id = valueAt(
                admin.sends(RULES)
                        .post(routes)
                        .then()
                        .statusCode(200)
                        .body(at("role.slug", equalTo("deployer")))
                        .body(at("role.projectId", equalTo(project.id())))
                        .body(at("role.permissions[1].action", equalTo(List.of("create"))))
                        .extract(),
                "role.id");

        admin.calls()
                .get(routes + "/slug/deployer")
                .then()
                .statusCode(200)
                .body(at("role.id", equalTo(id)))
                .body(at("role.permissions[0].conditions.environment", equalTo("dev")));
        admin.calls()
                .get("/api/v1/projects/roles/" + id)
                .then()
                .statusCode(200)
                .body(at("role.slug", equalTo("deployer")));
        admin.calls()
                .get(routes)
                .then()
                .statusCode(200)
                .body(at("roles.slug", hasItem("deployer")))
                .body(at("roles.slug", hasItem("admin")))
                .body(at("roles[0].permissions", nullValue()));
        admin.sends(Map.of("name", "Deployers", "permissions", List.of(Map.of("subject", "role", "action", "read"))))
                .patch(routes + "/" + id)
                .then()
                .statusCode(200)
                .body(at("role.name", equalTo("Deployers")))
                .body(at("role.slug", equalTo("deployer")))
                .body(at("role.version", equalTo(2)));
        admin.calls().delete(routes + "/" + id).then().statusCode(200).body(at("role.id", equalTo(id)));
        admin.calls().get(routes + "/slug/deployer").then().statusCode(404);
        assertThat(RecordedEvents.of(admin.orgId()))
                .extracting(event -> event.getString("data.event"))
                .containsExactly("create-project", "create-project-role", "update-project-role", "delete-project-role");
    }

    @Test
    void theOlderForm_convertsAndConvertsBack() {
        String routes = "/api/v1/workspace/%s/roles".formatted(project.slug());
        String rules = """
                {"slug": "reader", "name": "Reader", "permissions": [
                  {"subject": "secrets", "action": "read", "conditions": {"environment": "dev", "secretPath": {"$glob": "/**"}}},
                  {"subject": "tags", "action": "read"}]}
                """;

        String id = valueAt(
                admin.sends(rules)
                        .post(routes)
                        .then()
                        .statusCode(200)
                        .body(at("role.permissions.action", equalTo(List.of("read", "read"))))
                        .extract(),
                "role.id");

        admin.calls()
                .get(routes + "/slug/reader")
                .then()
                .statusCode(200)
                .body(at("role.permissions.subject", equalTo(List.of("secrets", "tags"))));
        admin.calls()
                .get("/api/v2/workspace/%s/roles/slug/reader".formatted(project.id()))
                .then()
                .body(at("role.permissions.subject", hasItem("dynamic-secrets")))
                .body(at("role.permissions.subject", hasItem("secret-imports")));
        admin.sends(Map.of("name", "Readers")).patch(routes + "/" + id).then().statusCode(200);
        admin.calls().delete(routes + "/" + id).then().statusCode(200);
    }

    @Test
    void aCustomRole_countsFromTheNextRequestOn_andSoDoItsChanges() {
        String routes = "/api/v2/workspace/%s/roles".formatted(project.id());
        String id =
                valueAt(admin.sends(RULES).post(routes).then().statusCode(200).extract(), "role.id");
        project.makeFolder("dev", "/", "app");
        Person robot = project.member("deployer");

        assertThat(creates(robot, "/app", "a")).isTrue();
        assertThat(creates(robot, "/", "b")).isFalse();
        admin.sends(Map.of("permissions", List.of()))
                .patch(routes + "/" + id)
                .then()
                .statusCode(200);
        assertThat(creates(robot, "/app", "c")).isFalse();
        admin.calls()
                .get("/api/v2/workspace/%s/identity-memberships/%s".formatted(project.id(), robot.id()))
                .then()
                .body(at("identityMembership.roles[0].role", equalTo("custom")))
                .body(at("identityMembership.roles[0].customRoleSlug", equalTo("deployer")))
                .body(at("identityMembership.roles[0].customRoleId", equalTo(id)));
    }

    @Test
    void aRoleThatIsHeld_isNotDeleted() {
        String routes = "/api/v2/workspace/%s/roles".formatted(project.id());
        String id =
                valueAt(admin.sends(RULES).post(routes).then().statusCode(200).extract(), "role.id");
        var _ = project.member("deployer");

        admin.calls()
                .delete(routes + "/" + id)
                .then()
                .statusCode(400)
                .body(at("message", containsString("held by 1 members")));
        admin.calls().delete("/api/v1/projects/" + project.id()).then().statusCode(200);
    }

    @Test
    void namesThatAreTaken_andRulesThatAreNone_areRefused() {
        String routes = "/api/v2/workspace/%s/roles".formatted(project.id());
        admin.sends(RULES).post(routes).then().statusCode(200);

        admin.sends(RULES).post(routes).then().statusCode(400);
        for (String slug : List.of("admin", "custom", "no spaces", "a--b")) {
            admin.sends(Map.of("slug", slug, "name", "x", "permissions", List.of()))
                    .post(routes)
                    .then()
                    .statusCode(422);
        }
        admin.sends(Map.of("slug", "x", "name", "x")).post(routes).then().statusCode(422);
        admin.sends(Map.of("slug", "x", "name", "x", "permissions", "all"))
                .post(routes)
                .then()
                .statusCode(422);
        admin.sends(
                        "{\"slug\":\"x\",\"name\":\"x\",\"permissions\":[{\"subject\":\"secrets\",\"action\":[\"read\",\"readValue\"]}]}")
                .post(routes)
                .then()
                .statusCode(400)
                .body(at("message", containsString("stands for describeSecret and readValue")));
        admin.sends("{\"slug\":\"x\",\"name\":\"x\",\"permissions\":[{\"subject\":\"role\",\"action\":\"fly\"}]}")
                .post(routes)
                .then()
                .statusCode(422)
                .body(at("message[0].message", containsString("Subject role takes these actions: read, create")));
        admin.calls().get(routes + "/slug/missing").then().statusCode(404);
        admin.calls().get("/api/v1/projects/roles/no-id").then().statusCode(404);
    }

    @Test
    void T18_whoMayOnlyReadRoles_writesNone() {
        Person member = project.member("member");
        String routes = "/api/v2/workspace/%s/roles".formatted(project.id());

        member.sends(RULES).post(routes).then().statusCode(403);
        member.calls().get(routes).then().statusCode(200);
        assertThat(RecordedEvents.of(member.orgId(), "create-project-role"))
                .extracting(event -> event.getString("data.outcome"))
                .containsExactly("denied");
    }

    @Test
    void T16_rolesOfAnotherOrganisation_doNotExist() {
        String routes = "/api/v2/workspace/%s/roles".formatted(project.id());
        String id =
                valueAt(admin.sends(RULES).post(routes).then().statusCode(200).extract(), "role.id");
        Person stranger = Person.alone();

        stranger.calls().get(routes).then().statusCode(404);
        stranger.sends(RULES).post(routes).then().statusCode(404);
        stranger.calls().get("/api/v1/projects/roles/" + id).then().statusCode(404);
        stranger.sends(Map.of("name", "x")).patch(routes + "/" + id).then().statusCode(404);
        stranger.calls().delete(routes + "/" + id).then().statusCode(404);
    }

    @Test
    void T17_aRoleOfAnotherProject_isNeitherChangedNorGiven() {
        TestProject other = TestProject.by(Person.in(admin.orgId()));
        String id = valueAt(
                other.admin()
                        .sends(RULES)
                        .post("/api/v2/workspace/%s/roles".formatted(other.id()))
                        .then()
                        .statusCode(200)
                        .extract(),
                "role.id");
        String mine = "/api/v2/workspace/%s/roles/".formatted(project.id());

        admin.sends(Map.of("name", "x")).patch(mine + id).then().statusCode(404);
        admin.calls().delete(mine + id).then().statusCode(404);
        admin.calls().get("/api/v1/projects/roles/" + id).then().statusCode(403);
        admin.sends(Map.of("role", "deployer"))
                .post("/api/v2/workspace/%s/identity-memberships/%s".formatted(project.id(), UUID.randomUUID()))
                .then()
                .statusCode(404)
                .body(at("message", containsString("Role with slug 'deployer' not found")));
    }

    private boolean creates(Person person, String path, String name) {
        int status = person.sends(Map.of("projectId", project.id(), "environment", "dev", "path", path, "name", name))
                .post("/api/v2/folders")
                .statusCode();
        assertThat(status).isIn(200, 403);
        return status == 200;
    }
}
