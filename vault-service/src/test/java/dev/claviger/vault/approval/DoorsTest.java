package dev.claviger.vault.approval;

import static dev.claviger.testkit.JsonAt.valueAt;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.secret.Safe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.Method;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No door leads around a policy. Whoever adds a route that writes decides here whether it changes secrets of folders: then it is tried
 * against a policy, as every other one.
 */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class DoorsTest {
    /** Answered with a request for approval. */
    private static final Set<String> PROPOSING = Set.of(
            "POST /api/v3/secrets/raw/{name}",
            "PATCH /api/v3/secrets/raw/{name}",
            "DELETE /api/v3/secrets/raw/{name}",
            "POST /api/v3/secrets/tags/{name}",
            "DELETE /api/v3/secrets/tags/{name}",
            "POST /api/v3/secrets/batch/raw",
            "PATCH /api/v3/secrets/batch/raw",
            "DELETE /api/v3/secrets/batch/raw",
            "POST /api/v4/secrets/{name}",
            "PATCH /api/v4/secrets/{name}",
            "DELETE /api/v4/secrets/{name}",
            "POST /api/v4/secrets/batch",
            "PATCH /api/v4/secrets/batch",
            "DELETE /api/v4/secrets/batch",
            "POST /api/v1/pit/batch/commit",
            "POST /api/x/import/{format}");

    /** Refused, with a text that says how to propose the change. */
    private static final Set<String> REFUSED = Set.of(
            "POST /api/v3/secrets/move",
            "POST /api/v4/secrets/move",
            "POST /api/v1/pit/commits/{id}/rollback",
            "POST /api/v1/pit/commits/{id}/revert",
            "POST /api/v1/secret-snapshot/{id}/rollback",
            "POST /api/x/deleted-secrets/{id}/restore",
            "POST /api/x/import/from/infisical",
            "POST /api/x/import/from/vault-kv",
            "PATCH /api/{version}/folders/{id}",
            "PATCH /api/{version}/folders/batch",
            "DELETE /api/{version}/folders/{id}",
            "DELETE /api/v1/{word}/{projectId}/environments/{id}");

    /** Write the secrets of a rotation, which somebody approved as a whole, and nothing else; {@code RotatedSecretTest} tries them. */
    private static final Set<String> ROTATING =
            Set.of("PUT /api/x/rotated-secrets/{rotationId}", "DELETE /api/x/rotated-secrets/{rotationId}");

    /** Change no secret of any folder as it is now; a deleted project takes its policies along. */
    private static final Set<String> OTHERS = Set.of(
            "DELETE /api/v1/access-approvals/policies/{id}",
            "DELETE /api/v1/additional-privilege/identity",
            "DELETE /api/v1/additional-privilege/user/{id}",
            "DELETE /api/v1/projects/{id}",
            "DELETE /api/v1/projects/{projectId}/memberships",
            "DELETE /api/v1/projects/{projectId}/memberships/identities/{identityId}",
            "DELETE /api/v1/projects/{projectId}/tags/{id}",
            "DELETE /api/v1/projects/{project}/roles/{roleId}",
            "DELETE /api/v1/user-project-additional-privilege/{id}",
            "DELETE /api/v1/webhooks/{id}",
            "DELETE /api/v1/workspace/{id}",
            "DELETE /api/v1/workspace/{projectId}/tags/{id}",
            "DELETE /api/v1/workspace/{project}/roles/{roleId}",
            "DELETE /api/v2/identity-project-additional-privilege/{id}",
            "DELETE /api/v2/secret-versions/{versionId}/redact-value",
            "DELETE /api/v2/workspace/{projectId}/groups/{group}",
            "DELETE /api/v2/workspace/{projectId}/identity-memberships/{identityId}",
            "DELETE /api/v2/workspace/{projectId}/memberships",
            "DELETE /api/v2/workspace/{project}/roles/{roleId}",
            "DELETE /api/v2/workspace/{slug}",
            "DELETE /api/x/deleted-secrets/{id}",
            "DELETE /api/{version}/secret-approvals/{id}",
            "DELETE /api/{version}/secret-imports/{id}",
            "PATCH /api/v1/access-approvals/policies/{id}",
            "PATCH /api/v1/additional-privilege/identity",
            "PATCH /api/v1/additional-privilege/user/{id}",
            "PATCH /api/v1/projects/{id}",
            "PATCH /api/v1/projects/{projectId}/memberships/identities/{identityId}",
            "PATCH /api/v1/projects/{projectId}/memberships/{membershipId}",
            "PATCH /api/v1/projects/{projectId}/tags/{id}",
            "PATCH /api/v1/projects/{project}/roles/{roleId}",
            "PATCH /api/v1/user-project-additional-privilege/{id}",
            "PATCH /api/v1/webhooks/{id}",
            "PATCH /api/v1/workspace/{id}",
            "PATCH /api/v1/workspace/{projectId}/memberships/{membershipId}",
            "PATCH /api/v1/workspace/{projectId}/tags/{id}",
            "PATCH /api/v1/workspace/{project}/roles/{roleId}",
            "PATCH /api/v1/{word}/{projectId}/environments/{id}",
            "PATCH /api/v2/identity-project-additional-privilege/{id}",
            "PATCH /api/v2/workspace/{projectId}/groups/{group}",
            "PATCH /api/v2/workspace/{projectId}/identity-memberships/{identityId}",
            "PATCH /api/v2/workspace/{project}/roles/{roleId}",
            "PATCH /api/{version}/secret-approvals/{id}",
            "PATCH /api/{version}/secret-imports/{id}",
            "POST /api/v1/access-approvals/policies",
            "POST /api/v1/access-approvals/requests",
            "POST /api/v1/access-approvals/requests/{id}/review",
            "POST /api/v1/additional-privilege/identity/permanent",
            "POST /api/v1/additional-privilege/identity/temporary",
            "POST /api/v1/additional-privilege/user",
            "POST /api/v1/events/subscribe/project-events",
            "DELETE /api/v1/project-grants/{id}",
            "DELETE /api/v1/project-templates/{id}",
            "PATCH /api/v1/project-templates/{id}",
            "POST /api/v1/project-templates",
            "POST /api/v1/project-grants",
            "POST /api/v1/projects",
            "POST /api/v1/projects/{projectId}/memberships",
            "POST /api/v1/projects/{projectId}/memberships/identities/{identityId}",
            "POST /api/v1/projects/{projectId}/tags",
            "POST /api/v1/projects/{project}/roles",
            "POST /api/v1/secret-approval-requests/{id}/merge",
            "POST /api/v1/secret-approval-requests/{id}/review",
            "POST /api/v1/secret-approval-requests/{id}/status",
            "POST /api/v1/user-project-additional-privilege",
            "POST /api/v1/webhooks",
            "POST /api/v1/webhooks/{id}/test",
            "POST /api/v1/workspace/{projectId}/memberships/details",
            "POST /api/v1/workspace/{projectId}/tags",
            "POST /api/v1/workspace/{project}/roles",
            "POST /api/v1/{word}/{projectId}/environments",
            "POST /api/v2/identity-project-additional-privilege",
            "POST /api/v2/workspace",
            "POST /api/v2/workspace/{projectId}/groups/{group}",
            "POST /api/v2/workspace/{projectId}/identity-memberships/{identityId}",
            "POST /api/v2/workspace/{projectId}/memberships",
            "POST /api/v2/workspace/{project}/roles",
            "POST /api/x/explain",
            "POST /api/x/identity-boundary",
            "POST /api/x/keys/rewrap",
            "POST /api/x/leaks/lookup",
            "DELETE /api/x/projects/{projectId}/identities/{identityId}",
            "POST /api/x/projects/{projectId}/identities/{identityId}",
            "POST /api/x/projects/{projectId}/identity-rights",
            "POST /api/x/projects/{projectId}/keys/rotate",
            "POST /api/x/projects/{projectId}/keys/verify",
            "POST /api/x/projects/{projectId}/service-token-rights",
            "POST /api/x/what-if",
            "POST /api/{version}/folders",
            "POST /api/{version}/secret-approvals",
            "POST /api/{version}/secret-imports",
            "POST /api/{version}/secret-imports/{id}/replication-resync",
            "PUT /api/v1/projects/{id}/audit-logs-retention",
            "PUT /api/v1/workspace/{slug}/audit-logs-retention",
            "PUT /api/x/honeytokens/{secretId}",
            "DELETE /api/x/honeytokens/{secretId}");

    private final Council council = new Council();
    private final Safe safe = council.safe;

    @BeforeEach
    void aCoveredFolder() {
        safe.folder("dev:/app").folder("dev:/free");
        safe.secret("dev:/app", "KEY", "first")
                .secret("dev:/app", "OTHER", "other")
                .secret("dev:/free", "LOOSE", "loose")
                .secret("dev:/app", "GONE", "gone");
    }

    @Test
    void everyRouteThatWrites_isADoorThatIsTried_orChangesNoSecret() throws IOException {
        Set<String> undecided = new TreeSet<>();
        Set<String> known = new TreeSet<>();
        new ObjectMapper()
                .readTree(given().get("/api/x/openapi/vault?format=json").asString())
                .path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(operation -> {
                    String route = operation.getKey().toUpperCase(java.util.Locale.ROOT) + " " + path.getKey();
                    if (PROPOSING.contains(route) || REFUSED.contains(route)) {
                        known.add(route);
                    } else if (!route.startsWith("GET ") && !OTHERS.contains(route) && !ROTATING.contains(route)) {
                        undecided.add(route);
                    }
                }));

        assertThat(undecided).isEmpty();
        Set<String> tried = new TreeSet<>(PROPOSING);
        tried.addAll(REFUSED);
        assertThat(known).isEqualTo(tried);
    }

    /** Who approved the rotation approved what it writes. */
    @Test
    void rotation_isNotHeldUp() {
        covered();
        String rotation = "/api/x/rotated-secrets/" + java.util.UUID.randomUUID();

        safe.asAdmin()
                .body(safe.body(
                        "dev:/app", Map.of("secrets", List.of(Map.of("secretKey", "ROTATED", "secretValue", "x")))))
                .put(rotation)
                .then()
                .statusCode(200);

        assertThat(safe.value("dev:/app", "ROTATED")).isEqualTo("x");
        safe.asAdmin()
                .queryParam("projectId", safe.projectId)
                .queryParam("deleteSecrets", true)
                .delete(rotation)
                .then()
                .statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"v3 raw/", "v4 "})
    void oneSecret_isProposed(String version) {
        covered();
        String route = "/api/" + version.replace("v3 ", "v3/secrets/").replace("v4 ", "v4/secrets/");

        proposed(Method.POST, route + "NEW", Map.of("secretValue", "x"));
        proposed(Method.PATCH, route + "KEY", Map.of("secretValue", "x"));
        proposed(Method.PATCH, route + "KEY", Map.of("newSecretName", "RENAMED"));
        proposed(Method.DELETE, route + "KEY", Map.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v3/secrets/batch/raw", "/api/v4/secrets/batch"})
    void batches_areProposed(String route) {
        covered();

        proposed(Method.POST, route, Map.of("secrets", List.of(Map.of("secretKey", "NEW", "secretValue", "x"))));
        proposed(Method.PATCH, route, Map.of("secrets", List.of(Map.of("secretKey", "KEY", "secretValue", "x"))));
        proposed(
                Method.PATCH,
                route,
                Map.of("mode", "upsert", "secrets", List.of(Map.of("secretKey", "NEW", "secretValue", "x"))));
        proposed(Method.DELETE, route, Map.of("secrets", List.of(Map.of("secretKey", "KEY"))));
    }

    @Test
    void tags_areProposed() {
        safe.asAdmin()
                .body(Map.of("slug", "red", "color", "#ff0000"))
                .post("/api/v1/projects/" + safe.projectId + "/tags")
                .then()
                .statusCode(200);
        covered();

        proposed(Method.POST, "/api/v3/secrets/tags/KEY", Map.of("tagSlugs", List.of("red")));
        proposed(Method.DELETE, "/api/v3/secrets/tags/KEY", Map.of("tagSlugs", List.of("red")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v3/secrets/move", "/api/v4/secrets/move"})
    void moves_inAndOut_areRefused(String route) {
        String key = id("dev:/app", "KEY");
        String loose = id("dev:/free", "LOOSE");
        covered();

        refused(caller -> caller.body(move("/app", "/free", key)).post(route));
        refused(caller -> caller.body(move("/free", "/app", loose)).post(route));
    }

    @Test
    void aFile_isProposed_andRefusedWhereItIsAboutSeveralFolders() {
        covered();
        String before = state();

        Response answer = take(council.author.calls(), "dotenv", "/app", "KEY=x\nNEW=y\n");

        answer.then().statusCode(200);
        String id = valueAt(answer.then().extract(), "approval.id");
        assertThat(state()).isEqualTo(before);
        refused(caller -> take(caller, "json", "/", "{\"/app\":{\"KEY\":\"x\"},\"/free\":{\"LOOSE\":\"x\"}}"));
        council.reviews(council.ann, id, "approved").then().statusCode(200);
        council.merges(council.ann, id).then().statusCode(200);
        assertThat(safe.value("dev:/app", "KEY")).isEqualTo("x");
        assertThat(safe.value("dev:/app", "NEW")).isEqualTo("y");
    }

    private Response take(RequestSpecification caller, String format, String path, String file) {
        return caller.contentType("application/octet-stream")
                .queryParam("projectId", safe.projectId)
                .queryParam("environment", "dev")
                .queryParam("secretPath", path)
                .queryParam("mode", "overwrite")
                .body(file.getBytes(UTF_8))
                .post("/api/x/import/" + format);
    }

    @Test
    void history_isNoWayAround() {
        String first = commits().getFirst();
        safe.update("dev:/app", "KEY", Map.of("secretValue", "second")).then().statusCode(200);
        String gone = id("dev:/app", "GONE");
        safe.delete("dev:/app", "GONE").then().statusCode(200);
        String last = commits().getFirst();
        covered();

        refused(caller -> caller.body(Map.of(
                        "projectId",
                        safe.projectId.toString(),
                        "folderId",
                        folderId(),
                        "environment",
                        "dev",
                        "deepRollback",
                        false))
                .post("/api/v1/pit/commits/" + first + "/rollback"));
        refused(caller -> caller.body(inProject()).post("/api/v1/pit/commits/" + last + "/revert"));
        refused(caller -> caller.post("/api/v1/secret-snapshot/" + first + "/rollback"));
        refused(caller -> caller.body(inProject()).post("/api/x/deleted-secrets/" + gone + "/restore"));
    }

    @Test
    void foldersAndEnvironments_takeNoSecretsAlong() {
        String environment = valueAt(
                council.chief
                        .calls()
                        .get("/api/v1/projects/%s/environments/slug/dev".formatted(safe.projectId))
                        .then()
                        .statusCode(200)
                        .extract(),
                "environment.id");
        covered();

        refused(caller -> caller.body(folder(Map.of("name", "moved"))).patch("/api/v2/folders/app"));
        refused(caller -> caller.body(Map.of(
                        "projectId", safe.projectId.toString(),
                        "projectSlug", safe.slug,
                        "folders", List.of(Map.of("id", "app", "environment", "dev", "path", "/", "name", "moved"))))
                .patch("/api/v2/folders/batch"));
        refused(caller -> caller.body(folder(Map.of())).delete("/api/v2/folders/app"));
        refused(caller -> caller.body(folder(Map.of("force", true))).delete("/api/v2/folders/app"));
        for (String word : List.of("projects", "workspace")) {
            refused(caller ->
                    caller.delete("/api/v1/%s/%s/environments/%s".formatted(word, safe.projectId, environment)));
        }
    }

    /** As a door would that nobody has thought of. */
    @Test
    void T18_whatDoesNotAsk_isRefusedByTheDatabase() {
        String commit =
                "WITH bumped AS (UPDATE project SET revision = revision + 1 WHERE id = '%s' RETURNING id, revision) "
                        + "INSERT INTO project_commit (project_id, number, actor_type, actor_name, provenance, message, created_at) "
                        + "SELECT id, revision, 'user', 'ann', '{}', 'by hand', now() FROM bumped";
        String change = "UPDATE secret SET updated_at = now() WHERE project_id = '%s'";
        safe.sql(commit.formatted(safe.projectId));
        safe.sql(change.formatted(safe.projectId));
        covered();

        safe.sql(commit.formatted(safe.projectId));

        for (String door : List.of(change, "DELETE FROM secret WHERE project_id = '%s'")) {
            assertThatThrownBy(() -> safe.sql(door.formatted(safe.projectId)))
                    .hasMessageContaining("did not ask whether it needs approval");
        }
    }

    private void covered() {
        council.post("dev:/app", Map.of()).then().statusCode(200);
    }

    private void proposed(Method method, String route, Map<String, ?> content) {
        String before = state();

        Response answer = council.author.sends(safe.body("dev:/app", content)).request(method, route);

        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        assertThat(answer.<Object>path("approval.id")).as(answer.asString()).isNotNull();
        assertThat(answer.<Object>path("secret")).isNull();
        assertThat(answer.<Object>path("secrets")).isNull();
        assertThat(state()).isEqualTo(before);
    }

    /** Even administrators are. */
    private void refused(Function<RequestSpecification, Response> request) {
        String before = state();

        Response answer = request.apply(council.chief.calls());

        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(403);
        assertThat(answer.asString()).contains("covers secrets in environment 'dev' at path '/app'");
        assertThat(state()).isEqualTo(before);
    }

    private String state() {
        return safe.list("dev:/app")
                        .then()
                        .statusCode(200)
                        .extract()
                        .path("secrets")
                        .toString()
                + safe.list("dev:/free").then().statusCode(200).extract().path("secrets");
    }

    private Map<String, Object> move(String from, String to, String id) {
        return Map.of(
                "projectId",
                safe.projectId.toString(),
                "sourceEnvironment",
                "dev",
                "sourceSecretPath",
                from,
                "destinationEnvironment",
                "dev",
                "destinationSecretPath",
                to,
                "secretIds",
                List.of(id));
    }

    private Map<String, Object> folder(Map<String, ?> content) {
        Map<String, Object> body = new LinkedHashMap<>(content);
        body.putAll(Map.of("projectId", safe.projectId.toString(), "environment", "dev", "path", "/"));
        return body;
    }

    private Map<String, Object> inProject() {
        return Map.of("projectId", safe.projectId.toString());
    }

    private List<String> commits() {
        return valueAt(
                safe.asAdmin()
                        .queryParam("projectId", safe.projectId)
                        .queryParam("environment", "dev")
                        .queryParam("path", "/app")
                        .get("/api/v1/pit/commits")
                        .then()
                        .statusCode(200)
                        .extract(),
                "commits.id");
    }

    private String folderId() {
        return valueAt(
                safe.asAdmin()
                        .queryParam("projectId", safe.projectId)
                        .queryParam("environment", "dev")
                        .queryParam("path", "/app")
                        .get("/api/v1/pit/commits/count")
                        .then()
                        .statusCode(200)
                        .extract(),
                "folderId");
    }

    private String id(String place, String key) {
        return valueAt(safe.read(place, key).then().statusCode(200).extract(), "secret.id");
    }
}
