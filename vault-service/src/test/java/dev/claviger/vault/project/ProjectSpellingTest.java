package dev.claviger.vault.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.People;
import dev.claviger.vault.Person;
import dev.claviger.vault.TestAuth;
import dev.claviger.vault.TestProject;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever names a project may do so by id or slug, in the newer or the older word, on every route (http-api.md 4.2). */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
@QuarkusTestResource(TestAuth.class)
class ProjectSpellingTest {
    private static final List<Map<String, Object>> READ = List.of(Map.of("subject", "tags", "action", List.of("read")));
    private static final String V2 = "/api/v2/identity-project-additional-privilege";
    private static final String V1 = "/api/v1/additional-privilege/identity";

    private TestProject project;
    private Person admin;
    private Person robot;

    @BeforeEach
    void aProject() {
        project = TestProject.by(People.user(UUID.randomUUID(), "admin@example.org"));
        admin = project.admin();
        robot = project.member("viewer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"projectId", "workspaceId", "projectSlug", "workspaceSlug"})
    void reads_takeAnySpelling(String spelling) {
        admin.sends(Map.of("projectId", project.id(), "environment", "dev", "secretValue", "x"))
                .post("/api/v4/secrets/KEY")
                .then()
                .statusCode(200);
        admin.sends(Map.of(
                        "projectId", project.id(),
                        "identityId", robot.id(),
                        "slug", "known",
                        "permissions", READ,
                        "type", Map.of("isTemporary", false)))
                .post(V2)
                .then()
                .statusCode(200);
        String identity = "identityId=" + robot.id() + "&";

        Map<String, Integer> answers = new LinkedHashMap<>();
        for (String route : List.of(
                "/api/v1/folders?environment=dev&",
                "/api/v2/folders?environment=dev&",
                "/api/v1/secret-imports?environment=dev&",
                "/api/v1/secret-approvals?",
                "/api/v1/secret-approvals/board?environment=dev&",
                "/api/v1/secret-approval-requests?",
                "/api/v1/secret-approval-requests/count?",
                "/api/v1/access-approvals/policies?",
                "/api/v1/access-approvals/requests?",
                "/api/v1/access-approvals/requests/count?",
                "/api/v1/webhooks?",
                "/api/v4/secrets/KEY/secret-references?environment=dev&",
                "/api/v4/secrets/KEY/secret-reference-tree?environment=dev&",
                V2 + "?" + identity,
                V2 + "/slug/known?" + identity,
                V1 + "?" + identity,
                V1 + "/known?" + identity)) {
            answers.put(
                    route,
                    admin.calls().get(route + spelling + "=" + name(spelling)).statusCode());
        }

        assertThat(answers).allSatisfy((route, status) -> assertThat(status).isEqualTo(200));
    }

    @ParameterizedTest
    @ValueSource(strings = {"projectId", "workspaceId", "projectSlug", "workspaceSlug"})
    void writes_takeAnySpelling(String spelling) {
        Map<String, Object> approver = Map.of("type", "user", "id", admin.id());
        Map<String, Object> policy = Map.of("environment", "prod", "secretPath", "/", "approvers", List.of(approver));
        Map<String, Map<String, Object>> bodies = new LinkedHashMap<>();
        bodies.put("POST /api/v1/folders", Map.of("environment", "dev", "name", "a", "path", "/"));
        bodies.put("DELETE /api/v1/folders/a", Map.of("environment", "dev", "path", "/"));
        bodies.put(
                "POST /api/v1/secret-imports",
                Map.of("environment", "dev", "path", "/", "import", Map.of("environment", "prod", "path", "/")));
        bodies.put("POST /api/v1/secret-approvals", policy);
        bodies.put("POST /api/v1/access-approvals/policies", policy);
        bodies.put(
                "POST /api/v1/webhooks",
                Map.of("environment", "dev", "webhookUrl", "https://hooks.example.com/", "eventsFilter", List.of()));
        bodies.put(
                "POST " + V2,
                Map.of(
                        "identityId",
                        robot.id(),
                        "slug",
                        "newer",
                        "permissions",
                        READ,
                        "type",
                        Map.of("isTemporary", false)));
        bodies.put(
                "POST " + V1 + "/permanent",
                Map.of(
                        "identityId",
                        robot.id(),
                        "slug",
                        "older",
                        "privilegePermission",
                        Map.of(
                                "actions",
                                List.of("read"),
                                "subject",
                                "secrets",
                                "conditions",
                                Map.of("environment", "dev"))));
        bodies.put("DELETE " + V1, Map.of("identityId", robot.id(), "privilegeSlug", "older"));

        Map<String, Integer> answers = new LinkedHashMap<>();
        bodies.forEach((route, body) -> answers.put(route, send(route, body, spelling)));

        assertThat(answers).allSatisfy((route, status) -> assertThat(status).isEqualTo(200));
    }

    private int send(String route, Map<String, Object> body, String spelling) {
        Map<String, Object> whole = new HashMap<>(body);
        whole.put(spelling, name(spelling));
        String[] words = route.split(" ", -1);
        return admin.sends(whole).request(words[0], words[1]).statusCode();
    }

    private String name(String spelling) {
        return spelling.endsWith("Id") ? project.id() : project.slug();
    }
}
