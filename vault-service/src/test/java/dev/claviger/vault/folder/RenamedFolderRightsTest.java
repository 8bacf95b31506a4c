package dev.claviger.vault.folder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.permission.Rule;
import dev.claviger.vault.secret.Rules;
import dev.claviger.vault.secret.Safe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rules may depend on paths, and whoever renames a folder gives new paths to what is in it. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class RenamedFolderRightsTest {
    private static final Rule FOLDERS = Rules.allowOn("secret-folders", "read", "create", "edit", "delete");

    private final Safe safe = Safe.fresh();

    @BeforeEach
    void secrets() {
        safe.folder("dev:/closed").secret("dev:/closed", "KEY", "secret");
        safe.folder("dev:/closed/db").secret("dev:/closed/db", "DEEP", "secret");
    }

    @Test
    void T4_aFolder_isNotRenamedToWhereTheCallerMayReadMore() {
        String token = holds(Rules.allowIn("dev:/open", "describeSecret", "readValue"));

        rename(token, "closed", "open").then().statusCode(403);

        assertThat(safe.value("dev:/closed", "KEY")).isEqualTo("secret");
        assertThat(safe.events("update-folder").getLast().getString("data.outcome"))
                .isEqualTo("denied");
    }

    @Test
    void T4_norAwayFromWhereItIsForbidden() {
        String token = holds(
                Rules.allow("describeSecret", "readValue", "edit"), Rules.forbidIn("dev:/closed/db", "readValue"));

        rename(token, "closed", "open").then().statusCode(403);
    }

    @Test
    void T4_norToWhereItMayBeWritten() {
        String token = holds(Rules.allow("describeSecret", "readValue"), Rules.allowIn("dev:/open", "edit"));

        rename(token, "closed", "open").then().statusCode(403);
    }

    @Test
    void T4_norInACommitOrInABatch() {
        String token = holds(Rules.allowIn("dev:/open", "readValue"));
        String id = folderId("closed");

        safe.as(token)
                .contentType("application/json")
                .body(Map.of(
                        "projectSlug",
                        safe.slug,
                        "folders",
                        List.of(Map.of("id", id, "environment", "dev", "name", "open", "path", "/"))))
                .patch("/api/v1/folders/batch")
                .then()
                .statusCode(403);
        safe.as(token)
                .contentType("application/json")
                .body(Map.of(
                        "projectId",
                        safe.projectId,
                        "environment",
                        "dev",
                        "secretPath",
                        "/",
                        "message",
                        "m",
                        "changes",
                        Map.of("folders", Map.of("update", List.of(Map.of("id", id, "folderName", "open"))))))
                .post("/api/v1/pit/batch/commit")
                .then()
                .statusCode(403);
    }

    @Test
    void aFolder_isRenamed_whereNothingIsGained() {
        rename(holds(), "closed", "one").then().statusCode(200);
        rename(holds(Rules.allow("describeSecret", "readValue")), "one", "two")
                .then()
                .statusCode(200);
        rename(
                        holds(Rules.allow("describeSecret", "readValue"), Rules.forbidIn("dev:/three", "readValue")),
                        "two",
                        "three")
                .then()
                .statusCode(200);
        assertThat(safe.value("dev:/three/db", "DEEP")).isEqualTo("secret");
    }

    private String holds(Rule... rules) {
        List<Rule> all = new ArrayList<>(Stream.of(rules).toList());
        all.add(FOLDERS);
        return safe.ruled(all.toArray(Rule[]::new));
    }

    private String folderId(String name) {
        return safe.asAdmin()
                .queryParam("workspaceId", safe.projectId)
                .queryParam("environment", "dev")
                .queryParam("path", "/")
                .get("/api/v1/folders")
                .then()
                .statusCode(200)
                .extract()
                .path("folders.find { it.name == '%s' }.id".formatted(name));
    }

    private Response rename(String token, String name, String fresh) {
        return safe.as(token)
                .contentType("application/json")
                .body(Map.of("workspaceId", safe.projectId, "environment", "dev", "path", "/", "name", fresh))
                .patch("/api/v1/folders/" + folderId(name));
    }
}
