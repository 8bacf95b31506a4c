package dev.claviger.sync.run;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.claviger.local.gitlab.GitLabSimulator;
import dev.claviger.local.gitlabapi.GitLabApi;
import dev.claviger.local.gitlabapi.Variable;
import dev.claviger.sync.SharedGitLab;
import dev.claviger.sync.VaultStub;
import dev.claviger.testkit.TestTokens;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** An organisation with a project, a project of its own in the GitLab of all, a connection to it and an identity that reads. */
final class Stage implements AutoCloseable {
    /** Of an option that the request leaves out. */
    static final String UNSAID = "unsaid";

    static final Duration LONG = Duration.ofSeconds(40);
    static final String ROUTE = "/api/v1/secret-syncs/gitlab";

    final GitLabSimulator gitlab = SharedGitLab.GITLAB;
    final long place = SharedGitLab.newProject();
    final UUID org = UUID.randomUUID();
    final UUID project = UUID.randomUUID();
    final String admin = TestTokens.admin(org).make();
    final String keeper = token(
            "create secret-syncs",
            "read secret-syncs",
            "edit secret-syncs",
            "delete secret-syncs",
            "sync-secrets secret-syncs",
            "remove-secrets secret-syncs");
    final String gitlabToken = gitlab.api().personalToken(GitLabApi.MAINTAINER, "api");
    final String connection = connect(gitlabToken);
    private final List<String> made = new ArrayList<>();

    Stage() {
        identify();
    }

    /** A member with these rights in the project. */
    String token(String... rights) {
        return VaultStub.allowed(TestTokens.identity().orgId(org), project, rights)
                .orgRole("member")
                .make();
    }

    private void identify() {
        String clientId = UUID.randomUUID().toString();
        TestTokens.login(clientId, "client-secret", TestTokens.identity().orgId(org));
        given().auth()
                .oauth2(admin)
                .contentType("application/json")
                .body(Map.of("clientId", clientId, "clientSecret", "client-secret"))
                .put("/api/x/sync-identity")
                .then()
                .statusCode(200);
    }

    String connect(String token) {
        return given().auth()
                .oauth2(admin)
                .contentType("application/json")
                .body(Map.of(
                        "name",
                        "gitlab-" + UUID.randomUUID().toString().substring(0, 8),
                        "method",
                        "access-token",
                        "credentials",
                        Map.of("instanceUrl", gitlab.url(), "accessToken", token, "accessTokenType", "personal")))
                .post("/api/v1/app-connections/gitlab")
                .then()
                .statusCode(200)
                .extract()
                .path("appConnection.id");
    }

    void holds(Map<String, String> secrets) {
        VaultStub.holds(project, secrets);
    }

    /** Makes a sync and waits for its first run. */
    String synced(Map<String, Object> options, Map<String, Object> target) {
        String id = create(true, options, target);
        awaitStatus(id, "succeeded");
        return id;
    }

    /** One of another project of the organisation, into the same project there. */
    String syncedFrom(UUID other) {
        String token = VaultStub.allowed(
                        TestTokens.identity().orgId(org),
                        other,
                        "create secret-syncs",
                        "read secret-syncs",
                        "delete secret-syncs")
                .orgRole("member")
                .make();
        Map<String, Object> body = body(true, Map.of("shouldMaskSecrets", true), Map.of());
        body.put("projectId", other.toString());
        String id = given().auth()
                .oauth2(token)
                .contentType("application/json")
                .body(body)
                .post(ROUTE)
                .then()
                .statusCode(200)
                .extract()
                .path("secretSync.id");
        await().atMost(LONG)
                .until(() -> "succeeded"
                        .equals(given().auth()
                                .oauth2(token)
                                .get(ROUTE + "/" + id)
                                .path("secretSync.syncStatus")));
        return id;
    }

    void dropFrom(UUID other, String id) {
        given().auth()
                .oauth2(VaultStub.allowed(TestTokens.identity().orgId(org), other, "delete secret-syncs")
                        .make())
                .delete(ROUTE + "/" + id);
    }

    /** One that runs when it is told to. */
    String manual() {
        return create(false, Map.of(), Map.of());
    }

    private Map<String, Object> body(boolean isAuto, Map<String, Object> options, Map<String, Object> target) {
        Map<String, Object> allOptions =
                new HashMap<>(Map.of("initialSyncBehavior", "overwrite-destination", "disableSecretDeletion", false));
        allOptions.putAll(options);
        var _ = allOptions.values().removeIf(UNSAID::equals);
        Map<String, Object> allTarget = new HashMap<>(project());
        allTarget.putAll(target);
        return new HashMap<>(Map.of(
                "name",
                "sync-" + UUID.randomUUID().toString().substring(0, 8),
                "projectId",
                project.toString(),
                "connectionId",
                connection,
                "environment",
                "prod",
                "secretPath",
                "/app",
                "isAutoSyncEnabled",
                isAuto,
                "syncOptions",
                allOptions,
                "destinationConfig",
                allTarget));
    }

    String create(boolean isAuto, Map<String, Object> options, Map<String, Object> target) {
        String id = given().auth()
                .oauth2(keeper)
                .contentType("application/json")
                .body(body(isAuto, options, target))
                .post(ROUTE)
                .then()
                .statusCode(200)
                .extract()
                .path("secretSync.id");
        made.add(id);
        return id;
    }

    /** The destination of its syncs. */
    Map<String, Object> project() {
        return Map.of("scope", "project", "projectId", String.valueOf(place));
    }

    /** Asks for a run and waits until it has ended. */
    JsonPath run(String id, String what) {
        String field = what.equals("remove-secrets") ? "lastRemoveJobId" : "lastSyncJobId";
        Response asked = post(id, what);
        asked.then().statusCode(200);
        if (what.equals("undo") || what.equals("compare")) {
            await().atMost(LONG).until(() -> isEnded(id, what));
            return show(id);
        }
        String job = asked.path("secretSync." + field);
        String status = what.equals("remove-secrets") ? "removeStatus" : "syncStatus";
        await().atMost(LONG)
                .until(() -> List.of("succeeded", "failed").contains(show(id).getString(status))
                        && job.equals(show(id).getString(field)));
        return show(id);
    }

    private boolean isEnded(String id, String kind) {
        String status = runs(id).getString("runs.find { it.kind == '%s' }.status".formatted(kind));
        return List.of("succeeded", "failed").contains(status);
    }

    Response post(String id, String what) {
        return given().auth().oauth2(keeper).post(ROUTE + "/" + id + "/" + what);
    }

    JsonPath show(String id) {
        JsonPath all = given().auth()
                .oauth2(keeper)
                .get(ROUTE + "/" + id)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        return all.setRootPath("secretSync");
    }

    JsonPath runs(String id) {
        return given().auth()
                .oauth2(keeper)
                .get(ROUTE + "/" + id + "/runs")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    void awaitStatus(String id, String status) {
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(show(id).getString("syncStatus"))
                        .as(show(id).getString("lastSyncMessage"))
                        .isEqualTo(status));
    }

    /** Key and scope to value, as GitLab has it. */
    Map<String, String> variables() {
        Map<String, String> all = new TreeMap<>();
        gitlab.api().projectVariables(place).forEach(each -> all.put(each.key(), each.value()));
        return all;
    }

    /** A variable as somebody else writes it there. */
    void put(Variable variable) {
        gitlab.api().putProjectVariable(place, variable);
    }

    /** Whether GitLab was asked about it since {@code forgetCalls}. */
    boolean wasCalled() {
        return gitlab.api().calls().stream().anyMatch(call -> call.contains("/projects/" + place + "/"));
    }

    Variable variable(String key) {
        return gitlab.api().projectVariables(place).stream()
                .filter(each -> each.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    /** What is left would be tried again while other tests wait. */
    @Override
    public void close() {
        gitlab.api().heal();
        made.forEach(id -> given().auth().oauth2(keeper).delete(ROUTE + "/" + id));
    }
}
