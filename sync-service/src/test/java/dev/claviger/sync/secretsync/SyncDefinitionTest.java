package dev.claviger.sync.secretsync;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.claviger.local.gitlab.GitLabSimulator;
import dev.claviger.local.gitlabapi.GitLabApi;
import dev.claviger.sync.VaultStub;
import dev.claviger.testkit.EventTap;
import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "sync"))
@QuarkusTestResource(VaultStub.class)
class SyncDefinitionTest {
    private static final String ROUTE = "/api/v1/secret-syncs/gitlab";
    private static final String CONNECTIONS = "/api/v1/app-connections/gitlab";

    private final GitLabSimulator gitLab = GitLabSimulator.start(Clock.systemUTC());
    private final UUID org = UUID.randomUUID();
    private final UUID project = UUID.randomUUID();
    private final String admin = TestTokens.admin(org).make();
    private final String keeper = VaultStub.allowed(
                    TestTokens.identity().orgId(org),
                    project,
                    "create secret-syncs",
                    "read secret-syncs",
                    "edit secret-syncs",
                    "delete secret-syncs")
            .orgRole("member")
            .make();
    private String connection = "";

    @BeforeEach
    void connect() {
        connection = connection(gitLab.url());
    }

    @AfterEach
    void stop() {
        gitLab.close();
    }

    private String connection(String url) {
        String token = gitLab.api().personalToken(GitLabApi.MAINTAINER, "api");
        return post(
                        admin,
                        CONNECTIONS,
                        Map.of(
                                "name",
                                "gitlab-" + UUID.randomUUID().toString().substring(0, 8),
                                "method",
                                "access-token",
                                "credentials",
                                Map.of("instanceUrl", url, "accessToken", token, "accessTokenType", "personal")))
                .then()
                .statusCode(200)
                .extract()
                .path("appConnection.id");
    }

    @Test
    void create_storesWhatWasGiven_withDefaults() {
        try (EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            String id = post(keeper, ROUTE, body("to-lighthouse"))
                    .then()
                    .statusCode(200)
                    .body("secretSync.name", equalTo("to-lighthouse"))
                    .body("secretSync.projectId", equalTo(project.toString()))
                    .body("secretSync.isAutoSyncEnabled", equalTo(true))
                    .body("secretSync.connectionId", equalTo(connection))
                    .body("secretSync.connection.app", equalTo("gitlab"))
                    .body("secretSync.environment.slug", equalTo("prod"))
                    .body("secretSync.folder.path", equalTo("/app"))
                    .body("secretSync.folder.id", notNullValue())
                    .body("secretSync.destinationConfig.scope", equalTo("project"))
                    .body("secretSync.destinationConfig.projectId", equalTo("20"))
                    .body("secretSync.destinationConfig.targetEnvironment", equalTo("*"))
                    .body("secretSync.destinationConfig.shouldMaskSecrets", equalTo(true))
                    .body("secretSync.destinationConfig.groupId", nullValue())
                    .body("secretSync.syncOptions.initialSyncBehavior", equalTo("overwrite-destination"))
                    .body("secretSync.syncOptions.disableSecretDeletion", nullValue())
                    .extract()
                    .path("secretSync.id");

            get(keeper, ROUTE + "/" + id).then().statusCode(200).body("secretSync.id", equalTo(id));
            get(keeper, ROUTE + "/sync-name/to-lighthouse?projectId=" + project)
                    .then()
                    .statusCode(200)
                    .body("secretSync.id", equalTo(id));
            get(keeper, "/api/v1/secret-syncs?projectId=" + project).then().body("secretSyncs.id", hasItem(id));
            var _ = tap.awaitEvent(
                    event -> event.text().contains("create-secret-sync")
                            && event.text().contains(id),
                    Duration.ofSeconds(20));
        }
    }

    @Test
    void update_changesWhatIsGivenAlone() {
        String id = post(keeper, ROUTE, body("first")).path("secretSync.id");

        given().auth()
                .oauth2(keeper)
                .contentType("application/json")
                .body(Map.of("isAutoSyncEnabled", false, "secretPath", "/", "environment", "dev"))
                .patch(ROUTE + "/" + id)
                .then()
                .statusCode(200)
                .body("secretSync.name", equalTo("first"))
                .body("secretSync.isAutoSyncEnabled", equalTo(false))
                .body("secretSync.environment.slug", equalTo("dev"))
                .body("secretSync.folder.path", equalTo("/"))
                .body("secretSync.version", equalTo(2));
        given().auth()
                .oauth2(keeper)
                .contentType("application/json")
                .body(Map.of("name", "second"))
                .patch(ROUTE + "/" + id)
                .then()
                .body("secretSync.name", equalTo("second"))
                .body("secretSync.isAutoSyncEnabled", equalTo(false));
    }

    @Test
    void T23_sameDestination_isFoundWhateverTheSpelling() {
        post(keeper, ROUTE, body("one")).then().statusCode(200);
        String sameInstance = connection(gitLab.url() + "/");
        Map<String, Object> check = new HashMap<>();
        check.put("projectId", project.toString());
        check.put("connectionId", sameInstance);
        check.put("destinationConfig", Map.of("scope", "project", "projectId", "20"));

        post(keeper, ROUTE + "/check-destination", check)
                .then()
                .statusCode(200)
                .body("hasDuplicate", equalTo(true))
                .body("duplicateProjectId", equalTo(project.toString()));
        check.put("destinationConfig", Map.of("scope", "project", "projectId", "20", "targetEnvironment", "staging"));
        post(keeper, ROUTE + "/check-destination", check).then().body("hasDuplicate", equalTo(false));
    }

    /** Terraform names no connection before it makes a sync. */
    @Test
    void sameDestination_isFoundInItsProject_withoutAConnection() {
        String id = post(keeper, ROUTE, body("one")).path("secretSync.id");
        Map<String, Object> check = new HashMap<>();
        check.put("App", "gitlab");
        check.put("projectId", project.toString());
        check.put("destinationConfig", Map.of("scope", "project", "projectId", "20"));

        post(keeper, ROUTE + "/check-destination", check).then().statusCode(200).body("hasDuplicate", equalTo(true));
        check.put("excludeSyncId", id);
        post(keeper, ROUTE + "/check-destination", check).then().body("hasDuplicate", equalTo(false));
        check.remove("excludeSyncId");
        check.put("destinationConfig", Map.of("scope", "project", "projectId", "120"));
        post(keeper, ROUTE + "/check-destination", check).then().body("hasDuplicate", equalTo(false));
        check.put("destinationConfig", Map.of("scope", "group", "groupId", "20"));
        post(keeper, ROUTE + "/check-destination", check).then().body("hasDuplicate", equalTo(false));
    }

    @Test
    void connection_cannotBeDeletedWhileASyncUsesIt() {
        String id = post(keeper, ROUTE, body("user")).path("secretSync.id");

        given().auth()
                .oauth2(admin)
                .delete(CONNECTIONS + "/" + connection)
                .then()
                .statusCode(400)
                .body("message", containsString("in use"));
        given().auth().oauth2(keeper).delete(ROUTE + "/" + id).then().statusCode(200);
        given().auth()
                .oauth2(admin)
                .delete(CONNECTIONS + "/" + connection)
                .then()
                .statusCode(200);
    }

    @ParameterizedTest
    @CsvSource({
        "syncOptions.keySchema, no-key",
        "syncOptions.keySchema, {{secretKey}}$",
        "syncOptions.keySchema, {{secretKey}}{{secretKey}}",
        "syncOptions.initialSyncBehavior, import-prioritize-source",
        "destinationConfig.projectId, harbour/lighthouse",
        "destinationConfig.scope, instance",
        "destinationConfig.targetEnvironment, a;b",
        "name, Not A Slug",
        "secretPath, /a/../b",
        "environment, PROD!"
    })
    void badInput_isRefused(String field, String value) {
        Map<String, Object> body = body("bad");
        String[] way = field.split("\\.", 2);
        if (way.length == 1) {
            body.put(field, value);
        } else {
            Map<String, Object> inner = new HashMap<>(Map.of("scope", "project", "projectId", "20"));
            if (way[0].equals("syncOptions")) {
                inner = new HashMap<>(Map.of("initialSyncBehavior", "overwrite-destination"));
            }
            inner.put(way[1], value);
            body.put(way[0], inner);
        }

        post(keeper, ROUTE, body).then().statusCode(422);
    }

    @Test
    void source_hasToExist() {
        Map<String, Object> elsewhere = body("elsewhere");
        elsewhere.put("secretPath", "/nowhere");
        Map<String, Object> later = body("later");
        later.put("environment", "staging");

        post(keeper, ROUTE, elsewhere).then().statusCode(404);
        post(keeper, ROUTE, later).then().statusCode(404);
    }

    @Test
    void rights_areThoseOfTheProject() {
        String id = post(keeper, ROUTE, body("guarded")).path("secretSync.id");
        String reader = VaultStub.allowed(TestTokens.identity().orgId(org), project, "read secret-syncs")
                .orgRole("member")
                .make();
        String outsider = VaultStub.allowed(TestTokens.identity().orgId(org), project, "create secret-syncs")
                .make();

        get(reader, ROUTE + "/" + id).then().statusCode(200);
        given().auth().oauth2(reader).delete(ROUTE + "/" + id).then().statusCode(403);
        post(reader, ROUTE, body("other")).then().statusCode(403);
        post(outsider, ROUTE, body("other")).then().statusCode(403).body("message", containsString("connect"));
        get(outsider, "/api/v1/secret-syncs?projectId=" + project)
                .then()
                .statusCode(200)
                .body("secretSyncs", empty());
    }

    @Test
    void T5_sync_isInvisibleFromAnotherOrganisation() {
        String id = post(keeper, ROUTE, body("ours")).path("secretSync.id");
        String stranger = VaultStub.allowed(
                        TestTokens.identity(),
                        project,
                        "read secret-syncs",
                        "create secret-syncs",
                        "delete secret-syncs")
                .orgRole("admin")
                .make();

        get(stranger, ROUTE + "/" + id).then().statusCode(404);
        given().auth().oauth2(stranger).delete(ROUTE + "/" + id).then().statusCode(404);
        post(stranger, ROUTE, body("theirs")).then().statusCode(404);
        get(stranger, "/api/v1/secret-syncs?projectId=" + project).then().body("secretSyncs.id", not(hasItem(id)));
    }

    @Test
    void import_isRefused() {
        String id = post(keeper, ROUTE, body("one-way")).path("secretSync.id");

        post(keeper, ROUTE + "/" + id + "/import-secrets", Map.of()).then().statusCode(400);
    }

    private Map<String, Object> body(String name) {
        Map<String, Object> body = new HashMap<>();
        body.put("name", name);
        body.put("projectId", project.toString());
        body.put("connectionId", connection);
        body.put("environment", "prod");
        body.put("secretPath", "/app/");
        body.put("syncOptions", Map.of("initialSyncBehavior", "overwrite-destination"));
        body.put("destinationConfig", Map.of("scope", "project", "projectId", "20", "shouldMaskSecrets", true));
        return body;
    }

    private static Response post(String token, String route, Map<String, ?> body) {
        return given().auth()
                .oauth2(token)
                .contentType("application/json")
                .body(body)
                .post(route);
    }

    private static Response get(String token, String path) {
        return given().auth().oauth2(token).get(path);
    }
}
