package dev.claviger.vault.folder;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
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
class FolderResourceTest {

    @ParameterizedTest
    @CsvSource({"v1, workspaceId, path", "v1, workspaceId, directory", "v2, projectId, path"})
    void create_answersTheFolder_inAllSpellings(String version, String projectField, String pathField) {
        TestProject project = TestProject.fresh();

        project.admin()
                .sends(Map.of(
                        projectField,
                        project.id(),
                        "environment",
                        "dev",
                        "name",
                        "db",
                        pathField,
                        "/",
                        "description",
                        "d"))
                .post("/api/%s/folders".formatted(version))
                .then()
                .statusCode(200)
                .body(at("folder.name", equalTo("db")))
                .body(at("folder.path", equalTo("/db")))
                .body(at("folder.description", equalTo("d")))
                .body(at("folder.version", equalTo(1)))
                .body(at("folder.isReserved", equalTo(false)))
                .body(at("folder.envId", equalTo(project.environment("dev"))))
                .body(at("folder.parentId", notNullValue()))
                .body(at("folder.createdAt", notNullValue()))
                .body(at("folder", not(hasKey("environment"))));
        assertThat(RecordedEvents.of(project.admin().orgId(), "create-folder"))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.getString("data.environment")).isEqualTo("dev");
                    assertThat(event.getString("data.secretPath")).isEqualTo("/");
                    assertThat(event.getString("data.metadata.folderName")).isEqualTo("db");
                });
    }

    @Test
    void create_makesWhatIsMissingOnTheWay() {
        TestProject project = TestProject.fresh();

        project.makeFolder("dev", "/a/b/c", "d");

        assertThat(recursive(project, "/").<List<String>>path("folders.path"))
                .containsExactly("/a", "/a/b", "/a/b/c", "/a/b/c/d");
        assertThat(recursive(project, "/a/b").<List<String>>path("folders.relativePath"))
                .containsExactly("/c", "/c/d");
    }

    /** As the Python SDK 1.0 asks. */
    @ParameterizedTest
    @CsvSource({"False, 1", "True, 2"})
    void list_understandsSwitchesAsPythonWritesThem(String recursive, int found) {
        TestProject project = TestProject.fresh();
        project.makeFolder("dev", "/", "a");
        project.makeFolder("dev", "/a", "b");

        project.admin()
                .calls()
                .get("/api/v2/folders?projectId=%s&environment=dev&path=/&recursive=%s"
                        .formatted(project.id(), recursive))
                .then()
                .statusCode(200)
                .body(at("folders", hasSize(found)));
    }

    @Test
    void create_refusesATwin() {
        TestProject project = TestProject.fresh();
        project.makeFolder("dev", "/", "a");

        create(project, "/", "a").then().statusCode(400).body(at("error", equalTo("BadRequest")));
        create(project, "/", "A").then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a b",
                "a/b",
                "..",
                ".",
                "a.b",
                "caf\u00e9",
                "\u0430dmin",
                "a\\b",
                "a%2fb",
                "*",
                "${x}",
                "a\tb"
            })
    void T2_create_refusesWhatIsNoName(String name) {
        create(TestProject.fresh(), "/", name).then().statusCode(422).body(at("error", equalTo("ValidationFailure")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/..",
                "/a/../b",
                "//",
                "/a//b",
                "/./a",
                "a\\b",
                "/%2e%2e",
                "/a%2fb",
                "/a\u0000",
                "/a b",
                "/a.b",
                "/\uff41"
            })
    void T2_everyRoute_refusesPathTricks(String path) {
        TestProject project = TestProject.fresh();
        Person admin = project.admin();
        Map<String, String> body = Map.of("workspaceId", project.id(), "environment", "dev", "name", "x", "path", path);

        admin.sends(body).post("/api/v1/folders").then().statusCode(422);
        admin.sends(body).patch("/api/v1/folders/" + UUID.randomUUID()).then().statusCode(422);
        admin.sends(body).delete("/api/v1/folders/x").then().statusCode(422);
        admin.calls()
                .queryParam("workspaceId", project.id())
                .queryParam("environment", "dev")
                .queryParam("path", path)
                .get("/api/v1/folders")
                .then()
                .statusCode(List.of("/a b", "/a.b").contains(path) ? 404 : 422);
        assertThat(recursive(project, "/").<List<String>>path("folders.path")).isEmpty();
    }

    @Test
    void T2_theDeepestPath_isStoredAndOneDeeperRefused() {
        TestProject project = TestProject.fresh();
        String parent = "/a".repeat(499);

        create(project, parent, "b").then().statusCode(200).body(at("folder.path", equalTo(parent + "/b")));
        create(project, parent + "/b", "c").then().statusCode(422);
    }

    @Test
    void lists_showDirectChildren_sorted() {
        TestProject project = TestProject.fresh();
        project.makeFolder("dev", "/", "b");
        project.makeFolder("dev", "/", "a");
        project.makeFolder("dev", "/a", "deep");
        project.makeFolder("prod", "/", "elsewhere");

        for (String query : List.of("path=/", "directory=/", "path=", "path=&directory=/")) {
            project.admin()
                    .calls()
                    .get("/api/v1/folders?workspaceId=%s&environment=dev&%s".formatted(project.id(), query))
                    .then()
                    .statusCode(200)
                    .body(at("folders.name", equalTo(List.of("a", "b"))))
                    .body(at("folders[0]", not(hasKey("relativePath"))));
        }
        project.admin()
                .calls()
                .get("/api/v2/folders?projectId=%s&environment=DEV&path=a/".formatted(project.id()))
                .then()
                .body(at("folders.name", equalTo(List.of("deep"))));
        project.admin()
                .calls()
                .get("/api/v1/folders?workspaceId=%s&environment=dev&path=/nowhere".formatted(project.id()))
                .then()
                .statusCode(200)
                .body(at("folders", hasSize(0)));
    }

    @Test
    void lists_refuseWhatTheyCannotRead() {
        TestProject project = TestProject.fresh();
        Person admin = project.admin();

        admin.calls()
                .get("/api/v1/folders?workspaceId=%s&environment=nowhere".formatted(project.id()))
                .then()
                .statusCode(404)
                .body(at(
                        "message",
                        equalTo("Environment with slug 'nowhere' in project with ID %s not found"
                                .formatted(project.id()))));
        admin.calls().get("/api/v1/folders?environment=dev").then().statusCode(422);
        admin.calls()
                .get("/api/v1/folders?workspaceId=%s".formatted(project.id()))
                .then()
                .statusCode(422);
        admin.calls()
                .get("/api/v1/folders?workspaceId=%s&environment=dev&recursive=maybe".formatted(project.id()))
                .then()
                .statusCode(422);
        admin.calls()
                .get("/api/v1/folders?workspaceId=%s&environment=dev&lastSecretModified=x".formatted(project.id()))
                .then()
                .statusCode(422);
    }

    @Test
    void byId_tellsWhereItIs() {
        TestProject project = TestProject.fresh();
        String id = project.folder("prod", "/app", "db");

        for (String version : List.of("v1", "v2")) {
            project.admin()
                    .calls()
                    .get("/api/%s/folders/%s".formatted(version, id))
                    .then()
                    .statusCode(200)
                    .body(at("folder.path", equalTo("/app/db")))
                    .body(at("folder.projectId", equalTo(project.id())))
                    .body(at("folder.environment.envId", equalTo(project.environment("prod"))))
                    .body(at("folder.environment.envName", equalTo("Production")))
                    .body(at("folder.environment.envSlug", equalTo("prod")));
        }
    }

    @Test
    void rename_takesEverythingBelowAlong() {
        TestProject project = TestProject.fresh();
        String id = project.folder("dev", "/", "app");
        project.makeFolder("dev", "/app/db", "replica");
        project.makeFolder("dev", "/", "application");

        rename(project, id, "/", "service")
                .then()
                .statusCode(200)
                .body(at("folder.name", equalTo("service")))
                .body(at("folder.path", equalTo("/service")))
                .body(at("folder.version", equalTo(2)));
        assertThat(recursive(project, "/").<List<String>>path("folders.path"))
                .containsExactly("/application", "/service", "/service/db", "/service/db/replica");
    }

    @Test
    void rename_refusesTwinsAndStrangers() {
        TestProject project = TestProject.fresh();
        String a = project.folder("dev", "/", "a");
        project.makeFolder("dev", "/", "b");
        String inner = project.folder("dev", "/b", "inner");

        rename(project, a, "/", "b").then().statusCode(400);
        rename(project, a, "/b", "c").then().statusCode(404);
        rename(project, inner, "/", "c").then().statusCode(404);
        rename(project, a, "/", "a").then().statusCode(200);
        assertThat(recursive(project, "/").<List<String>>path("folders.path")).containsExactly("/a", "/b", "/b/inner");
    }

    @Test
    void T2_rename_refusesToMakePathsBelowTooLong() {
        TestProject project = TestProject.fresh();
        String id = project.folder("dev", "/", "a");
        project.makeFolder("dev", "/a" + "/b".repeat(498), "c");

        rename(project, id, "/", "aaaa").then().statusCode(422);
        assertThat(recursive(project, "/a").<List<String>>path("folders.path")).hasSize(499);
    }

    @Test
    void batch_renamesAllOrNone() {
        TestProject project = TestProject.fresh();
        String a = project.folder("dev", "/", "a");
        String b = project.folder("prod", "/", "b");
        Map<String, String> first = Map.of("id", a, "environment", "dev", "name", "x", "path", "/");
        Map<String, String> second = Map.of("id", b, "environment", "prod", "name", "y", "path", "/");
        Map<String, String> wrong = Map.of("id", b, "environment", "dev", "name", "z", "path", "/");

        project.admin()
                .sends(Map.of("projectSlug", project.slug(), "folders", List.of(first, wrong)))
                .patch("/api/v1/folders/batch")
                .then()
                .statusCode(404);
        assertThat(recursive(project, "/").<List<String>>path("folders.path")).containsExactly("/a");

        project.admin()
                .sends(Map.of("projectId", project.id(), "folders", List.of(first, second)))
                .patch("/api/v2/folders/batch")
                .then()
                .statusCode(200)
                .body(at("folders.path", equalTo(List.of("/x", "/y"))));
        assertThat(RecordedEvents.of(project.admin().orgId(), "update-folder")).hasSize(1);
    }

    @Test
    void delete_goesByIdOrName_andTakesEverythingBelow() {
        TestProject project = TestProject.fresh();
        String a = project.folder("dev", "/", "a");
        project.makeFolder("dev", "/a/b", "c");
        project.makeFolder("dev", "/", "named");

        delete(project, a, "/").then().statusCode(200).body(at("folder.id", equalTo(a)));
        delete(project, "named", "/").then().statusCode(200).body(at("folder.name", equalTo("named")));

        assertThat(recursive(project, "/").<List<String>>path("folders.path")).isEmpty();
        delete(project, a, "/").then().statusCode(404);
        project.admin().calls().get("/api/v1/folders/" + a).then().statusCode(404);
    }

    @Test
    void T17_delete_refusesAFolderThatIsElsewhere() {
        TestProject project = TestProject.fresh();
        String inner = project.folder("dev", "/a", "inner");
        String prod = project.folder("prod", "/", "other");

        delete(project, inner, "/").then().statusCode(404);
        delete(project, prod, "/").then().statusCode(404);
        delete(project, "root", "/").then().statusCode(404);
        assertThat(recursive(project, "/").<List<String>>path("folders.path")).containsExactly("/a", "/a/inner");
    }

    @Test
    void T17_theRootFolder_cannotBeDeletedOrRenamed() {
        TestProject project = TestProject.fresh();
        project.makeFolder("dev", "/", "a");
        String root = valueAt(
                project.admin().calls().get("/api/v1/folders?workspaceId=%s&environment=dev".formatted(project.id())),
                "folders[0].parentId");

        delete(project, root, "/").then().statusCode(404);
        rename(project, root, "/", "b").then().statusCode(404);
    }

    @Test
    void T16_foldersOfAnotherOrganisation_doNotExist() {
        TestProject project = TestProject.fresh();
        String id = project.folder("dev", "/", "a");
        Person stranger = Person.alone();
        Map<String, String> body = Map.of("workspaceId", project.id(), "environment", "dev", "name", "x", "path", "/");

        stranger.calls().get("/api/v1/folders/" + id).then().statusCode(404);
        stranger.calls()
                .get("/api/v1/folders?workspaceId=%s&environment=dev".formatted(project.id()))
                .then()
                .statusCode(404);
        stranger.sends(body).post("/api/v1/folders").then().statusCode(404);
        stranger.sends(body).patch("/api/v1/folders/" + id).then().statusCode(404);
        stranger.sends(body).delete("/api/v1/folders/" + id).then().statusCode(404);
        stranger.sends(Map.of(
                        "projectSlug",
                        project.slug(),
                        "folders",
                        List.of(Map.of("id", id, "environment", "dev", "name", "x"))))
                .patch("/api/v1/folders/batch")
                .then()
                .statusCode(404);
        assertThat(recursive(project, "/").<List<String>>path("folders.path")).containsExactly("/a");
    }

    @Test
    void T17_aFolderOfAnotherProject_isNotReachedThroughMine() {
        TestProject mine = TestProject.fresh();
        TestProject other = TestProject.by(Person.in(mine.admin().orgId()));
        String foreign = other.folder("dev", "/", "a");

        rename(mine, foreign, "/", "x").then().statusCode(404);
        delete(mine, foreign, "/").then().statusCode(404);
        mine.admin().calls().get("/api/v1/folders/" + foreign).then().statusCode(403);
    }

    @Test
    void T4_withoutARole_everyRouteIsDenied_andThatIsRecorded() {
        TestProject project = TestProject.fresh();
        String id = project.folder("dev", "/", "a");
        Person nobody = project.member("no-access");
        Map<String, String> body = Map.of("workspaceId", project.id(), "environment", "dev", "name", "x", "path", "/");

        nobody.calls()
                .get("/api/v1/folders?workspaceId=%s&environment=dev".formatted(project.id()))
                .then()
                .statusCode(403);
        nobody.calls()
                .get("/api/v1/folders?workspaceId=%s&environment=dev&recursive=true".formatted(project.id()))
                .then()
                .statusCode(403);
        nobody.calls().get("/api/v1/folders/" + id).then().statusCode(403);
        nobody.sends(body).post("/api/v1/folders").then().statusCode(403);
        nobody.sends(body).patch("/api/v1/folders/" + id).then().statusCode(403);
        nobody.sends(body).delete("/api/v1/folders/" + id).then().statusCode(403);

        assertThat(RecordedEvents.of(nobody.orgId()))
                .filteredOn(event -> "denied".equals(event.getString("data.outcome")))
                .extracting(event -> event.getString("data.event"))
                .containsExactly(
                        "get-folders", "get-folders", "get-folder", "create-folder", "update-folder", "delete-folder");
    }

    @Test
    void T18_aViewer_mayLookAndNotTouch() {
        TestProject project = TestProject.fresh();
        String id = project.folder("dev", "/", "a");
        Person viewer = project.member("viewer");
        Map<String, String> body = Map.of("workspaceId", project.id(), "environment", "dev", "name", "x", "path", "/");

        viewer.calls().get("/api/v1/folders/" + id).then().statusCode(200);
        viewer.sends(body)
                .post("/api/v1/folders")
                .then()
                .statusCode(403)
                .body(at("message", equalTo("You are not allowed to create on secret-folders")));
        viewer.sends(body).patch("/api/v1/folders/" + id).then().statusCode(403);
        viewer.sends(body).delete("/api/v1/folders/" + id).then().statusCode(403);
    }

    private static Response create(TestProject project, String parent, String name) {
        return project.admin()
                .sends(Map.of("workspaceId", project.id(), "environment", "dev", "path", parent, "name", name))
                .post("/api/v1/folders");
    }

    private static Response rename(TestProject project, String id, String parent, String name) {
        return project.admin()
                .sends(Map.of("workspaceId", project.id(), "environment", "dev", "path", parent, "name", name))
                .patch("/api/v1/folders/" + id);
    }

    private static Response delete(TestProject project, String idOrName, String parent) {
        return project.admin()
                .sends(Map.of("workspaceId", project.id(), "environment", "dev", "path", parent))
                .delete("/api/v1/folders/" + idOrName);
    }

    private static Response recursive(TestProject project, String path) {
        return project.admin()
                .calls()
                .get("/api/v1/folders?workspaceId=%s&environment=dev&recursive=true&path=%s"
                        .formatted(project.id(), path));
    }
}
