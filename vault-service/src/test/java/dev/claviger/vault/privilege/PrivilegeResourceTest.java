package dev.claviger.vault.privilege;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.People;
import dev.claviger.vault.Person;
import dev.claviger.vault.TestAuth;
import dev.claviger.vault.TestProject;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
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
class PrivilegeResourceTest {
    private static final String V2 = "/api/v2/identity-project-additional-privilege";
    private static final String V1 = "/api/v1/additional-privilege/identity";
    private static final List<Map<String, Object>> FOLDERS =
            List.of(Map.of("subject", "secret-folders", "action", List.of("create")));

    private TestProject project;
    private Person admin;
    private Person robot;

    @BeforeEach
    void aProject() {
        project = TestProject.fresh();
        admin = project.admin();
        robot = project.member("no-access");
    }

    @Test
    void ofAMachine_fromBeginningToEnd() {
        String id = valueAt(
                admin.sends(Map.of(
                                "identityId", robot.id(),
                                "projectId", project.id(),
                                "slug", "folders",
                                "permissions", FOLDERS,
                                "type", Map.of("isTemporary", false, "temporaryMode", "", "temporaryRange", "")))
                        .post(V2)
                        .then()
                        .statusCode(200)
                        .body(at("privilege.identityId", equalTo(robot.id().toString())))
                        .body(at("privilege.isTemporary", equalTo(false)))
                        .body(at("privilege.temporaryRange", nullValue()))
                        .extract(),
                "privilege.id");
        assertThat(mayCreateFolder(robot, "a")).isTrue();

        admin.calls().get(V2 + "/" + id).then().statusCode(200).body(at("privilege.slug", equalTo("folders")));
        admin.calls()
                .queryParam("identityId", robot.id())
                .queryParam("projectSlug", project.slug())
                .get(V2 + "/slug/folders")
                .then()
                .statusCode(200)
                .body(at("privilege.permissions[0].action", equalTo(List.of("create"))));
        admin.calls()
                .queryParam("identityId", robot.id())
                .queryParam("projectId", project.id())
                .get(V2)
                .then()
                .statusCode(200)
                .body(at("privileges.slug", equalTo(List.of("folders"))))
                .body(at("privileges[0].permissions", nullValue()));
        admin.sends(Map.of("slug", "tags", "permissions", List.of(Map.of("subject", "tags", "action", "read"))))
                .patch(V2 + "/" + id)
                .then()
                .statusCode(200)
                .body(at("privilege.slug", equalTo("tags")));
        assertThat(mayCreateFolder(robot, "b")).isFalse();
        admin.calls().delete(V2 + "/" + id).then().statusCode(200);
        admin.calls().get(V2 + "/" + id).then().statusCode(404);
    }

    @Test
    void aTemporaryPrivilege_countsWithinItsTime() {
        Instant now = Instant.now();
        String id = valueAt(
                admin.sends(Map.of(
                                "identityId", robot.id(),
                                "projectId", project.id(),
                                "permissions", FOLDERS,
                                "type", temporary(now.minusSeconds(60))))
                        .post(V2)
                        .then()
                        .statusCode(200)
                        .body(at("privilege.isTemporary", equalTo(true)))
                        .body(at("privilege.temporaryRange", equalTo("1h")))
                        .extract(),
                "privilege.id");
        assertThat(mayCreateFolder(robot, "a")).isTrue();

        admin.sends(Map.of("type", temporary(now.minus(Duration.ofHours(1)))))
                .patch(V2 + "/" + id)
                .then()
                .statusCode(200);

        assertThat(mayCreateFolder(robot, "b")).isFalse();
    }

    @Test
    void theOldestForm_worksBySlug() {
        Map<String, Object> rule = Map.of(
                "actions", List.of("read", "create"),
                "subject", "secrets",
                "conditions", Map.of("environment", "dev", "secretPath", Map.of("$glob", "/**")));
        admin.sends(Map.of(
                        "projectSlug",
                        project.slug(),
                        "identityId",
                        robot.id(),
                        "slug",
                        "older",
                        "privilegePermission",
                        rule))
                .post(V1 + "/permanent")
                .then()
                .statusCode(200)
                .body(at("privilege.permissions.action", equalTo(List.of("read", "create"))));
        assertThat(mayCreateFolder(robot, "a")).isTrue();
        admin.calls()
                .queryParam("identityId", robot.id())
                .queryParam("projectSlug", project.slug())
                .get(V1 + "/older")
                .then()
                .statusCode(200)
                .body(at("privilege.slug", equalTo("older")));
        admin.sends(Map.of(
                        "projectSlug", project.slug(),
                        "identityId", robot.id(),
                        "privilegeSlug", "older",
                        "privilegeDetails", Map.of("slug", "newer")))
                .patch(V1)
                .then()
                .statusCode(200)
                .body(at("privilege.slug", equalTo("newer")));
        admin.sends(Map.of("projectSlug", project.slug(), "identityId", robot.id(), "privilegeSlug", "newer"))
                .delete(V1)
                .then()
                .statusCode(200);
        assertThat(mayCreateFolder(robot, "b")).isFalse();
        admin.sends(Map.of(
                        "projectSlug",
                        project.slug(),
                        "identityId",
                        robot.id(),
                        "slug",
                        "short",
                        "permissions",
                        FOLDERS,
                        "temporaryMode",
                        "relative",
                        "temporaryRange",
                        "1h",
                        "temporaryAccessStartTime",
                        Instant.now().minusSeconds(60).toString()))
                .post(V1 + "/temporary")
                .then()
                .statusCode(200)
                .body(at("privilege.isTemporary", equalTo(true)));
        assertThat(mayCreateFolder(robot, "c")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/additional-privilege/user", "/api/v1/user-project-additional-privilege"})
    void ofAPerson_fromBeginningToEnd(String routes) {
        Person ada = People.user(admin.orgId(), "ada@example.com");
        String membership = valueAt(
                admin.sends(Map.of("usernames", List.of("ada@example.com"), "roleSlugs", List.of("no-access")))
                        .post("/api/v2/workspace/%s/memberships".formatted(project.id()))
                        .then()
                        .statusCode(200)
                        .extract(),
                "memberships[0].id");
        String id = valueAt(
                admin.sends(Map.of(
                                "projectMembershipId",
                                membership,
                                "slug",
                                "folders",
                                "permissions",
                                FOLDERS,
                                "type",
                                Map.of("isTemporary", false)))
                        .post(routes)
                        .then()
                        .statusCode(200)
                        .body(at("privilege.userId", equalTo(ada.id().toString())))
                        .extract(),
                "privilege.id");
        assertThat(mayCreateFolder(ada, "a")).isTrue();
        admin.calls()
                .queryParam("projectMembershipId", membership)
                .get(routes)
                .then()
                .body(at("privileges.slug", equalTo(List.of("folders"))));
        admin.sends(Map.of("permissions", List.of()))
                .patch(routes + "/" + id)
                .then()
                .statusCode(200);
        assertThat(mayCreateFolder(ada, "b")).isFalse();
        admin.calls().get(routes + "/" + id).then().statusCode(200);
        admin.calls().get(V2 + "/" + id).then().statusCode(404);
        admin.calls().delete(routes + "/" + id).then().statusCode(200);
    }

    @Test
    void whatIsNotInOrder_isRefused() {
        Map<String, Object> good = Map.of("identityId", robot.id(), "projectId", project.id(), "permissions", FOLDERS);

        admin.sends(Map.of("projectId", project.id(), "permissions", FOLDERS))
                .post(V2)
                .then()
                .statusCode(422);
        admin.sends(Map.of("identityId", robot.id(), "projectId", project.id()))
                .post(V2)
                .then()
                .statusCode(422);
        admin.sends(Map.of("identityId", UUID.randomUUID(), "projectId", project.id(), "permissions", FOLDERS))
                .post(V2)
                .then()
                .statusCode(404);
        admin.sends(Map.of(
                        "identityId", robot.id(),
                        "projectId", project.id(),
                        "permissions", FOLDERS,
                        "type", Map.of("isTemporary", true)))
                .post(V2)
                .then()
                .statusCode(422);
        admin.sends(good).post(V2).then().statusCode(200);
        admin.calls().get(V2 + "/no-id").then().statusCode(404);
        admin.sends(Map.of("projectSlug", project.slug(), "identityId", robot.id()))
                .delete(V1)
                .then()
                .statusCode(422);
    }

    private static Map<String, Object> temporary(Instant start) {
        return Map.of(
                "isTemporary",
                true,
                "temporaryMode",
                "relative",
                "temporaryRange",
                "1h",
                "temporaryAccessStartTime",
                start.toString());
    }

    private boolean mayCreateFolder(Person person, String name) {
        int status = person.sends(Map.of("projectId", project.id(), "environment", "dev", "name", name))
                .post("/api/v2/folders")
                .statusCode();
        assertThat(status).isIn(200, 403);
        return status == 200;
    }
}
