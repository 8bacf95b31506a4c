package dev.claviger.vault.membership;

import static dev.claviger.testkit.JsonAt.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.principal.Principals;
import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestPrincipals;
import dev.claviger.vault.Person;
import dev.claviger.vault.RecordedEvents;
import dev.claviger.vault.TestAuth;
import dev.claviger.vault.TestProject;
import io.quarkus.arc.Arc;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Identities that belong to a project: what auth-service is told of them, and their membership. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
@QuarkusTestResource(TestAuth.class)
class OwnedIdentityTest {
    private TestProject project;
    private Person admin;

    @BeforeEach
    void project() {
        project = TestProject.fresh();
        admin = project.admin();
    }

    @Test
    void takenIn_itIsThereAtOnce_withNoAccess_andOnceOnly() {
        UUID robot = UUID.randomUUID();

        takeIn(admin, robot).then().statusCode(204);
        takeIn(admin, robot).then().statusCode(204);

        admin.calls()
                .get(membership(robot))
                .then()
                .statusCode(200)
                .body(at("identityMembership.identityId", equalTo(robot.toString())))
                .body(at("identityMembership.roles.role", equalTo(List.of("no-access"))));
        admin.sends(roles("viewer"))
                .patch(membership(robot))
                .then()
                .statusCode(200)
                .body(at("roles.role", equalTo(List.of("viewer"))));
        admin.calls().delete(internal(robot)).then().statusCode(204);
        admin.calls().delete(internal(robot)).then().statusCode(204);
        admin.calls().get(membership(robot)).then().statusCode(404);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aMembershipThatWasNotMade_isMadeWhenItIsAskedFor(boolean changedFirst) {
        UUID robot = owned(project.uuid());

        if (changedFirst) {
            admin.sends(roles("member")).patch(membership(robot)).then().statusCode(200);
        }

        admin.calls()
                .get(membership(robot))
                .then()
                .statusCode(200)
                .body(at("identityMembership.roles.role", equalTo(List.of(changedFirst ? "member" : "no-access"))));
        assertThat(RecordedEvents.of(admin.orgId(), "create-identity-project-membership"))
                .hasSize(1);
    }

    @Test
    void itStays_untilItIsDeleted() {
        UUID robot = owned(project.uuid());
        takeIn(admin, robot).then().statusCode(204);

        admin.calls().delete(membership(robot)).then().statusCode(400);

        admin.calls().get(membership(robot)).then().statusCode(200);
    }

    @Test
    void T17_itComesIntoNoOtherProject() {
        UUID robot = owned(project.uuid());
        TestProject other = TestProject.by(admin);
        String elsewhere = membership(other, robot);

        admin.sends(roles("viewer")).post(elsewhere).then().statusCode(404);
        admin.sends(Map.of("name", "robot")).post(internal(other, robot)).then().statusCode(404);
        admin.sends(roles("viewer")).patch(elsewhere).then().statusCode(404);
        admin.calls().get(elsewhere).then().statusCode(404);
    }

    @Test
    void projectDecides() {
        Person viewer = project.member("viewer");
        Person member = project.member("member");
        UUID robot = UUID.randomUUID();
        takeIn(member, robot).then().statusCode(204);

        for (String action : List.of("create", "read", "edit", "delete")) {
            ask(member, action, robot).then().statusCode(204);
        }
        ask(viewer, "read", robot).then().statusCode(204);
        ask(viewer, "read", null).then().statusCode(204);
        ask(viewer, "edit", robot).then().statusCode(403);
        takeIn(viewer, UUID.randomUUID()).then().statusCode(403);
        ask(Person.in(admin.orgId()), "read", null).then().statusCode(403);
        ask(Person.alone(), "read", null).then().statusCode(404);
        ask(admin, "own", robot).then().statusCode(422);
        assertThat(RecordedEvents.of(admin.orgId(), "check-identity-rights"))
                .extracting(event -> event.getString("data.outcome"))
                .containsOnly("denied")
                .hasSize(2);
    }

    /** Who may edit identities could log in as one, so it must not have more rights than he. */
    @ParameterizedTest
    @ValueSource(strings = {"edit", "delete"})
    void T18_identityWithMoreRights_isOutOfReach(String action) {
        Person member = project.member("member");
        UUID robot = UUID.randomUUID();
        takeIn(admin, robot).then().statusCode(204);
        ask(member, action, robot).then().statusCode(204);

        admin.sends(roles("admin")).patch(membership(robot)).then().statusCode(200);

        ask(member, action, robot).then().statusCode(403).body(at("error", equalTo("PermissionBoundaryError")));
        ask(member, "read", robot).then().statusCode(204);
        ask(admin, action, robot).then().statusCode(204);
    }

    private UUID owned(UUID projectId) {
        UUID id = UUID.randomUUID();
        TestPrincipals.send(
                "identity:%s:%s".formatted(admin.orgId(), id),
                "{\"name\":\"robot\",\"orgRole\":\"no-access\",\"enabled\":true,\"groups\":[],\"metadata\":{},\"authMethods\":[],\"projectId\":\"%s\"}"
                        .formatted(projectId));
        await().atMost(Duration.ofSeconds(10))
                .until(() -> Arc.container()
                        .instance(Principals.class)
                        .get()
                        .find(Caller.Kind.IDENTITY, admin.orgId(), id)
                        .isPresent());
        return id;
    }

    private Response ask(Person caller, String action, @Nullable UUID identity) {
        Map<String, Object> question = new HashMap<>(Map.of("action", action));
        if (identity != null) {
            question.put("identityId", identity.toString());
        }
        return caller.sends(question).post("/api/x/projects/%s/identity-rights".formatted(project.id()));
    }

    private Response takeIn(Person caller, UUID robot) {
        return caller.sends(Map.of("name", "robot")).post(internal(robot));
    }

    private String internal(UUID robot) {
        return internal(project, robot);
    }

    private static String internal(TestProject where, UUID robot) {
        return "/api/x/projects/%s/identities/%s".formatted(where.id(), robot);
    }

    private String membership(UUID robot) {
        return membership(project, robot);
    }

    private static String membership(TestProject where, UUID robot) {
        return "/api/v1/projects/%s/memberships/identities/%s".formatted(where.id(), robot);
    }

    private static Map<String, Object> roles(String role) {
        return Map.of("roles", List.of(Map.of("role", role, "isTemporary", false)));
    }
}
