package dev.claviger.vault.secretimport;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;

import dev.claviger.testkit.RealEngines;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
@QuarkusTestResource(TestAuth.class)
class SecretImportResourceTest {

    @ParameterizedTest
    @CsvSource({"v1, workspaceId", "v2, projectId"})
    void create_answersTheImport(String version, String projectField) {
        TestProject project = TestProject.fresh();

        project.admin()
                .sends(Map.of(
                        projectField,
                        project.id(),
                        "environment",
                        "dev",
                        "path",
                        "/",
                        "import",
                        Map.of("environment", "PROD", "path", "/shared/"),
                        "isReplication",
                        false))
                .post("/api/%s/secret-imports".formatted(version))
                .then()
                .statusCode(200)
                .body(at("message", equalTo("Successfully created secret import")))
                .body(at("secretImport.importPath", equalTo("/shared")))
                .body(at("secretImport.importEnv.slug", equalTo("prod")))
                .body(at("secretImport.importEnv.name", equalTo("Production")))
                .body(at("secretImport.importEnv.id", equalTo(project.environment("prod"))))
                .body(at("secretImport.position", equalTo(1)))
                .body(at("secretImport.version", equalTo(1)))
                .body(at("secretImport.isReplication", equalTo(false)))
                .body(at("secretImport.secretPath", equalTo("/")));
        assertThat(RecordedEvents.of(project.admin().orgId(), "create-secret-import"))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.getString("data.environment")).isEqualTo("dev");
                    assertThat(event.getString("data.metadata.importFromEnvironment"))
                            .isEqualTo("prod");
                    assertThat(event.getString("data.metadata.importFromSecretPath"))
                            .isEqualTo("/shared");
                });
    }

    @Test
    void positions_haveNoGaps() {
        TestProject project = TestProject.fresh();
        String first = id(create(project, "prod", "/"));
        String second = id(create(project, "staging", "/"));
        String third = id(create(project, "staging", "/a"));

        change(project, third, Map.of("position", 1))
                .then()
                .statusCode(200)
                .body(at("secretImport.position", equalTo(1)));
        assertThat(listed(project)).containsExactly(third, first, second);

        delete(project, first).then().statusCode(200).body(at("secretImport.id", equalTo(first)));
        list(project)
                .then()
                .body(at("secretImports.id", equalTo(List.of(third, second))))
                .body(at("secretImports.position", equalTo(List.of(1, 2))));
        change(project, third, Map.of("position", 99)).then().body(at("secretImport.position", equalTo(2)));
        create(project, "prod", "/").then().body(at("secretImport.position", equalTo(3)));
    }

    @Test
    void anImport_canPointElsewhere() {
        TestProject project = TestProject.fresh();
        String id = id(create(project, "prod", "/"));

        change(project, id, Map.of("environment", "staging", "path", "/x"))
                .then()
                .statusCode(200)
                .body(at("message", equalTo("Successfully updated secret import")))
                .body(at("secretImport.importEnv.slug", equalTo("staging")))
                .body(at("secretImport.importPath", equalTo("/x")))
                .body(at("secretImport.position", equalTo(1)))
                .body(at("secretImport.version", equalTo(2)));
    }

    @Test
    void aFolder_importsNeitherItselfNorTheSameTwice() {
        TestProject project = TestProject.fresh();
        String prod = id(create(project, "prod", "/"));
        String staging = id(create(project, "staging", "/"));

        create(project, "dev", "/")
                .then()
                .statusCode(400)
                .body(at("message", equalTo("A folder cannot import itself")));
        create(project, "PROD", "").then().statusCode(400);
        change(project, staging, Map.of("environment", "prod")).then().statusCode(400);
        change(project, staging, Map.of("environment", "dev", "path", "/"))
                .then()
                .statusCode(400);
        assertThat(listed(project)).containsExactly(prod, staging);
    }

    @Test
    void create_refusesWhatDoesNotExist() {
        TestProject project = TestProject.fresh();

        create(project, "nowhere", "/").then().statusCode(404);
        project.admin()
                .sends(body(project, "/nowhere", Map.of("environment", "prod", "path", "/")))
                .post("/api/v1/secret-imports")
                .then()
                .statusCode(404)
                .body(at("message", equalTo("Folder with path '/nowhere' in environment with slug 'dev' not found")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/..", "//", "/a//b", "/a\\b", "/a b", "/*"})
    void T2_pathTricks_areRefused_onBothEnds(String path) {
        TestProject project = TestProject.fresh();

        create(project, "prod", path).then().statusCode(422);
        project.admin()
                .sends(body(project, path, Map.of("environment", "prod", "path", "/")))
                .post("/api/v1/secret-imports")
                .then()
                .statusCode(422);
        project.admin()
                .calls()
                .queryParam("projectId", project.id())
                .queryParam("environment", "dev")
                .queryParam("path", path)
                .get("/api/v1/secret-imports")
                .then()
                .statusCode(List.of("/a b", "/*").contains(path) ? 404 : 422);
    }

    @Test
    void create_takesReplication_andTheImportSaysSo() {
        TestProject project = TestProject.fresh();
        Person admin = project.admin();

        String id = id(admin.sends(Map.of(
                        "workspaceId",
                        project.id(),
                        "environment",
                        "dev",
                        "import",
                        Map.of("environment", "prod"),
                        "isReplication",
                        true))
                .post("/api/v1/secret-imports"));

        admin.calls()
                .get("/api/v1/secret-imports/" + id)
                .then()
                .body(at("secretImport.isReplication", equalTo(true)))
                .body(at("secretImport.isReplicationSuccess", equalTo(true)))
                .body(at("secretImport.lastReplicated", notNullValue()));
    }

    @Test
    void create_refusesBodiesWithoutASource() {
        TestProject project = TestProject.fresh();
        Person admin = project.admin();

        admin.sends(Map.of("workspaceId", project.id(), "environment", "dev"))
                .post("/api/v1/secret-imports")
                .then()
                .statusCode(422);
    }

    @Test
    void reads_areRecorded() {
        TestProject project = TestProject.fresh();
        String id = id(create(project, "prod", "/"));

        list(project).then().statusCode(200).body(at("secretImports", hasSize(1)));
        project.admin()
                .calls()
                .get("/api/v1/secret-imports/" + id)
                .then()
                .statusCode(200)
                .body(at("secretImport.environment.slug", equalTo("dev")))
                .body(at("secretImport.projectId", equalTo(project.id())))
                .body(at("secretImport.secretPath", equalTo("/")));

        assertThat(RecordedEvents.of(project.admin().orgId(), "get-secret-imports"))
                .hasSize(1);
        assertThat(RecordedEvents.of(project.admin().orgId(), "get-secret-import"))
                .hasSize(1);
    }

    @Test
    void imports_goWithTheirSource_andLeaveNoGap() {
        TestProject project = TestProject.fresh();
        create(project, "prod", "/").then().statusCode(200);
        String staging = id(create(project, "staging", "/"));

        project.admin()
                .calls()
                .delete("/api/v1/workspace/%s/environments/%s".formatted(project.id(), project.environment("prod")));

        list(project)
                .then()
                .body(at("secretImports.id", equalTo(List.of(staging))))
                .body(at("secretImports.position", equalTo(List.of(1))));
    }

    @Test
    void T17_anImportOfAnotherFolder_isNotTouched() {
        TestProject project = TestProject.fresh();
        project.makeFolder("dev", "/", "a");
        String id = id(create(project, "prod", "/"));

        project.admin()
                .sends(body(project, "/a", Map.of("position", 1)))
                .patch("/api/v1/secret-imports/" + id)
                .then()
                .statusCode(404);
        project.admin()
                .sends(body(project, "/a", Map.of()))
                .delete("/api/v1/secret-imports/" + id)
                .then()
                .statusCode(404);
        assertThat(listed(project)).containsExactly(id);
    }

    @Test
    void T16_importsOfAnotherOrganisation_doNotExist() {
        TestProject project = TestProject.fresh();
        String id = id(create(project, "prod", "/"));
        Person stranger = Person.alone();
        Map<String, Object> body = body(project, "/", Map.of("environment", "staging", "path", "/"));

        stranger.calls().get("/api/v1/secret-imports/" + id).then().statusCode(404);
        stranger.calls()
                .get("/api/v1/secret-imports?workspaceId=%s&environment=dev".formatted(project.id()))
                .then()
                .statusCode(404);
        stranger.sends(body).post("/api/v1/secret-imports").then().statusCode(404);
        stranger.sends(body).patch("/api/v1/secret-imports/" + id).then().statusCode(404);
        stranger.sends(body).delete("/api/v1/secret-imports/" + id).then().statusCode(404);
        assertThat(listed(project)).containsExactly(id);
    }

    @Test
    void T4_withoutARole_everyRouteIsDenied_andThatIsRecorded() {
        TestProject project = TestProject.fresh();
        String id = id(create(project, "prod", "/"));
        Person nobody = project.member("no-access");
        Map<String, Object> body = body(project, "/", Map.of("environment", "staging", "path", "/"));

        nobody.calls().get("/api/v1/secret-imports/" + id).then().statusCode(403);
        nobody.calls()
                .get("/api/v1/secret-imports?workspaceId=%s&environment=dev".formatted(project.id()))
                .then()
                .statusCode(403);
        nobody.sends(body).post("/api/v1/secret-imports").then().statusCode(403);
        nobody.sends(body).patch("/api/v1/secret-imports/" + id).then().statusCode(403);
        nobody.sends(body).delete("/api/v1/secret-imports/" + id).then().statusCode(403);
        assertThat(RecordedEvents.of(nobody.orgId()))
                .filteredOn(event -> "denied".equals(event.getString("data.outcome")))
                .hasSize(5);
    }

    @Test
    void unknownIds_areNotFound() {
        TestProject project = TestProject.fresh();

        for (String id : List.of(UUID.randomUUID().toString(), "no-id")) {
            project.admin().calls().get("/api/v1/secret-imports/" + id).then().statusCode(404);
            change(project, id, Map.of("position", 1)).then().statusCode(404);
            delete(project, id).then().statusCode(404);
        }
    }

    private static Map<String, Object> body(TestProject project, String path, Map<String, ?> wanted) {
        return Map.of("workspaceId", project.id(), "environment", "dev", "path", path, "import", wanted);
    }

    private static Response create(TestProject project, String environment, String path) {
        return project.admin()
                .sends(body(project, "/", Map.of("environment", environment, "path", path)))
                .post("/api/v1/secret-imports");
    }

    private static Response change(TestProject project, String id, Map<String, ?> wanted) {
        return project.admin().sends(body(project, "/", wanted)).patch("/api/v1/secret-imports/" + id);
    }

    private static Response delete(TestProject project, String id) {
        return project.admin()
                .sends(Map.of("workspaceId", project.id(), "environment", "dev", "path", "/"))
                .delete("/api/v1/secret-imports/" + id);
    }

    private static Response list(TestProject project) {
        return project.admin()
                .calls()
                .get("/api/v1/secret-imports?workspaceId=%s&environment=dev&path=/".formatted(project.id()));
    }

    private static List<String> listed(TestProject project) {
        return valueAt(list(project), "secretImports.id");
    }

    private static String id(Response created) {
        return valueAt(created.then().statusCode(200).extract(), "secretImport.id");
    }
}
