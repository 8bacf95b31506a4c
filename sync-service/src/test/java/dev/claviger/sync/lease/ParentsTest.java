package dev.claviger.sync.lease;

import static dev.claviger.sync.lease.LeaseStage.LEASES;
import static dev.claviger.sync.lease.LeaseStage.LONG;
import static dev.claviger.sync.lease.LeaseStage.ROUTE;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.claviger.sync.VaultStub;
import dev.claviger.sync.lease.LeaseStage.Held;
import dev.claviger.testkit.EventTap;
import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestChanges;
import dev.claviger.testkit.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of dynamic secrets with their folder, environment and project. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "sync"))
@QuarkusTestResource(VaultStub.class)
class ParentsTest {
    private static final String APP =
            UUID.nameUUIDFromBytes("app".getBytes(UTF_8)).toString();

    private final LeaseStage stage = new LeaseStage();

    @AfterEach
    void stop() {
        stage.close();
    }

    @Test
    void T22_folderThatIsDeleted_takesItsLeasesAlong() throws Exception {
        stage.define("orders");
        Held held = stage.take("orders");
        try (EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            tell(
                    "folder:delete",
                    "\"environment\":\"prod\",\"folder\":{\"id\":\"%s\",\"path\":\"/app\"}".formatted(APP));

            stage.awaitEnd(held);
            String told = tap.awaitEvent(
                            event -> event.text().contains("\"delete-dynamic-secret\"")
                                    && event.text().contains(stage.project.toString()),
                            LONG)
                    .text();
            assertThat(told).contains("the folder was deleted").contains("platform");
        }
        stage.get(stage.keeper, ROUTE + "/orders").then().statusCode(404);
    }

    /** What lies below is not told one by one. */
    @Test
    void T22_folderAboveThatIsDeleted_takesThemAlong() throws Exception {
        Map<String, Object> definition = stage.definition("orders", stage.inputs());
        definition.put("path", "/app/db");
        stage.define(definition);
        Map<String, Object> asked = stage.place();
        asked.putAll(Map.of("path", "/app/db", "dynamicSecretName", "orders"));
        var given = LeaseStage.post(stage.keeper, LEASES, asked);
        given.then().statusCode(200);

        tell("folder:delete", "\"environment\":\"prod\",\"folder\":{\"id\":\"%s\",\"path\":\"/app\"}".formatted(APP));

        stage.awaitEnd(
                new Held(given.path("lease.id"), given.path("data.DB_USERNAME"), given.path("data.DB_PASSWORD")));
    }

    @Test
    void T22_environmentThatIsDeleted_takesThemAlong() throws Exception {
        stage.define("orders");
        Held held = stage.take("orders");

        tell("environment:delete", "\"environment\":\"prod\"");

        stage.awaitEnd(held);
    }

    /** One that is older than the definition was about another environment of the same name. */
    @Test
    void environmentThatWasDeletedBefore_isNoneOfItsBusiness() throws Exception {
        stage.define("orders");
        Held held = stage.take("orders");

        tell(Instant.now().minusSeconds(60), "environment:delete", "\"environment\":\"prod\"");
        tell("environment:update", "\"environment\":\"live\",\"environmentId\":\"%s\"".formatted(environmentId()));

        await().atMost(LONG).until(() -> at("live", "/app", held) == 200);
        assertThat(stage.logsIn(held)).isTrue();
    }

    @Test
    void T22_projectThatIsDeleted_takesThemAlong() throws Exception {
        stage.define("orders");
        stage.define("stock");
        Held held = stage.take("orders");
        Held other = stage.take("stock");

        tell("project:delete", "\"secrets\":[]");

        stage.awaitEnd(held);
        stage.awaitEnd(other);
    }

    @Test
    void renamedFolderAndEnvironment_areFollowed() throws Exception {
        Map<String, Object> definition = stage.definition("orders", stage.inputs());
        definition.put("path", "/app/db");
        stage.define(definition);
        Map<String, Object> asked = stage.place();
        asked.putAll(Map.of("path", "/app/db", "dynamicSecretName", "orders"));
        var given = LeaseStage.post(stage.keeper, LEASES, asked);
        given.then().statusCode(200);
        Held held = new Held(given.path("lease.id"), given.path("data.DB_USERNAME"), given.path("data.DB_PASSWORD"));

        tell("folder:update", "\"environment\":\"prod\",\"folder\":{\"id\":\"%s\",\"path\":\"/apps\"}".formatted(APP));
        tell("environment:update", "\"environment\":\"live\",\"environmentId\":\"%s\"".formatted(environmentId()));

        await().atMost(LONG).until(() -> at("live", "/apps/db", held) == 200);
        assertThat(at("prod", "/app/db", held)).isEqualTo(404);
        assertThat(stage.logsIn(held)).isTrue();
    }

    /** The change was lost; the sync identity of the organisation finds out. */
    @Test
    void T22_environmentThatIsNotThereAnyMore_isNoticed() {
        stage.define("orders");
        Held held = stage.take("orders");
        String clientId = UUID.randomUUID().toString();
        TestTokens.login(
                clientId,
                "client-secret",
                VaultStub.allowed(TestTokens.identity().orgId(stage.org), stage.project, "read environments"));
        given().auth()
                .oauth2(TestTokens.admin(stage.org).make())
                .contentType("application/json")
                .body(Map.of("clientId", clientId, "clientSecret", "client-secret"))
                .put("/api/x/sync-identity")
                .then()
                .statusCode(200);
        LeaseStage.stored("UPDATE dynamic_secret SET looked_at = now() - interval '1 day' WHERE org_id = '%s'"
                .formatted(stage.org));
        await().atMost(LONG)
                .until(() -> LeaseStage.count(
                                "SELECT count(*) FROM dynamic_secret WHERE looked_at > now() - interval '1 hour' AND org_id = '%s'"
                                        .formatted(stage.org))
                        == 1);
        assertThat(stage.logsIn(held)).isTrue();

        VaultStub.dropEnvironments(stage.project);

        stage.awaitEnd(held);
    }

    private String environmentId() {
        String route = "/api/v1/projects/%s/environments/slug/prod".formatted(stage.project);
        return UUID.nameUUIDFromBytes(route.getBytes(UTF_8)).toString();
    }

    private int at(String environment, String path, Held held) {
        return given().auth()
                .oauth2(stage.keeper)
                .queryParam("projectSlug", stage.project.toString())
                .queryParam("environmentSlug", environment)
                .queryParam("path", path)
                .get(LEASES + "/" + held.lease())
                .statusCode();
    }

    private void tell(String kind, String where) throws ExecutionException, InterruptedException {
        tell(Instant.now().plusSeconds(1), kind, where);
    }

    private void tell(Instant time, String kind, String where) throws ExecutionException, InterruptedException {
        String change = "{\"time\":\"%s\",\"data\":{\"orgId\":\"%s\",\"projectId\":\"%s\",\"kind\":\"%s\",%s}}"
                .formatted(time, stage.org, stage.project, kind, where);
        TestChanges.send(stage.project, change);
    }
}
