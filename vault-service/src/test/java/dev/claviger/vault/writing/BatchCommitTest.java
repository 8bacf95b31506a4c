package dev.claviger.vault.writing;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.secret.Rules;
import dev.claviger.vault.secret.Safe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class BatchCommitTest {
    private static final String ROUTE = "/api/v1/pit/batch/commit";

    private Safe safe;

    @BeforeEach
    void aFolderWithContent() {
        safe = Safe.fresh().folder("dev:/app/old").folder("dev:/app/gone");
        safe.secret("dev:/app", "KEPT", "1").secret("dev:/app", "CHANGED", "1").secret("dev:/app", "GONE", "1");
        safe.secret("dev:/app/gone", "BELOW", "1").secret("dev:/app/old", "INSIDE", "1");
    }

    @Test
    void everything_isOneRevisionAndOneCommit() {
        int before = revision();

        Response answer = commit(Map.of(
                "message",
                "Release 7",
                "changes",
                Map.of(
                        "secrets",
                        Map.of(
                                "create",
                                List.of(Map.of("secretKey", "NEW", "secretValue", " n \n", "secretComment", "why")),
                                "update",
                                List.of(Map.of("secretKey", "CHANGED", "newSecretName", "RENAMED", "secretValue", "2")),
                                "delete",
                                List.of(Map.of("secretKey", "GONE"))),
                        "folders",
                        Map.of(
                                "create",
                                List.of(Map.of("folderName", "fresh", "description", "text")),
                                "update",
                                List.of(Map.of("id", folderId("/app/old"), "folderName", "young")),
                                "delete",
                                List.of(Map.of("id", folderId("/app/gone"), "folderName", "gone"))))));

        answer.then()
                .statusCode(200)
                .body(at("message", equalTo("success")))
                .body(at("secretChangesCount", equalTo(3)))
                .body(at("folderChangesCount", equalTo(3)))
                .body(at("totalChanges", equalTo(6)));
        assertThat(revision()).isEqualTo(before + 1);
        assertThat(content("dev:/app")).isEqualTo(Map.of("KEPT", "1", "NEW", "n\n", "RENAMED", "2"));
        assertThat(content("dev:/app/young")).isEqualTo(Map.of("INSIDE", "1"));
        assertThat(folders()).containsExactly("fresh", "young");
        JsonPath newest = commits();
        assertThat(newest.getString("commits[0].message")).isEqualTo("Release 7");
        assertThat(newest.getString("commits[0].id"))
                .isEqualTo(valueAt(answer.then().extract(), "commitId"));
    }

    @Test
    void aNameThatADeletedFolderHad_isFreeForARenamedOne_andItsNameForANewOne() {
        commit(folders(Map.of(
                        "create",
                        List.of(Map.of("folderName", "old")),
                        "update",
                        List.of(Map.of("id", folderId("/app/old"), "folderName", "gone")),
                        "delete",
                        List.of(Map.of("folderName", "gone")))))
                .then()
                .statusCode(200);

        assertThat(folders()).containsExactly("gone", "old");
        assertThat(content("dev:/app/gone")).isEqualTo(Map.of("INSIDE", "1"));
        assertThat(content("dev:/app/old")).isEmpty();
    }

    @Test
    void nothingHappens_whereOnePartFails() {
        Map<String, Object> good = Map.of("create", List.of(Map.of("secretKey", "NEW", "secretValue", "n")));
        String before = state();
        int events = safe.events().size();

        commit(both(good, Map.of("create", List.of(Map.of("folderName", "old")))))
                .then()
                .statusCode(400)
                .body(at("message", containsString("already exists")));
        commit(both(good, Map.of("delete", List.of(Map.of("folderName", "nowhere")))))
                .then()
                .statusCode(404);
        commit(both(
                        Map.of("delete", List.of(Map.of("secretKey", "UNKNOWN"))),
                        Map.of("create", List.of(Map.of("folderName", "x")))))
                .then()
                .statusCode(404);

        assertThat(safe.events().stream().skip(events).map(event -> event.getString("data.event")))
                .containsExactly(
                        "pit-process-new-commit-raw", "pit-process-new-commit-raw", "pit-process-new-commit-raw");
        assertThat(state()).isEqualTo(before);
        assertThat(safe.events("pit-process-new-commit-raw"))
                .allSatisfy(event -> assertThat(event.getString("data.outcome")).isEqualTo("error"));
    }

    @Test
    void everyChange_leavesTheEventOfASingleOne() {
        int before = safe.events().size();

        commit(both(
                        Map.of(
                                "create", List.of(Map.of("secretKey", "NEW", "secretValue", "n")),
                                "delete", List.of(Map.of("secretKey", "GONE"))),
                        Map.of("create", List.of(Map.of("folderName", "fresh")))))
                .then()
                .statusCode(200);

        List<JsonPath> events = safe.events().stream().skip(before).toList();
        assertThat(events.stream().map(event -> event.getString("data.event")))
                .containsExactlyInAnyOrder("create-secrets", "delete-secrets", "create-folder");
        assertThat(events.stream().map(event -> event.getString("id")).distinct())
                .hasSize(3);
        assertThat(safe.events("delete-secrets"))
                .singleElement()
                .satisfies(
                        event -> assertThat(event.getList("data.secrets.key")).isEqualTo(List.of("GONE")));
        assertThat(safe.events("create-folder")).singleElement().satisfies(event -> {
            assertThat(event.getString("data.metadata.folderName")).isEqualTo("fresh");
            assertThat(event.getString("data.secretPath")).isEqualTo("/app");
        });
    }

    @Test
    void T4_eachPartTakesItsOwnRight_andARefusalDoesNothing() {
        String writer =
                safe.ruled(Rules.allow("describeSecret", "create", "edit"), Rules.forbidNamed("CHANGED", "edit"));
        String before = state();

        for (Map<String, Object> secrets : List.<Map<String, Object>>of(
                Map.of("delete", List.of(Map.of("secretKey", "GONE"))),
                Map.of("update", List.of(Map.of("secretKey", "CHANGED", "secretValue", "2"))),
                Map.of("update", List.of(Map.of("secretKey", "KEPT", "newSecretName", "X", "secretValue", "2"))))) {
            boolean allowed = secrets.toString().contains("KEPT");
            Response answer = as(writer, both(secrets, Map.of("create", List.of(Map.of("folderName", "x")))));
            answer.then().statusCode(403);
            if (!allowed) {
                as(writer, both(secrets, Map.of())).then().statusCode(403);
            }
        }

        assertThat(state()).isEqualTo(before);
        assertThat(safe.events("pit-process-new-commit-raw"))
                .hasSize(5)
                .allSatisfy(event -> assertThat(event.getString("data.outcome")).isEqualTo("denied"));
        as(writer, both(Map.of("update", List.of(Map.of("secretKey", "KEPT", "secretValue", "2"))), Map.of()))
                .then()
                .statusCode(200);
        assertThat(content("dev:/app")).containsEntry("KEPT", "2");
    }

    @Test
    void badInput_isRefusedWithAReason() {
        refused(Map.of(), "changes");
        refused(Map.of("changes", Map.of("secrets", Map.of("create", List.of()))), "changes");
        refused(both(Map.of("create", List.of(Map.of("secretKey", "NEW"))), Map.of()), "secretValue");
        refused(
                both(Map.of("create", List.of(Map.of("secretKey", "A B", "secretValue", "x"))), Map.of()),
                "secretName");
        refused(
                both(
                        Map.of("update", List.of(Map.of("secretKey", "KEPT", "type", "personal", "secretValue", "x"))),
                        Map.of()),
                "type");
        refused(folders(Map.of("create", List.of(Map.of("folderName", "a/b")))), "folderName");
        refused(folders(Map.of("update", List.of(Map.of("folderName", "young")))), "id");
        refused(
                Map.of("message", "x".repeat(256), "changes", Map.of("folders", Map.of("create", List.of()))),
                "message");
        List<Map<String, String>> many = IntStream.range(0, 101)
                .mapToObj(number -> Map.of("folderName", "f" + number))
                .toList();
        refused(folders(Map.of("create", many)), "at most 100 folders");
    }

    private void refused(Map<String, Object> content, String reason) {
        Response answer = commit(content);
        assertThat(answer.statusCode()).as(answer.asString()).isIn(400, 422);
        assertThat(answer.asString()).contains(reason);
    }

    @Test
    void aSecretThatIsNamedInTwoParts_isRefused() {
        commit(both(
                        Map.of(
                                "create", List.of(Map.of("secretKey", "GONE", "secretValue", "n")),
                                "delete", List.of(Map.of("secretKey", "GONE"))),
                        Map.of()))
                .then()
                .statusCode(400)
                .body(at("message", equalTo("Secret 'GONE' is named more than once")));
    }

    @Test
    void T17_foldersOfOtherPlaces_areOutOfReach() {
        safe.folder("dev:/other/target");
        String elsewhere = folderId("/other/target");
        String before = state();

        commit(folders(Map.of("delete", List.of(Map.of("id", elsewhere)))))
                .then()
                .statusCode(404);
        commit(folders(Map.of("update", List.of(Map.of("id", elsewhere, "folderName", "x")))))
                .then()
                .statusCode(404);

        assertThat(state()).isEqualTo(before);
    }

    private Response commit(Map<String, Object> content) {
        return safe.asAdmin().body(safe.body("dev:/app", content)).post(ROUTE);
    }

    private Response as(String token, Map<String, Object> content) {
        return safe.as(token).body(safe.body("dev:/app", content)).post(ROUTE);
    }

    private static Map<String, Object> both(Map<String, Object> secrets, Map<String, Object> folders) {
        return Map.of("changes", Map.of("secrets", secrets, "folders", folders));
    }

    private static Map<String, Object> folders(Map<String, Object> folders) {
        return both(Map.of(), folders);
    }

    private Map<String, String> content(String place) {
        List<Map<String, Object>> secrets =
                valueAt(safe.list(place).then().statusCode(200).extract(), "secrets");
        Map<String, String> content = new LinkedHashMap<>();
        secrets.forEach(secret ->
                content.put(String.valueOf(secret.get("secretKey")), String.valueOf(secret.get("secretValue"))));
        return content;
    }

    private List<String> folders() {
        return valueAt(
                safe.asAdmin()
                        .queryParam("projectId", safe.projectId)
                        .queryParam("environment", "dev")
                        .queryParam("path", "/app")
                        .get("/api/v2/folders")
                        .then()
                        .statusCode(200)
                        .extract(),
                "folders.name");
    }

    private JsonPath commits() {
        return history("/app", "").jsonPath();
    }

    private String folderId(String path) {
        return valueAt(history(path, "/count").then().extract(), "folderId");
    }

    private Response history(String path, String what) {
        return safe.asAdmin()
                .queryParam("projectId", safe.projectId)
                .queryParam("environment", "dev")
                .queryParam("path", path)
                .get("/api/v1/pit/commits" + what);
    }

    private String state() {
        return content("dev:/app") + " " + folders() + " " + revision();
    }

    private int revision() {
        return safe.count("SELECT revision FROM project WHERE id = ?", safe.projectId);
    }
}
