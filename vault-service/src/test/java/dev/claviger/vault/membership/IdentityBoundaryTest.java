package dev.claviger.vault.membership;

import static dev.claviger.testkit.JsonAt.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;

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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What auth-service is told before it gives somebody a way to act as a machine. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
@QuarkusTestResource(TestAuth.class)
class IdentityBoundaryTest {
    private static final List<Map<String, Object>> FOLDERS =
            List.of(Map.of("subject", "secret-folders", "action", List.of("create")));

    private TestProject project;
    private Person admin;

    @BeforeEach
    void project() {
        project = TestProject.fresh();
        admin = project.admin();
    }

    @Test
    void machineWithoutRights_isWithinEverybodysReach() {
        Person stranger = Person.in(admin.orgId());

        ask(stranger, UUID.randomUUID()).then().statusCode(204);
        ask(stranger, Person.in(admin.orgId()).id()).then().statusCode(204);
        ask(stranger, project.member("no-access").id()).then().statusCode(204);
    }

    @Test
    void T18_machineWithMoreRights_isOutOfReach() {
        UUID robot = project.member("member").id();

        for (Person weaker : List.of(Person.in(admin.orgId()), project.member("viewer"))) {
            refused(weaker, robot);
        }
        ask(project.member("member"), robot).then().statusCode(204);
        ask(admin, robot).then().statusCode(204);
        assertThat(RecordedEvents.of(admin.orgId(), "check-identity-boundary"))
                .hasSize(2)
                .allSatisfy(event -> {
                    assertThat(event.getString("data.outcome")).isEqualTo("denied");
                    assertThat(event.getString("data.projectId")).isEqualTo(project.id());
                });
    }

    @Test
    void T18_rightsInEveryProjectCount() {
        TestProject other = TestProject.by(Person.in(admin.orgId()));
        Person robot = project.member("viewer");
        takeIn(other, "identity-memberships", robot.id(), "viewer");

        refused(admin, robot.id());
        takeIn(other, "identity-memberships", admin.id(), "viewer");
        ask(admin, robot.id()).then().statusCode(204);
    }

    @Test
    void T18_rightsThroughAGroupCount() {
        UUID group = People.group(admin.orgId(), "Crew");
        Person robot = Person.in(admin.orgId());
        People.machine(robot, "robot", "{}", List.of(group));
        takeIn(project, "groups", group, "viewer");
        Person insider = Person.in(admin.orgId());

        refused(insider, robot.id());
        People.machine(insider, "insider", "{}", List.of(group));
        ask(insider, robot.id()).then().statusCode(204);
    }

    @Test
    void T18_additionalPrivilegesCount() {
        Person robot = project.member("viewer");
        Person viewer = project.member("viewer");
        ask(viewer, robot.id()).then().statusCode(204);

        give(robot, Map.of("isTemporary", false));

        refused(viewer, robot.id());
    }

    @ParameterizedTest
    @ValueSource(longs = {-120, 120})
    void whatBeginsLaterCounts_whatHasRunOutDoesNot(long minutes) {
        Person robot = project.member("viewer");
        Person viewer = project.member("viewer");
        give(
                robot,
                Map.of(
                        "isTemporary",
                        true,
                        "temporaryMode",
                        "relative",
                        "temporaryRange",
                        "1h",
                        "temporaryAccessStartTime",
                        Instant.now().plus(Duration.ofMinutes(minutes)).toString()));

        ask(viewer, robot.id()).then().statusCode(minutes < 0 ? 204 : 403);
    }

    @Test
    void T16_anotherOrganisationLearnsNothing() {
        UUID robot = project.member("admin").id();

        ask(Person.alone(), robot).then().statusCode(204);
        assertThat(RecordedEvents.of(admin.orgId(), "check-identity-boundary")).isEmpty();
    }

    @Test
    void aQuestionAboutNobody_isRefused() {
        admin.sends(Map.of()).post("/api/x/identity-boundary").then().statusCode(422);
        admin.sends(Map.of("identityId", "robot"))
                .post("/api/x/identity-boundary")
                .then()
                .statusCode(422);
    }

    private void give(Person robot, Map<String, Object> term) {
        admin.sends(Map.of(
                        "identityId",
                        robot.id(),
                        "projectId",
                        project.id(),
                        "slug",
                        "folders",
                        "permissions",
                        FOLDERS,
                        "type",
                        term))
                .post("/api/v2/identity-project-additional-privilege")
                .then()
                .statusCode(200);
    }

    private static void takeIn(TestProject where, String kind, UUID id, String role) {
        where.admin()
                .sends(Map.of("role", role))
                .post("/api/v2/workspace/%s/%s/%s".formatted(where.id(), kind, id))
                .then()
                .statusCode(200);
    }

    private static void refused(Person caller, UUID robot) {
        ask(caller, robot)
                .then()
                .statusCode(403)
                .body(at("error", equalTo("PermissionBoundaryError")))
                .body(at("details.missingPermissions.size()", greaterThan(0)));
    }

    private static Response ask(Person caller, UUID robot) {
        return caller.sends(Map.of("identityId", robot.toString())).post("/api/x/identity-boundary");
    }
}
