package dev.claviger.vault.membership;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
@QuarkusTestResource(TestAuth.class)
class IdentityMembershipResourceTest {
    private static final String OLDER = "/api/v2/workspace/%s/identity-memberships/%s";
    private static final String NEWER = "/api/v1/projects/%s/memberships/identities/%s";

    @ParameterizedTest
    @ValueSource(strings = {OLDER, NEWER})
    void aMembership_fromBeginningToEnd(String form) {
        TestProject project = TestProject.fresh();
        Person robot = Person.in(project.admin().orgId());
        String route = form.formatted(project.id(), robot.id());
        Person admin = project.admin();

        String id = valueAt(
                admin.sends(Map.of("roles", List.of(lasting("viewer"))))
                        .post(route)
                        .then()
                        .statusCode(200)
                        .body(at(
                                "identityMembership.identityId",
                                equalTo(robot.id().toString())))
                        .extract(),
                "identityMembership.id");
        admin.calls()
                .get(route)
                .then()
                .statusCode(200)
                .body(at("identityMembership.id", equalTo(id)))
                .body(at("identityMembership.roles.role", equalTo(List.of("viewer"))))
                .body(at("identityMembership.roles[0].isTemporary", equalTo(false)))
                .body(at("identityMembership.roles[0].customRoleSlug", nullValue()))
                .body(at("identityMembership.identity.name", containsString("robot")))
                .body(at("identityMembership.identity.authMethods", equalTo(List.of("oidc-auth"))))
                .body(at("identityMembership.project.name", equalTo("Payments")));
        admin.calls()
                .get("/api/v2/workspace/identity-memberships/" + id)
                .then()
                .statusCode(200)
                .body(at("identityMembership.identityId", equalTo(robot.id().toString())));
        admin.sends(Map.of("roles", List.of(lasting("member"), lasting("viewer"))))
                .patch(route)
                .then()
                .statusCode(200)
                .body(at("roles.role", equalTo(List.of("member", "viewer"))));
        admin.calls().delete(route).then().statusCode(200).body(at("identityMembership.id", equalTo(id)));
        admin.calls().get(route).then().statusCode(404);
        assertThat(RecordedEvents.of(admin.orgId()))
                .extracting(event -> event.getString("data.event"))
                .containsExactly(
                        "create-project",
                        "create-identity-project-membership",
                        "update-identity-project-membership",
                        "delete-identity-project-membership");
    }

    @Test
    void T16_membershipsOfOneIdentity_areShownWhereTheCallerMaySeeThem() {
        TestProject mine = TestProject.fresh();
        UUID org = mine.admin().orgId();
        Person robot = mine.member("viewer");
        TestProject other = TestProject.by(Person.in(org));
        other.admin()
                .sends(Map.of("role", "admin"))
                .post(OLDER.formatted(other.id(), robot.id()))
                .then()
                .statusCode(200);
        String route = "/api/v1/identities/%s/identity-memberships".formatted(robot.id());

        mine.admin()
                .calls()
                .get(route)
                .then()
                .statusCode(200)
                .body(at("identityMemberships.project.id", equalTo(List.of(mine.id()))))
                .body(at("identityMemberships[0].roles.role", equalTo(List.of("viewer"))))
                .body(at(
                        "identityMemberships[0].identity.id", equalTo(robot.id().toString())));
        robot.calls().get(route).then().body(at("identityMemberships.project.id", hasSize(2)));
        Person.in(org).calls().get(route).then().statusCode(200).body(at("identityMemberships", hasSize(0)));
        Person.withOrgRole(org, "no-access").calls().get(route).then().statusCode(403);
        Person.alone().calls().get(route).then().body(at("identityMemberships", hasSize(0)));
    }

    @Test
    void roles_countFromTheNextRequestOn() {
        TestProject project = TestProject.fresh();
        Person robot = project.member("viewer");

        assertThat(mayCreateFolder(project, robot, "a")).isFalse();
        setRoles(project, robot.id(), lasting("member")).then().statusCode(200);
        assertThat(mayCreateFolder(project, robot, "b")).isTrue();
        setRoles(project, robot.id(), lasting("no-access")).then().statusCode(200);
        assertThat(mayCreateFolder(project, robot, "c")).isFalse();
        setRoles(project, robot.id(), lasting("member")).then().statusCode(200);
        project.admin()
                .calls()
                .delete(OLDER.formatted(project.id(), robot.id()))
                .then()
                .statusCode(200);
        assertThat(mayCreateFolder(project, robot, "d")).isFalse();
    }

    @Test
    void temporaryRoles_countOnlyWithinTheirTime_andStayListed() {
        TestProject project = TestProject.fresh();
        Person robot = project.member("no-access");
        Instant now = Instant.now();

        setRoles(project, robot.id(), temporary("member", "1h", now.minus(Duration.ofMinutes(5))))
                .then()
                .statusCode(200)
                .body(at("roles[0].isTemporary", equalTo(true)))
                .body(at("roles[0].temporaryMode", equalTo("relative")))
                .body(at("roles[0].temporaryRange", equalTo("1h")));
        assertThat(mayCreateFolder(project, robot, "now")).isTrue();

        setRoles(project, robot.id(), temporary("member", "1h", now.minus(Duration.ofHours(1))))
                .then()
                .statusCode(200);
        assertThat(mayCreateFolder(project, robot, "ended")).isFalse();

        setRoles(project, robot.id(), temporary("member", "1h", now.plus(Duration.ofHours(1))))
                .then()
                .statusCode(200);
        assertThat(mayCreateFolder(project, robot, "not-yet")).isFalse();
        project.admin()
                .calls()
                .get(OLDER.formatted(project.id(), robot.id()))
                .then()
                .body(at("identityMembership.roles", hasSize(1)));
    }

    @Test
    void zeroValues_ofALastingRole_areIgnored() {
        TestProject project = TestProject.fresh();
        UUID robot = UUID.randomUUID();

        project.admin()
                .sends(Map.of(
                        "roles",
                        List.of(Map.of(
                                "role", "member",
                                "isTemporary", false,
                                "temporaryMode", "",
                                "temporaryRange", "",
                                "temporaryAccessStartTime", "0001-01-01T00:00:00Z"))))
                .post(OLDER.formatted(project.id(), robot))
                .then()
                .statusCode(200)
                .body(at("identityMembership.roles[0].temporaryRange", nullValue()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"roles\":[]}",
                "{\"roles\":[null]}",
                "{\"roles\":[{}]}",
                "{\"roles\":[{\"role\":\"member\",\"isTemporary\":true}]}",
                "{\"roles\":[{\"role\":\"member\",\"isTemporary\":true,\"temporaryMode\":\"relative\",\"temporaryRange\":\"0s\",\"temporaryAccessStartTime\":\"2026-01-01T00:00:00Z\"}]}",
                "{\"roles\":[{\"role\":\"member\",\"isTemporary\":true,\"temporaryMode\":\"relative\",\"temporaryRange\":\"999y\",\"temporaryAccessStartTime\":\"2026-01-01T00:00:00Z\"}]}",
                "{\"roles\":[{\"role\":\"member\",\"isTemporary\":true,\"temporaryMode\":\"relative\",\"temporaryRange\":\"1h\",\"temporaryAccessStartTime\":\"soon\"}]}"
            })
    void roles_thatAreNotInOrder_areRefused(String body) {
        TestProject project = TestProject.fresh();

        project.admin()
                .sends(body)
                .post(OLDER.formatted(project.id(), UUID.randomUUID()))
                .then()
                .statusCode(422);
    }

    @Test
    void aCustomRole_isNotFound() {
        TestProject project = TestProject.fresh();

        project.admin()
                .sends(Map.of("role", "deployer"))
                .post(OLDER.formatted(project.id(), UUID.randomUUID()))
                .then()
                .statusCode(404)
                .body(at("message", containsString("Role with slug 'deployer' not found")));
    }

    @Test
    void anIdentity_isTakenInOnce() {
        TestProject project = TestProject.fresh();
        Person robot = project.member("viewer");

        project.admin()
                .sends(Map.of("role", "member"))
                .post(OLDER.formatted(project.id(), robot.id()))
                .then()
                .statusCode(400);
        assertThat(mayCreateFolder(project, robot, "a")).isFalse();
    }

    @Test
    void T16_anIdentityThatAuthDoesNotShow_isNotTakenIn() {
        TestProject project = TestProject.fresh();

        grant(project, TestAuth.unknownIdentity()).then().statusCode(404);
        grant(project, "no-id").then().statusCode(404);
    }

    @Test
    void authBeingDown_isA503_andChangesNothing() {
        TestProject project = TestProject.fresh();

        grant(project, TestAuth.breakingIdentity()).then().statusCode(503);
        grant(project, TestAuth.silentIdentity()).then().statusCode(503);
        project.admin()
                .calls()
                .get("/api/v2/workspace/%s/identity-memberships".formatted(project.id()))
                .then()
                .statusCode(200)
                .body(at("totalCount", equalTo(1)))
                .body(at(
                        "identityMemberships.identityId",
                        hasItem(project.admin().id().toString())));
    }

    @Test
    void T18_onlyAnAdmin_grantsAdmin() {
        TestProject project = TestProject.fresh();
        Person member = project.member("member");
        Person robot = Person.in(member.orgId());
        String route = OLDER.formatted(project.id(), robot.id());

        member.sends(Map.of("role", "admin"))
                .post(route)
                .then()
                .statusCode(403)
                .body(at("error", equalTo("PermissionBoundaryError")))
                .body(at("details.missingPermissions[0].action", equalTo("*")))
                .body(at("details.missingPermissions[0].subject", equalTo("*")));
        member.sends(Map.of("roles", List.of(lasting("viewer"), lasting("admin"))))
                .post(route)
                .then()
                .statusCode(403);
        member.sends(Map.of("roles", List.of(temporary("admin", "1h", Instant.now()))))
                .post(route)
                .then()
                .statusCode(403);
        member.sends(Map.of("role", "admin"))
                .patch(OLDER.formatted(project.id(), member.id()))
                .then()
                .statusCode(403);
        member.sends(Map.of("role", "member")).post(route).then().statusCode(200);
        assertThat(RecordedEvents.of(member.orgId()))
                .filteredOn(event -> "denied".equals(event.getString("data.outcome")))
                .hasSize(4);
    }

    @Test
    void T18_aMember_doesNotTouchAnAdmin() {
        TestProject project = TestProject.fresh();
        Person member = project.member("member");
        String route = OLDER.formatted(project.id(), project.admin().id());

        member.sends(Map.of("role", "viewer")).patch(route).then().statusCode(403);
        member.calls().delete(route).then().statusCode(403);
        project.admin().calls().get(route).then().body(at("identityMembership.roles.role", equalTo(List.of("admin"))));
        assertThat(RecordedEvents.of(member.orgId()))
                .filteredOn(event -> "denied".equals(event.getString("data.outcome")))
                .hasSize(2);
    }

    @Test
    void T18_aViewer_grantsNothing() {
        TestProject project = TestProject.fresh();
        Person viewer = project.member("viewer");
        String route = OLDER.formatted(project.id(), UUID.randomUUID());

        viewer.sends(Map.of("role", "no-access"))
                .post(route)
                .then()
                .statusCode(403)
                .body(at("message", equalTo("You are not allowed to create on identity")));
        viewer.sends(Map.of("role", "viewer"))
                .patch(OLDER.formatted(project.id(), viewer.id()))
                .then()
                .statusCode(403);
        viewer.calls().delete(OLDER.formatted(project.id(), viewer.id())).then().statusCode(403);
        viewer.calls().get(OLDER.formatted(project.id(), viewer.id())).then().statusCode(200);
    }

    @Test
    void T16_membershipsOfAnotherOrganisation_doNotExist() {
        TestProject project = TestProject.fresh();
        Person robot = project.member("viewer");
        String id = valueAt(
                project.admin().calls().get(OLDER.formatted(project.id(), robot.id())), "identityMembership.id");
        Person stranger = Person.alone();

        stranger.calls()
                .get("/api/v2/workspace/identity-memberships/" + id)
                .then()
                .statusCode(404);
        for (String form : List.of(OLDER, NEWER)) {
            String route = form.formatted(project.id(), robot.id());
            stranger.sends(Map.of("role", "viewer")).post(route).then().statusCode(404);
            stranger.calls().get(route).then().statusCode(404);
            stranger.sends(Map.of("role", "viewer")).patch(route).then().statusCode(404);
            stranger.calls().delete(route).then().statusCode(404);
        }
        assertThat(robot.calls().get("/api/v1/projects/" + project.id()).statusCode())
                .isEqualTo(200);
    }

    @Test
    void T17_aMembershipOfAnotherProject_isNotTouched() {
        TestProject mine = TestProject.fresh();
        TestProject other = TestProject.by(Person.in(mine.admin().orgId()));
        Person robot = other.member("viewer");
        String route = OLDER.formatted(mine.id(), robot.id());

        mine.admin().calls().get(route).then().statusCode(404);
        mine.admin().sends(Map.of("role", "admin")).patch(route).then().statusCode(404);
        mine.admin().calls().delete(route).then().statusCode(404);
        String id =
                valueAt(other.admin().calls().get(OLDER.formatted(other.id(), robot.id())), "identityMembership.id");
        mine.admin()
                .calls()
                .get("/api/v2/workspace/identity-memberships/" + id)
                .then()
                .statusCode(403);
    }

    private static Map<String, Object> lasting(String role) {
        return Map.of("role", role, "isTemporary", false);
    }

    private static Map<String, Object> temporary(String role, String range, Instant start) {
        return Map.of(
                "role",
                role,
                "isTemporary",
                true,
                "temporaryMode",
                "relative",
                "temporaryRange",
                range,
                "temporaryAccessStartTime",
                start.toString());
    }

    private static Response setRoles(TestProject project, UUID identity, Map<String, Object> role) {
        return project.admin().sends(Map.of("roles", List.of(role))).patch(OLDER.formatted(project.id(), identity));
    }

    private static Response grant(TestProject project, Object identity) {
        return project.admin().sends(Map.of("role", "viewer")).post(OLDER.formatted(project.id(), identity));
    }

    private static boolean mayCreateFolder(TestProject project, Person person, String name) {
        int status = person.sends(Map.of("projectId", project.id(), "environment", "dev", "name", name))
                .post("/api/v2/folders")
                .statusCode();
        assertThat(status).isIn(200, 403);
        return status == 200;
    }
}
