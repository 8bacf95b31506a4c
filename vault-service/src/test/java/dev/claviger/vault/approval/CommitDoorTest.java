package dev.claviger.vault.approval;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.Person;
import dev.claviger.vault.secret.Safe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several changes as one commit, where a policy covers the folder. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class CommitDoorTest {
    private static final Map<String, Object> SECRETS = Map.of(
            "create", List.of(Map.of("secretKey", "NEW", "secretValue", "new")),
            "update", List.of(Map.of("secretKey", "KEY", "newSecretName", "RENAMED", "secretValue", "second")),
            "delete", List.of(Map.of("secretKey", "GONE")));

    private final Council council = new Council();
    private final Safe safe = council.safe;

    @BeforeEach
    void aCoveredFolder() {
        safe.folder("dev:/app/sub");
        safe.secret("dev:/app", "KEY", "first").secret("dev:/app", "GONE", "gone");
        council.post("dev:/app", Map.of()).then().statusCode(200);
    }

    @Test
    void secretsAlone_becomeOneRequest_andAreDoneTogetherWhenItIsMerged() {
        Response answer = commit(council.author, "dev:/app", Map.of("secrets", SECRETS));

        answer.then()
                .statusCode(200)
                .body(at("approval.id", notNullValue()))
                .body(at("approval.commits.op", contains("create", "update", "delete")))
                .body(at("commitId", nullValue()));
        assertUnchanged();
        String id = valueAt(answer.then().extract(), "approval.id");
        council.reviews(council.ann, id, "approved").then().statusCode(200);
        int before = revision();
        council.merges(council.ann, id).then().statusCode(200);

        assertThat(revision()).isEqualTo(before + 1);
        assertThat(safe.value("dev:/app", "NEW")).isEqualTo("new");
        assertThat(safe.value("dev:/app", "RENAMED")).isEqualTo("second");
        assertThat(safe.read("dev:/app", "GONE").statusCode()).isEqualTo(404);
        for (String event : List.of("create-secrets", "update-secrets", "delete-secrets")) {
            assertThat(safe.events(event)).as(event).hasSize(1);
        }
    }

    @Test
    void T18_whatIsApproved_isWhatIsCreated() {
        Response answer = council.author
                .sends(safe.body("dev:/app", Map.of("secretValue", "x", "newSecretName", "OTHER")))
                .post("/api/v4/secrets/SHOWN");
        answer.then().statusCode(200).body(at("approval.commits.secretKey", contains("SHOWN")));
        String id = valueAt(answer.then().extract(), "approval.id");
        council.reviews(council.ann, id, "approved").then().statusCode(200);

        council.merges(council.ann, id).then().statusCode(200);

        assertThat(safe.value("dev:/app", "SHOWN")).isEqualTo("x");
        assertThat(safe.read("dev:/app", "OTHER").statusCode()).isEqualTo(404);
    }

    @Test
    void aRequest_isNotMerged_whenOneOfItsSecretsHasChangedSince() {
        String id = valueAt(
                commit(council.author, "dev:/app", Map.of("secrets", SECRETS))
                        .then()
                        .extract(),
                "approval.id");
        council.reviews(council.ann, id, "approved").then().statusCode(200);
        safe.delete("dev:/app", "GONE").then().statusCode(200);

        council.merges(council.ann, id)
                .then()
                .statusCode(400)
                .body(at("message", containsString("'GONE' has changed")));

        assertThat(safe.value("dev:/app", "KEY")).isEqualTo("first");
        assertThat(safe.read("dev:/app", "NEW").statusCode()).isEqualTo(404);
    }

    @Test
    void T18_whatCannotBeProposed_isRefusedAsAWhole() {
        Map<String, Object> folder = Map.of("create", List.of(Map.of("folderName", "fresh")));
        Map<String, Object> removal = Map.of("delete", List.of(Map.of("folderName", "app")));

        refused("dev:/app", Map.of("secrets", SECRETS, "folders", folder));
        refused("dev:/", Map.of("folders", removal));

        assertThat(safe.list("dev:/app/fresh").<List<Object>>path("secrets")).isEmpty();
        assertUnchanged();
    }

    @Test
    void T18_rollback_takesNoFolderToACoveredPath() {
        String commit = inRoot("commits", "commits[0].id");
        safe.asAdmin()
                .body(Map.of("projectId", safe.projectId, "environment", "dev", "path", "/", "name", "moved"))
                .patch("/api/v2/folders/app")
                .then()
                .statusCode(200);

        council.chief
                .sends(Map.of(
                        "projectId",
                        safe.projectId,
                        "folderId",
                        inRoot("commits/count", "folderId"),
                        "environment",
                        "dev",
                        "deepRollback",
                        false))
                .post("/api/v1/pit/commits/" + commit + "/rollback")
                .then()
                .statusCode(403)
                .body(at("message", containsString("covers secrets in environment 'dev' at path '/app'")));
        assertThat(safe.value("dev:/moved", "KEY")).isEqualTo("first");
    }

    private String inRoot(String what, String part) {
        return valueAt(
                safe.asAdmin()
                        .queryParam("projectId", safe.projectId)
                        .queryParam("environment", "dev")
                        .queryParam("path", "/")
                        .get("/api/v1/pit/" + what)
                        .then()
                        .statusCode(200)
                        .extract(),
                part);
    }

    @Test
    void foldersAlone_thatTakeNoCoveredSecretAlong_areChanged() {
        Map<String, Object> folders = Map.of(
                "create", List.of(Map.of("folderName", "fresh")), "delete", List.of(Map.of("folderName", "sub")));

        commit(council.author, "dev:/app", Map.of("folders", folders)).then().statusCode(200);
    }

    @Test
    void machines_writeStraightThrough() {
        safe.asAdmin()
                .body(safe.body("dev:/app", Map.of("changes", Map.of("secrets", SECRETS))))
                .post("/api/v1/pit/batch/commit")
                .then()
                .statusCode(200)
                .body(at("commitId", notNullValue()));
    }

    private void refused(String place, Map<String, Object> changes) {
        commit(council.chief, place, changes)
                .then()
                .statusCode(403)
                .body(at("message", containsString("covers secrets in environment 'dev' at path '/app'")));
    }

    private Response commit(Person person, String place, Map<String, Object> changes) {
        return person.sends(safe.body(place, Map.of("changes", changes))).post("/api/v1/pit/batch/commit");
    }

    private void assertUnchanged() {
        assertThat(safe.list("dev:/app").<List<String>>path("secrets.secretKey"))
                .containsExactly("GONE", "KEY");
        assertThat(safe.value("dev:/app", "KEY")).isEqualTo("first");
    }

    private int revision() {
        return safe.count("SELECT revision FROM project WHERE id = ?", safe.projectId);
    }
}
