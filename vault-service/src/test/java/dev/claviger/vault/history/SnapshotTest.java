package dev.claviger.vault.history;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.secret.Rules;
import dev.claviger.vault.secret.Safe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class SnapshotTest {
    private Safe safe;
    private Chronicle chronicle;

    @BeforeEach
    void aFolderWithAPast() {
        safe = Safe.fresh();
        chronicle = new Chronicle(safe);
        chronicle.folder("dev:/", "app").folder("dev:/app", "sub");
        safe.create(
                "dev:/app",
                "A",
                Map.of(
                        "secretValue",
                        "one",
                        "secretComment",
                        "first",
                        "secretMetadata",
                        List.of(Map.of("key", "pin", "value", "4711", "isEncrypted", true))));
        safe.secret("dev:/app/sub", "BELOW", "one");
    }

    @Test
    void list_isTheCommitsOfAFolder_newestFirst() {
        safe.update("dev:/app", "A", Map.of("secretValue", "two"));
        List<String> commits = chronicle.commits("dev:/app");

        Response listed =
                listed("/app").get(route("")).then().statusCode(200).extract().response();

        assertThat(listed.<List<String>>path("secretSnapshots.id")).isEqualTo(commits);
        listed.then().body(at("secretSnapshots[0].folderId", equalTo(chronicle.folderId("dev:/app"))));
        listed("/app")
                .queryParam("offset", 1)
                .queryParam("limit", 1)
                .get(route(""))
                .then()
                .statusCode(200)
                .body(at("secretSnapshots.id", contains(commits.get(1))));
        listed("/app").get(route("/count")).then().statusCode(200).body(at("count", equalTo(commits.size())));
        listed("/nowhere").get(route("")).then().statusCode(404);
        listed("/app").queryParam("limit", 101).get(route("")).then().statusCode(422);
    }

    @Test
    void snapshot_showsWhatTheFolderHeldThen_andIsRecordedAsARead() {
        String snapshot = chronicle.head("dev:/app");
        safe.update("dev:/app", "A", Map.of("secretValue", "two", "newSecretName", "B"));

        find(snapshot)
                .then()
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .body(at("secretSnapshot.id", equalTo(snapshot)))
                .body(at("secretSnapshot.projectId", equalTo(safe.projectId.toString())))
                .body(at("secretSnapshot.environment.slug", equalTo("dev")))
                .body(at("secretSnapshot.secretVersions", hasSize(1)))
                .body(at("secretSnapshot.secretVersions[0].secretKey", equalTo("A")))
                .body(at("secretSnapshot.secretVersions[0].secretValue", equalTo("one")))
                .body(at("secretSnapshot.secretVersions[0].secretValueHidden", equalTo(false)))
                .body(at("secretSnapshot.secretVersions[0].secretComment", equalTo("first")))
                .body(at("secretSnapshot.secretVersions[0].secretMetadata.value", contains("4711")))
                .body(at("secretSnapshot.secretVersions[0].version", equalTo(1)))
                .body(at("secretSnapshot.secretVersions[0].secretId", equalTo(chronicle.id("dev:/app", "B"))))
                .body(at("secretSnapshot.folderVersion.name", contains("sub")));

        assertThat(safe.events("pit-get-folder-state")).singleElement().satisfies(event -> {
            assertThat(event.getList("data.secrets.key")).isEqualTo(List.of("A"));
            assertThat(event.getList("data.secrets.version")).isEqualTo(List.of(1));
        });
    }

    @Test
    void T4_whatACallerMayNotReadToday_isHiddenInSnapshots() {
        String snapshot = chronicle.head("dev:/app");
        safe.update("dev:/app", "A", Map.of("newSecretName", "CLOSED"));

        String reader = safe.ruled(
                Rules.allow("describeSecret", "readValue"),
                Rules.forbidNamed("CLOSED", "readValue"),
                Rules.allowOn("commits", "read"));
        find(reader, snapshot)
                .then()
                .statusCode(200)
                .body(at("secretSnapshot.secretVersions[0].secretValue", equalTo("<hidden-by-infisical>")))
                .body(at("secretSnapshot.secretVersions[0].secretValueHidden", equalTo(true)))
                .body(not(containsString("4711")));
        find(safe.ruled(Rules.allowOn("commits", "read")), snapshot)
                .then()
                .statusCode(200)
                .body(at("secretSnapshot.secretVersions", empty()));
        find(safe.ruled(Rules.allow("describeSecret", "readValue")), snapshot)
                .then()
                .statusCode(403);

        assertThat(safe.events("pit-get-folder-state"))
                .hasSize(3)
                .allSatisfy(event -> assertThat(event.getList("data.secrets")).isNullOrEmpty());
    }

    @Test
    void T16_snapshotsOfOtherOrganisations_doNotExist() {
        String snapshot = chronicle.head("dev:/app");
        Safe other = Safe.fresh();

        for (String id : List.of(snapshot, Chronicle.unknownId())) {
            other.asAdmin()
                    .get("/api/v1/secret-snapshot/" + id)
                    .then()
                    .statusCode(404)
                    .body(at("message", containsString("not found")));
            other.asAdmin()
                    .post("/api/v1/secret-snapshot/" + id + "/rollback")
                    .then()
                    .statusCode(404);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-id", "00000000-0000-0000-0000", "%27"})
    void whatIsNoId_isNoSnapshot(String id) {
        safe.asAdmin()
                .urlEncodingEnabled(false)
                .get("/api/v1/secret-snapshot/" + id)
                .then()
                .statusCode(404);
    }

    @Test
    void rollback_takesTheFolderAndAllBelowBack() {
        chronicle.folder("dev:/app", "later");
        String snapshot = chronicle.head("dev:/app");
        safe.update("dev:/app", "A", Map.of("secretValue", "two"));
        safe.update("dev:/app/sub", "BELOW", Map.of("secretValue", "two"));
        safe.secret("dev:/app", "NEW", "x");
        chronicle.deleteFolder("dev:/app", "later").then().statusCode(200);

        Response answer = safe.asAdmin().post("/api/v1/secret-snapshot/" + snapshot + "/rollback");

        answer.then()
                .statusCode(200)
                .body(at("secretSnapshot.id", equalTo(chronicle.head("dev:/app"))))
                .body(at("secretSnapshot.folderId", equalTo(chronicle.folderId("dev:/app"))));
        assertThat(chronicle.content("dev:/app")).isEqualTo(Map.of("A", "one"));
        assertThat(chronicle.content("dev:/app/sub")).isEqualTo(Map.of("BELOW", "one"));
        chronicle.count("dev:/app/later").then().statusCode(200);
        chronicle.list("dev:/app").then().body(at("commits[0].message", equalTo("Rollback to snapshot")));
        assertThat(safe.events("pit-rollback-commit")).hasSize(1);
        String fresh = valueAt(answer.then().extract(), "secretSnapshot.id");
        assertThat(fresh).isNotEqualTo(snapshot);
    }

    @Test
    void T4_rollback_takesItsRights() {
        String snapshot = chronicle.head("dev:/app");
        safe.update("dev:/app", "A", Map.of("secretValue", "two"));

        for (String token : List.of(
                safe.ruled(Rules.allow("edit", "readValue", "describeSecret"), Rules.allowOn("commits", "read")),
                safe.ruled(Rules.allow("describeSecret"), Rules.allowOn("commits", "read", "perform-rollback")))) {
            safe.as(token)
                    .post("/api/v1/secret-snapshot/" + snapshot + "/rollback")
                    .then()
                    .statusCode(403);
        }

        assertThat(chronicle.content("dev:/app")).containsEntry("A", "two");
    }

    private Response find(String snapshot) {
        return safe.asAdmin().get("/api/v1/secret-snapshot/" + snapshot);
    }

    private Response find(String token, String snapshot) {
        return safe.as(token).get("/api/v1/secret-snapshot/" + snapshot);
    }

    private RequestSpecification listed(String path) {
        return safe.asAdmin().queryParam("environment", "dev").queryParam("path", path);
    }

    private String route(String more) {
        return "/api/v1/workspace/" + safe.projectId + "/secret-snapshots" + more;
    }
}
