package dev.claviger.vault.history;

import static dev.claviger.testkit.JsonAt.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.secret.Rules;
import dev.claviger.vault.secret.Safe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class CommitTest {
    private Safe safe;
    private Chronicle chronicle;

    @BeforeEach
    void aSafe() {
        safe = Safe.fresh();
        chronicle = new Chronicle(safe);
    }

    @Test
    void everyWrite_isACommitOfItsFolder() {
        chronicle.folder("dev:/", "app");
        safe.secret("dev:/app", "A", "1");
        safe.update("dev:/app", "A", Map.of("secretValue", "2"));
        safe.delete("dev:/app", "A");

        chronicle
                .list("dev:/app")
                .then()
                .statusCode(200)
                .body(at("commits.message", contains("delete secret", "update secret", "create secret")))
                .body(at("commits[0].actorType", equalTo("identity")))
                .body(at("commits[0].actorMetadata.name", equalTo("pipeline")))
                .body(at("commits[0].provenance.pipelineId", equalTo("4711")))
                .body(at("total", equalTo(3)))
                .body(at("hasMore", equalTo(false)));
        chronicle.count("dev:/app").then().body(at("count", equalTo(3)));
        assertThat(safe.events("get-project-pit-commits")).hasSize(1);
    }

    @Test
    void pagesAndSearch_narrowTheList() {
        safe.secret("dev:/", "A", "1").secret("dev:/", "B", "2");
        safe.delete("dev:/", "A");

        safe.asAdmin()
                .queryParam("projectId", safe.projectId)
                .queryParam("environment", "dev")
                .queryParam("search", "CREATE secret")
                .queryParam("sort", "asc")
                .queryParam("limit", 1)
                .get("/api/v1/pit/commits")
                .then()
                .statusCode(200)
                .body(at("commits.message", contains("create secret")))
                .body(at("total", equalTo(2)))
                .body(at("hasMore", equalTo(true)));
    }

    @Test
    void changes_showBeforeAndAfter_andAreRecordedAsRead() {
        safe.secret("dev:/", "A", "old-value");
        safe.update("dev:/", "A", Map.of("secretValue", "new-value", "secretComment", "why"));

        chronicle
                .changes(chronicle.head("dev:/"))
                .then()
                .statusCode(200)
                .body(at("changes.changes", hasSize(1)))
                .body(at("changes.changes[0].resourceType", equalTo("secret")))
                .body(at("changes.changes[0].changeType", equalTo("add")))
                .body(at("changes.changes[0].isUpdate", equalTo(true)))
                .body(at("changes.changes[0].secretVersion", equalTo(2)))
                .body(at("changes.changes[0].versions.secretValue", contains("old-value", "new-value")))
                .body(at("changes.changes[0].versions.secretComment", contains("", "why")));

        assertThat(safe.events("get-project-pit-commit-changes"))
                .singleElement()
                .satisfies(event -> {
                    List<Integer> versions = event.getList("data.secrets.version");
                    assertThat(versions).containsExactly(1, 2);
                });
    }

    @Test
    void changes_ofADeletedSecret_stillShowIt() {
        safe.secret("dev:/", "A", "gone");
        safe.delete("dev:/", "A");

        chronicle
                .changes(chronicle.head("dev:/"))
                .then()
                .body(at("changes.changes[0].changeType", equalTo("delete")))
                .body(at("changes.changes[0].secretKey", equalTo("A")))
                .body(at("changes.changes[0].versions.secretValue", contains("gone")));
    }

    @Test
    void aMove_isACommitOfBothFolders() {
        chronicle.folder("dev:/", "to");
        safe.secret("dev:/", "A", "1");
        chronicle.move("dev:/", "dev:/to", chronicle.id("dev:/", "A")).then().statusCode(200);

        chronicle
                .changes(chronicle.head("dev:/"))
                .then()
                .body(at("changes.message", equalTo("move secrets")))
                .body(at("changes.changes.changeType", contains("delete")));
        chronicle
                .changes(chronicle.head("dev:/to"))
                .then()
                .body(at("changes.message", equalTo("move secrets")))
                .body(at("changes.changes.changeType", contains("add")));
    }

    @Test
    void foldersAndImports_areInTheHistory() {
        chronicle.folder("dev:/", "app");
        chronicle.renameFolder("dev:/", "app", "shop").then().statusCode(200);

        chronicle
                .changes(chronicle.head("dev:/"))
                .then()
                .body(at("changes.changes[0].resourceType", equalTo("folder")))
                .body(at("changes.changes[0].isUpdate", equalTo(true)))
                .body(at("changes.changes[0].versions.name", contains("app", "shop")));

        safe.imports("dev:/shop", "prod:/");
        chronicle
                .changes(chronicle.head("dev:/shop"))
                .then()
                .body(at("changes.changes[0].resourceType", equalTo("import")))
                .body(at("changes.changes[0].importPath", equalTo("/")));
    }

    @Test
    void state_listsWhatAFolderHeld() {
        chronicle.folder("dev:/", "app");
        safe.secret("dev:/", "A", "1");
        String commit = chronicle.head("dev:/");
        safe.update("dev:/", "A", Map.of("secretValue", "2"));
        safe.secret("dev:/", "B", "2");

        safe.asAdmin()
                .queryParam("projectId", safe.projectId)
                .queryParam("folderId", chronicle.folderId("dev:/"))
                .get("/api/v1/pit/commits/" + commit)
                .then()
                .statusCode(200)
                .body(at("type", contains("secret", "folder")))
                .body(at("secretKey", contains("A", null)))
                .body(at("secretVersion", contains(1, null)))
                .body(at("folderName", contains(null, "app")));
    }

    @Test
    void compare_isBetweenAnyTwoPoints() {
        safe.secret("dev:/", "A", "1");
        String first = chronicle.head("dev:/");
        safe.update("dev:/", "A", Map.of("secretValue", "2"));
        String second = chronicle.head("dev:/");
        safe.secret("dev:/", "B", "3");

        chronicle
                .compare("dev:/", first, second)
                .then()
                .statusCode(200)
                .body(at("[0].folderPath", equalTo("/")))
                .body(at("[0].changes.secretKey", contains("A")))
                .body(at("[0].changes[0].changeType", equalTo("update")))
                .body(at("[0].changes[0].versions.secretValue", contains("1", "2")));
        chronicle
                .compare("dev:/", second, "now")
                .then()
                .body(at("[0].changes.secretKey", contains("B")))
                .body(at("[0].changes[0].changeType", equalTo("create")));
        chronicle
                .compare("dev:/", "2020-01-01T00:00:00Z", "now")
                .then()
                .body(at("[0].changes.secretKey", contains("A", "B")));
        chronicle.compare("dev:/", "now", "now").then().body(at("$", empty()));
    }

    @Test
    void T4_history_isNoWayAroundRights() {
        safe.secret("dev:/", "OPEN", "seen").secret("dev:/", "CLOSED", "hidden-value");
        safe.update("dev:/", "CLOSED", Map.of("secretValue", "hidden-too"));
        safe.delete("dev:/", "CLOSED");
        String token = safe.ruled(
                Rules.allow("describeSecret", "readValue"),
                Rules.forbidNamed("CLOSED", "describeSecret", "readValue"),
                Rules.allowOn("commits", "read"));

        for (String commit : chronicle.commits("dev:/")) {
            String answer = safe.as(token)
                    .queryParam("projectId", safe.projectId)
                    .get("/api/v1/pit/commits/" + commit + "/changes")
                    .then()
                    .statusCode(200)
                    .extract()
                    .asString();
            assertThat(answer).doesNotContain("CLOSED").doesNotContain("hidden");
        }
    }

    @Test
    void T4_aRightTakenAwayFromTheSecretOfToday_coversItsPast() {
        safe.secret("dev:/", "A", "old-value");
        String commit = chronicle.head("dev:/");
        safe.update("dev:/", "A", Map.of("newSecretName", "B"));
        String token = safe.ruled(
                Rules.allow("describeSecret", "readValue"),
                Rules.forbidNamed("B", "readValue"),
                Rules.allowOn("commits", "read"));

        safe.as(token)
                .queryParam("projectId", safe.projectId)
                .get("/api/v1/pit/commits/" + commit + "/changes")
                .then()
                .body(at("changes.changes[0].versions[0].secretValueHidden", equalTo(true)))
                .body(at("changes.changes[0].versions[0].secretValue", equalTo("<hidden-by-infisical>")));
    }

    @Test
    void T4_folders_areToldOnlyToThoseWhoMaySeeThem() {
        chronicle.folder("dev:/", "covert");
        String commit = chronicle.head("dev:/");
        String token = safe.ruled(Rules.allow("read"), Rules.allowOn("commits", "read"));

        String answer = safe.as(token)
                .queryParam("projectId", safe.projectId)
                .get("/api/v1/pit/commits/" + commit + "/changes")
                .then()
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .extract()
                .asString();

        assertThat(answer).doesNotContain("covert");
        chronicle
                .compare("dev:/", "2020-01-01T00:00:00Z", "now")
                .then()
                .statusCode(200)
                .header("Cache-Control", "no-store");
        chronicle.compare(commit, "dev:/", false).then().statusCode(200).header("Cache-Control", "no-store");
    }

    @Test
    void withoutTheRight_nothingIsShown_andTheRefusalRecorded() {
        safe.secret("dev:/", "A", "1");
        String commit = chronicle.head("dev:/");
        String token = safe.ruled(Rules.allow("describeSecret", "readValue"));

        safe.as(token)
                .queryParam("projectId", safe.projectId)
                .get("/api/v1/pit/commits/" + commit + "/changes")
                .then()
                .statusCode(403);

        assertThat(safe.events("get-project-pit-commit-changes"))
                .singleElement()
                .satisfies(event -> assertThat(event.getString("data.outcome")).isEqualTo("denied"));
    }

    @Test
    void commitsOfOtherProjects_doNotExist() {
        safe.secret("dev:/", "A", "1");
        String commit = chronicle.head("dev:/");
        Chronicle other = new Chronicle(Safe.in(safe.orgId));

        other.changes(commit).then().statusCode(404);
        other.rollBack(commit, "dev:/", false).then().statusCode(404);
        other.revert(commit).then().statusCode(404);
        assertThat(chronicle.content("dev:/")).containsEntry("A", "1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "%00", "00000000-0000-4000-8000-000000000000"})
    void unknownCommits_areNotFound(String id) {
        chronicle.changes(id).then().statusCode(404);
        chronicle.revert(id).then().statusCode(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sort=up", "limit=0", "limit=101", "offset=-1", "search=%00", "environment=", "path=/../x"})
    void badQueries_areRefused(String query) {
        safe.asAdmin()
                .queryParam("projectId", safe.projectId)
                .urlEncodingEnabled(false)
                .get("/api/v1/pit/commits?" + (query.startsWith("environment") ? "" : "environment=dev&") + query)
                .then()
                .statusCode(422);
    }

    @Test
    void history_cannotBeRewrittenByTheService() throws SQLException {
        safe.secret("dev:/", "A", "1");

        try (Connection service = RealEngines.connectAsApp("vault")) {
            for (String statement : List.of(
                    "UPDATE project_commit SET message = 'x'",
                    "DELETE FROM project_commit",
                    "DELETE FROM folder_commit",
                    "UPDATE secret_history SET key = 'x'",
                    "DELETE FROM secret_history",
                    "DELETE FROM folder_history",
                    "INSERT INTO secret_history SELECT * FROM secret_history",
                    "TRUNCATE import_history")) {
                assertThatThrownBy(() -> service.createStatement().execute(statement))
                        .hasMessageContaining("permission denied");
            }
        }
    }

    @Test
    void aWriteWithoutACommit_isRefusedByTheDatabase() {
        safe.secret("dev:/", "A", "1");
        safe.sql("UPDATE project SET revision = revision + 1 WHERE id = ?", safe.projectId);

        assertThatThrownBy(() -> safe.sql("UPDATE secret SET key = 'B' WHERE project_id = ?", safe.projectId))
                .hasMessageContaining("folder_commit");
        assertThat(UUID.fromString(chronicle.id("dev:/", "A"))).isNotNull();
    }
}
