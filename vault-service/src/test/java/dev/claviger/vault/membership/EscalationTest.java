package dev.claviger.vault.membership;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

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
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Somebody who manages roles, members and identities, and reads secrets in dev alone, tries every way to more (security.md T16 to T18).
 */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
@QuarkusTestResource(TestAuth.class)
class EscalationTest {
    private static final Map<String, Object> READ_ALL = Map.of("subject", "secrets", "action", List.of("readValue"));
    private static final Map<String, Object> READ_DEV = Map.of(
            "subject",
            "secrets",
            "action",
            List.of("describeSecret", "readValue"),
            "conditions",
            Map.of("environment", "dev"));
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
    private Person manager;

    @BeforeEach
    void aManager() {
        project = TestProject.fresh();
        admin = project.admin();
        var _ = role("manager", List.of(crud("role"), crud("member"), crud("groups"), crud("identity"), READ_DEV));
        manager = project.member("manager");
    }

    @Test
    void T18_throughACustomRole() {
        refused(post(manager, "roles", Map.of("slug", "all", "name", "All", "permissions", List.of(READ_ALL))));
        refused(post(
                manager,
                "roles",
                Map.of(
                        "slug",
                        "glob",
                        "name",
                        "Glob",
                        "permissions",
                        List.of(where("environment", Map.of("$glob", "*"))))));
        refused(post(
                manager,
                "roles",
                Map.of(
                        "slug",
                        "tpl",
                        "name",
                        "Tpl",
                        "permissions",
                        List.of(where("environment", "{{identity.username}}")))));
        refused(post(
                manager,
                "roles",
                Map.of(
                        "slug",
                        "in",
                        "name",
                        "In",
                        "permissions",
                        List.of(where("environment", Map.of("$in", List.of("dev", "prod")))))));
        post(
                        manager,
                        "roles",
                        Map.of(
                                "slug",
                                "app",
                                "name",
                                "App",
                                "permissions",
                                List.of(Map.of(
                                        "subject", "secrets",
                                        "action", List.of("readValue"),
                                        "conditions",
                                                Map.of(
                                                        "environment",
                                                        "dev",
                                                        "secretPath",
                                                        Map.of("$glob", "/app/**"))))))
                .then()
                .statusCode(200);
        assertThat(RecordedEvents.of(admin.orgId(), "create-project-role"))
                .filteredOn(event -> "denied".equals(event.getString("data.outcome")))
                .hasSize(4);
    }

    @Test
    void T18_throughAnEditOfTheOwnRole() {
        String id = roleId("manager");

        refused(manager.sends(Map.of("permissions", List.of(crud("role"), READ_ALL)))
                .patch(route("roles/" + id)));
        assertThat(mayRead(manager, "prod")).isFalse();
    }

    @Test
    void T18_throughLiftingWhatARoleForbids() {
        String id = role("not-prod", List.of(NOT_PROD));
        Person reader = project.member("manager");
        assign(reader, "viewer", "manager", "not-prod");

        refused(reader.sends(Map.of("permissions", List.of())).patch(route("roles/" + id)));
        refused(reader.sends(Map.of("roles", List.of(Map.of("role", "viewer"), Map.of("role", "manager"))))
                .patch(route("identity-memberships/" + reader.id())));
        assertThat(mayRead(reader, "prod")).isFalse();
    }

    @Test
    void T18_throughMakingWhatIsForbiddenTemporary() {
        String id = valueAt(
                admin.sends(Map.of(
                                "identityId", manager.id(),
                                "projectId", project.id(),
                                "slug", "not-prod",
                                "permissions", List.of(NOT_PROD)))
                        .post("/api/v2/identity-project-additional-privilege")
                        .then()
                        .statusCode(200)
                        .extract(),
                "privilege.id");
        String route = "/api/v2/identity-project-additional-privilege/" + id;

        refused(manager.sends(Map.of(
                        "type",
                        Map.of(
                                "isTemporary", true,
                                "temporaryMode", "relative",
                                "temporaryRange", "1s",
                                "temporaryAccessStartTime", "2026-01-01T00:00:00Z")))
                .patch(route));
        refused(manager.calls().delete(route));
        refused(manager.calls().delete(route("identity-memberships/" + manager.id())));
    }

    @Test
    void T18_throughTheOwnMembership() {
        String own = route("identity-memberships/" + manager.id());

        refused(manager.sends(Map.of("role", "admin")).patch(own));
        refused(manager.sends(Map.of("roles", List.of(Map.of("role", "manager"), Map.of("role", "viewer"))))
                .patch(own));
        assertThat(mayRead(manager, "prod")).isFalse();
        assertThat(mayRead(manager, "dev")).isTrue();
    }

    @Test
    void T18_throughAGroupThatOneIsIn() {
        UUID group = People.group(admin.orgId(), "Managers");
        People.machine(manager, "manager", "{}", List.of(group));

        refused(manager.sends(Map.of("role", "viewer")).post(route("groups/" + group)));
        manager.sends(Map.of("role", "manager"))
                .post(route("groups/" + group))
                .then()
                .statusCode(200);
        refused(manager.sends(Map.of("role", "admin")).patch(route("groups/" + group)));
        assertThat(mayRead(manager, "prod")).isFalse();
    }

    @Test
    void T18_throughAnAdditionalPrivilege() {
        String route = "/api/v2/identity-project-additional-privilege";
        Map<String, Object> body =
                Map.of("identityId", manager.id(), "projectId", project.id(), "permissions", List.of(READ_ALL));

        refused(manager.sends(body).post(route));
        String id = valueAt(
                manager.sends(Map.of(
                                "identityId",
                                manager.id(),
                                "projectId",
                                project.id(),
                                "permissions",
                                List.of(READ_DEV)))
                        .post(route)
                        .then()
                        .statusCode(200)
                        .extract(),
                "privilege.id");
        refused(manager.sends(Map.of("permissions", List.of(READ_ALL))).patch(route + "/" + id));
        refused(manager.sends(Map.of(
                        "projectSlug", project.slug(),
                        "identityId", manager.id(),
                        "slug", "x",
                        "permissions", List.of(Map.of("subject", "secrets", "action", "read"))))
                .post("/api/v1/additional-privilege/identity/permanent"));
        assertThat(mayRead(manager, "prod")).isFalse();
    }

    @Test
    void T18_throughARaceWithTheWithdrawalOfTheRight() throws InterruptedException {
        List<Integer> after = new CopyOnWriteArrayList<>();
        AtomicBoolean withdrawn = new AtomicBoolean();
        Thread granting = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < 200 && after.size() < 5; i++) {
                boolean late = withdrawn.get();
                int status = manager.sends(Map.of("role", "manager"))
                        .post(route("identity-memberships/" + UUID.randomUUID()))
                        .statusCode();
                if (late) {
                    after.add(status);
                }
            }
        });

        assign(manager, "no-access");
        withdrawn.set(true);
        granting.join();

        assertThat(after).isNotEmpty().containsOnly(403);
    }

    @Test
    void T17_throughIdsOfAnotherProject() {
        TestProject other = TestProject.by(Person.in(admin.orgId()));
        Person robot = other.member("viewer");
        String privilege = valueAt(
                other.admin()
                        .sends(Map.of(
                                "identityId", robot.id(),
                                "projectId", other.id(),
                                "permissions", List.of(READ_ALL)))
                        .post("/api/v2/identity-project-additional-privilege")
                        .then()
                        .statusCode(200)
                        .extract(),
                "privilege.id");
        String route = "/api/v2/identity-project-additional-privilege/" + privilege;

        manager.calls().get(route).then().statusCode(403);
        manager.sends(Map.of("permissions", List.of())).patch(route).then().statusCode(403);
        manager.calls().delete(route).then().statusCode(403);
        manager.sends(Map.of("role", "manager"))
                .patch(route("identity-memberships/" + robot.id()))
                .then()
                .statusCode(404);
        Person.alone().calls().get(route).then().statusCode(404);
    }

    @Test
    void T18_identityConditions_bindWhoIsManaged() {
        Person mine = project.member("no-access");
        Person others = project.member("no-access");
        var _ = role(
                "keeper",
                List.of(Map.of(
                        "subject", "identity",
                        "action", List.of("read", "edit"),
                        "conditions",
                                Map.of("identityId", Map.of("$eq", mine.id().toString())))));
        Person keeper = project.member("keeper");

        keeper.sends(Map.of("role", "no-access"))
                .patch(route("identity-memberships/" + mine.id()))
                .then()
                .statusCode(200);
        keeper.sends(Map.of("role", "no-access"))
                .patch(route("identity-memberships/" + others.id()))
                .then()
                .statusCode(403);
        keeper.calls()
                .get("/api/v2/workspace/%s/identity-memberships".formatted(project.id()))
                .then()
                .body(at(
                        "identityMemberships.identityId",
                        equalTo(List.of(mine.id().toString()))));
    }

    private static Map<String, Object> crud(String subject) {
        return Map.of("subject", subject, "action", List.of("read", "create", "edit", "delete"));
    }

    private static Map<String, Object> where(String field, Object wanted) {
        return Map.of("subject", "secrets", "action", List.of("readValue"), "conditions", Map.of(field, wanted));
    }

    private String role(String slug, List<Map<String, Object>> rules) {
        return valueAt(
                post(admin, "roles", Map.of("slug", slug, "name", slug, "permissions", rules))
                        .then()
                        .statusCode(200)
                        .extract(),
                "role.id");
    }

    private String roleId(String slug) {
        return valueAt(admin.calls().get(route("roles/slug/" + slug)).then().extract(), "role.id");
    }

    private void assign(Person person, String... roles) {
        List<Map<String, String>> wanted =
                Stream.of(roles).map(role -> Map.of("role", role)).toList();
        admin.sends(Map.of("roles", wanted))
                .patch(route("identity-memberships/" + person.id()))
                .then()
                .statusCode(200);
    }

    private Response post(Person person, String what, Map<String, ?> body) {
        return person.sends(body).post(route(what));
    }

    private String route(String what) {
        return "/api/v2/workspace/%s/%s".formatted(project.id(), what);
    }

    private static void refused(Response response) {
        response.then().statusCode(403).body(at("error", equalTo("PermissionBoundaryError")));
    }

    private boolean mayRead(Person person, String environment) {
        int status = person.calls()
                .queryParam("workspaceId", project.id())
                .queryParam("environment", environment)
                .queryParam("secretPath", "/")
                .get("/api/v3/secrets/raw/MISSING")
                .statusCode();
        assertThat(status).isIn(404, 403);
        return status == 404;
    }
}
