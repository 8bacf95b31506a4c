package dev.claviger.vault.membership;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestTokens;
import dev.claviger.vault.People;
import dev.claviger.vault.Person;
import dev.claviger.vault.RecordedEvents;
import dev.claviger.vault.TestAuth;
import dev.claviger.vault.TestProject;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Users and groups in projects, and what the view of principals knows of everybody. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
@QuarkusTestResource(TestAuth.class)
class PeopleMembershipTest {
    private static final Duration A_SECOND = Duration.ofSeconds(1);

    private TestProject project;
    private Person admin;
    private UUID org;

    @BeforeEach
    void aProject() {
        project = TestProject.fresh();
        admin = project.admin();
        org = admin.orgId();
    }

    @ParameterizedTest
    @CsvSource({"/api/v2/workspace/%s/memberships, usernames", "/api/v1/projects/%s/memberships, emails"})
    void aUser_fromBeginningToEnd(String form, String key) {
        Person ada = People.user(org, "ada@example.com");
        String routes = form.formatted(project.id());

        String id = valueAt(
                admin.sends(Map.of(key, List.of("Ada@example.com"), "roleSlugs", List.of("viewer")))
                        .post(routes)
                        .then()
                        .statusCode(200)
                        .body(at("memberships[0].userId", equalTo(ada.id().toString())))
                        .extract(),
                "memberships[0].id");
        assertThat(mayCreateFolder(ada, "a")).isFalse();
        admin.calls()
                .get("/api/v1/projects/%s/user/%s/membership".formatted(project.id(), ada.id()))
                .then()
                .statusCode(200)
                .body(at("membership.id", equalTo(id)))
                .body(at("membership.user.username", equalTo("ada@example.com")))
                .body(at("membership.roles[0].role", equalTo("viewer")));
        admin.sends(Map.of("username", "ada@example.com"))
                .post("/api/v1/workspace/%s/memberships/details".formatted(project.id()))
                .then()
                .statusCode(200)
                .body(at("membership.id", equalTo(id)));
        admin.sends(Map.of("roles", List.of(Map.of("role", "member", "isTemporary", false))))
                .patch("/api/v1/workspace/%s/memberships/%s".formatted(project.id(), id))
                .then()
                .statusCode(200)
                .body(at("roles[0].role", equalTo("member")));
        assertThat(mayCreateFolder(ada, "b")).isTrue();
        admin.sends(Map.of(key, List.of("ada@example.com")))
                .delete(routes)
                .then()
                .statusCode(200);
        assertThat(mayCreateFolder(ada, "c")).isFalse();
        assertThat(RecordedEvents.of(org))
                .extracting(event -> event.getString("data.event"))
                .contains("add-project-members", "update-user-project-role", "remove-project-member");
    }

    @Test
    void aNameThatNobodyHas_isNotFound_andNobodyComesIn() {
        var _ = People.user(org, "bob@example.com");
        String routes = "/api/v2/workspace/%s/memberships".formatted(project.id());

        admin.sends(Map.of("usernames", List.of("bob@example.com", "eve@example.com")))
                .post(routes)
                .then()
                .statusCode(404)
                .body(at("message", containsString("no active user 'eve@example.com'")));
        admin.sends(Map.of("usernames", List.of())).post(routes).then().statusCode(422);
        admin.calls()
                .get("/api/v1/projects/%s/memberships".formatted(project.id()))
                .then()
                .body(at("memberships.size()", equalTo(0)));
    }

    @Test
    void aGroup_givesItsMembersItsRights_andTakesThemWithinASecondOfLeaving() {
        UUID group = People.group(org, "Developers");
        Person robot = Person.in(org);
        String route = "/api/v2/workspace/%s/groups/%s".formatted(project.id(), "Developers");
        admin.sends(Map.of("roles", List.of(Map.of("role", "member", "isTemporary", false))))
                .post(route)
                .then()
                .statusCode(200)
                .body(at("groupMembership.groupId", equalTo(group.toString())));
        assertThat(mayCreateFolder(robot, "a")).isFalse();

        People.machine(robot, "robot", "{}", List.of(group));
        assertThat(mayCreateFolder(robot, "b")).isTrue();
        robot.calls().get("/api/v1/projects").then().body(at("projects[0].id", equalTo(project.id())));

        People.machine(robot, "robot", "{}", List.of());
        await().atMost(A_SECOND).until(() -> !mayCreateFolder(robot, "c" + UUID.randomUUID()));
    }

    @Test
    void aGroup_fromBeginningToEnd() {
        UUID group = People.group(org, "Ops");
        String route = "/api/v2/workspace/%s/groups/%s".formatted(project.id(), group);
        Person ada = People.user(org, "ada@example.com");
        People.join(ada, "ada@example.com", List.of(group));

        admin.sends(Map.of("role", "viewer")).post(route).then().statusCode(200);
        admin.calls()
                .get(route)
                .then()
                .statusCode(200)
                .body(at("groupMembership.group.name", equalTo("Ops")))
                .body(at("groupMembership.roles[0].role", equalTo("viewer")));
        admin.sends(Map.of("roles", List.of(Map.of("role", "member"))))
                .patch(route)
                .then()
                .statusCode(200)
                .body(at("roles[0].role", equalTo("member")));
        assertThat(mayCreateFolder(ada, "a")).isTrue();
        admin.calls()
                .get("/api/v2/workspace/%s/groups".formatted(project.id()))
                .then()
                .body(at("groupMemberships.groupId", equalTo(List.of(group.toString()))));
        admin.calls().delete(route).then().statusCode(200);
        assertThat(mayCreateFolder(ada, "b")).isFalse();
        admin.calls().get(route).then().statusCode(404);
        admin.sends(Map.of("role", "viewer"))
                .post("/api/v2/workspace/%s/groups/%s".formatted(project.id(), UUID.randomUUID()))
                .then()
                .statusCode(404);
    }

    @Test
    void names_areThoseOfNow() {
        Person robot = project.member("viewer");
        People.machine(robot, "renamed", "{}", List.of());

        admin.calls()
                .get("/api/v2/workspace/%s/identity-memberships/%s".formatted(project.id(), robot.id()))
                .then()
                .body(at("identityMembership.identity.name", equalTo("renamed")))
                .body(at("identityMembership.identity.authMethods", equalTo(List.of("jwt-auth"))));
        admin.calls()
                .get("/api/v2/workspace/%s/identity-memberships".formatted(project.id()))
                .then()
                .body(at("identityMemberships.identity.name", hasItem("renamed")));
    }

    @Test
    void T11_aLimitedToken_paysOneUsePerRequest_evenWhenIdentitiesAreLookedUp() {
        Person robot = Person.in(org);
        People.machine(robot, "robot", "{}", List.of());
        Person limited = new Person(
                admin.id(),
                org,
                TestTokens.identity()
                        .identityId(admin.id())
                        .orgId(org)
                        .claim("numUsesLimit", 3)
                        .make());
        String route = "/api/v2/workspace/%s/identity-memberships/%s".formatted(project.id(), robot.id());

        limited.sends(Map.of("role", "viewer")).post(route).then().statusCode(200);
        limited.calls().get(route).then().statusCode(200);
        limited.calls().get(route).then().statusCode(200);
        limited.calls().get(route).then().statusCode(401);
    }

    @Test
    void templates_haveTheMetadataOfNow() {
        admin.sends("""
                        {"slug": "team", "name": "Team", "permissions": [{"subject": "secret-folders", "action": "create",
                          "conditions": {"secretPath": "/{{identity.metadata.team}}"}}]}
                        """)
                .post("/api/v2/workspace/%s/roles".formatted(project.id()))
                .then()
                .statusCode(200);
        project.makeFolder("dev", "/", "blue");
        Person robot = project.member("team");

        assertThat(mayCreateFolder(robot, "/blue", "a")).isFalse();
        People.machine(robot, "in blue", "{\"team\":\"blue\"}", List.of());
        assertThat(mayCreateFolder(robot, "/blue", "b")).isTrue();
        People.machine(robot, "in red", "{\"team\":\"red\"}", List.of());
        assertThat(mayCreateFolder(robot, "/blue", "c")).isFalse();
    }

    @Test
    void rolesStandInTheOrderInWhichTheyWereGiven() {
        for (String role : List.of("allow", "forbid")) {
            admin.sends(Map.of(
                            "slug",
                            role,
                            "name",
                            role,
                            "permissions",
                            List.of(Map.of(
                                    "subject",
                                    "secret-folders",
                                    "action",
                                    "create",
                                    "inverted",
                                    role.equals("forbid")))))
                    .post("/api/v2/workspace/%s/roles".formatted(project.id()))
                    .then()
                    .statusCode(200);
        }
        Person robot = project.member("no-access");
        String route = "/api/v2/workspace/%s/identity-memberships/%s".formatted(project.id(), robot.id());

        for (int i = 0; i < 5; i++) {
            admin.sends(Map.of("roles", List.of(Map.of("role", "allow"), Map.of("role", "forbid"))))
                    .patch(route)
                    .then()
                    .statusCode(200);
            assertThat(mayCreateFolder(robot, "x" + i)).isFalse();
            admin.sends(Map.of("roles", List.of(Map.of("role", "forbid"), Map.of("role", "allow"))))
                    .patch(route)
                    .then()
                    .statusCode(200);
            assertThat(mayCreateFolder(robot, "y" + i)).isTrue();
        }
    }

    private boolean mayCreateFolder(Person person, String name) {
        return mayCreateFolder(person, "/", name);
    }

    private boolean mayCreateFolder(Person person, String path, String name) {
        int status = person.sends(Map.of("projectId", project.id(), "environment", "dev", "path", path, "name", name))
                .post("/api/v2/folders")
                .statusCode();
        assertThat(status).isIn(200, 403);
        return status == 200;
    }
}
