package dev.claviger.sync.rotating;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import dev.claviger.local.gitlabapi.GitLabApi;
import dev.claviger.sync.SharedGitLab;
import dev.claviger.sync.VaultStub;
import dev.claviger.testkit.TestTokens;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** An organisation with a project, a project of GitLab, and a connection of somebody who may make tokens there. */
final class TokenStage implements AutoCloseable {
    static final String ROUTE = "/api/v2/secret-rotations/";
    private static final String KIND = "gitlab-access-token";

    final GitLabApi gitlab = SharedGitLab.GITLAB.api();
    final long place = SharedGitLab.newProject();
    final UUID org = UUID.randomUUID();
    final UUID project = UUID.randomUUID();
    final String admin = TestTokens.admin(org).make();
    final String keeper = RotationStage.token(
            org, project, "read", "read-generated-credentials", "create", "edit", "delete", "rotate-secrets");
    final String ours = gitlab.personalToken(GitLabApi.MAINTAINER, "api");
    final String connection;
    private final List<String> made = new ArrayList<>();

    TokenStage() {
        RotationStage.identify(org, admin);
        connection = connect(ours);
    }

    String connect(String token) {
        return given().auth()
                .oauth2(admin)
                .contentType("application/json")
                .body(Map.of("name", "gitlab-" + mark(), "method", "access-token", "credentials", credentials(token)))
                .post("/api/v1/app-connections/gitlab")
                .then()
                .statusCode(200)
                .extract()
                .path("appConnection.id");
    }

    void reconnect(String token) {
        given().auth()
                .oauth2(admin)
                .contentType("application/json")
                .body(Map.of("credentials", credentials(token)))
                .patch("/api/v1/app-connections/gitlab/" + connection)
                .then()
                .statusCode(200);
    }

    private static Map<String, String> credentials(String token) {
        return Map.of("instanceUrl", SharedGitLab.GITLAB.url(), "accessToken", token, "accessTokenType", "personal");
    }

    private static String mark() {
        return UUID.randomUUID().toString().substring(0, 8);
    }

    /** Rules for tokens of the project, the old one of which ends at once. */
    Map<String, Object> rules(Map<String, ?> changes) {
        Map<String, Object> rules = new HashMap<>();
        rules.put("owner", "project");
        rules.put("ownerId", String.valueOf(place));
        rules.put("name", "deployer");
        rules.put("scopes", List.of("read_api"));
        rules.put("accessLevel", 30);
        rules.put("lifetimeDays", 60);
        rules.put("keepOldHours", 0);
        rules.putAll(changes);
        return rules;
    }

    Map<String, Object> body(Map<String, ?> rules) {
        Map<String, Object> body = new HashMap<>();
        body.put("name", "rotation-" + mark());
        body.put("projectId", project.toString());
        body.put("connectionId", connection);
        body.put("environment", "prod");
        body.put("secretPath", "/app");
        body.put("rotationInterval", 30);
        body.put("parameters", Map.of("token", rules(rules)));
        body.put("secretsMapping", Map.of("token", "DEPLOY_TOKEN"));
        return body;
    }

    /** A text with a webhook. */
    Map<String, Object> random(Map<String, ?> webhook) {
        Map<String, Object> body = body(Map.of());
        var _ = body.remove("connectionId");
        body.put("parameters", Map.of("webhook", webhook));
        body.put("secretsMapping", Map.of("value", "SIGNING_KEY"));
        return body;
    }

    Response post(String kind, Map<String, ?> body) {
        Response answer = given().auth()
                .oauth2(keeper)
                .contentType("application/json")
                .body(body)
                .post(ROUTE + kind);
        if (answer.statusCode() == 200) {
            made.add(kind + "/" + answer.path("secretRotation.id"));
        }
        return answer;
    }

    Response post(Map<String, ?> rules) {
        return post(KIND, body(rules));
    }

    String create(Map<String, ?> rules) {
        return post(rules).then().statusCode(200).extract().path("secretRotation.id");
    }

    Response rotate(String id) {
        return given().auth().oauth2(keeper).post(route(id) + "/rotate-secrets");
    }

    Response delete(String id, String query) {
        return given().auth().oauth2(keeper).delete(route(id) + query);
    }

    Response credentials(String kind, String id) {
        return given().auth().oauth2(keeper).get(ROUTE + kind + "/" + id + "/generated-credentials");
    }

    private String route(String id) {
        String kind = made.stream()
                .filter(each -> each.endsWith(id))
                .findFirst()
                .map(each -> each.substring(0, each.indexOf('/')))
                .orElse(KIND);
        return ROUTE + kind + "/" + id;
    }

    JsonPath show(String id) {
        JsonPath all = given().auth()
                .oauth2(keeper)
                .get(route(id))
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        return all.setRootPath("secretRotation");
    }

    /** What the secret holds. */
    String secret(String id) {
        return String.valueOf(VaultStub.rotated(id).get("DEPLOY_TOKEN"));
    }

    /** Whether whoever has read the secret gets in. */
    boolean works(String id) {
        String held = secret(id);
        return gitlab.isActive(held) || (!held.equals(secret(id)) && works(id));
    }

    /** How many tokens of the project work. */
    long working() {
        return gitlab.projectTokens(place).stream()
                .filter(each -> each.endsWith(" active"))
                .count();
    }

    int rotations() {
        return RotationStage.count("SELECT count(*) FROM secret_rotation WHERE org_id = ?", org);
    }

    void awaitRest(String id) {
        RotationStage.awaitRestOf(id);
    }

    /** All is as after a rotation that nothing befell. */
    void awaitWorking(String id, int activeIndex) {
        await().atMost(RotationStage.LONG).until(() -> show(id).getInt("activeIndex") == activeIndex);
        awaitRest(id);
        await().atMost(RotationStage.LONG).until(() -> working() == 1);
    }

    /** What is left would be tried again while other tests wait. */
    @Override
    public void close() {
        gitlab.heal();
        VaultStub.treats(project, VaultStub.Manner.TAKES);
        for (String path : made) {
            var _ = given().auth().oauth2(keeper).delete(ROUTE + path);
        }
    }
}
