package dev.claviger.vault.history;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.secret.Rules;
import dev.claviger.vault.secret.Safe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class DeletedSecretTest {
    @Inject
    Purge purge;

    private Safe safe;
    private Chronicle chronicle;
    private String id;

    @BeforeEach
    void aDeletedSecret() {
        safe = Safe.fresh().secret("dev:/", "A", "1");
        chronicle = new Chronicle(safe);
        id = chronicle.id("dev:/", "A");
        safe.update("dev:/", "A", Map.of("secretValue", "2"));
        safe.delete("dev:/", "A");
    }

    @Test
    void list_showsWhatCanBeBroughtBack_withoutValues() {
        chronicle
                .deleted("dev:/")
                .then()
                .statusCode(200)
                .body(at("deletedSecrets.secretKey", contains("A")))
                .body(at("deletedSecrets[0].version", equalTo(2)))
                .body(at("deletedSecrets[0].deletedBy.name", equalTo("pipeline")));
        chronicle.deleted("prod:/").then().body(at("deletedSecrets", empty()));
    }

    @Test
    void restore_bringsBackIdValueAndVersions() {
        chronicle.restore(id).then().statusCode(200).body(at("deletedSecret.secretKey", equalTo("A")));

        assertThat(chronicle.id("dev:/", "A")).isEqualTo(id);
        assertThat(chronicle.content("dev:/")).containsEntry("A", "2");
        chronicle.versions(id).then().body(at("secretVersions.secretValue", contains("2", "2", "1")));
        chronicle.deleted("dev:/").then().body(at("deletedSecrets", empty()));
        chronicle.restore(id).then().statusCode(404);
        assertThat(safe.events("restore-secret")).hasSize(2);
    }

    @Test
    void restore_isRefusedWhileTheNameIsTaken() {
        safe.secret("dev:/", "A", "another");

        chronicle.restore(id).then().statusCode(400).body(at("message", containsString("already exists")));

        assertThat(chronicle.content("dev:/")).containsEntry("A", "another");
    }

    @Test
    void destroyed_isGoneForGood() {
        chronicle.destroy(id).then().statusCode(200);

        chronicle.restore(id).then().statusCode(404);
        chronicle.deleted("dev:/").then().body(at("deletedSecrets", empty()));
        assertThat(safe.events("destroy-secret"))
                .singleElement()
                .satisfies(event ->
                        assertThat(event.getInt("data.metadata.versions")).isEqualTo(2));
    }

    @Test
    void rollback_overADestroyedSecret_saysSo_andDoesNothing() {
        safe.secret("dev:/", "B", "1");
        String commit = chronicle.commits("dev:/").get(2); // A as version 2
        chronicle.destroy(id).then().statusCode(200);

        chronicle
                .rollBack(commit, "dev:/", false)
                .then()
                .statusCode(400)
                .body(at("message", containsString("destroyed")));

        assertThat(chronicle.content("dev:/")).containsOnlyKeys("B");
    }

    @Test
    void livingSecrets_cannotBeDestroyed() {
        safe.secret("dev:/", "B", "1");

        chronicle.destroy(chronicle.id("dev:/", "B")).then().statusCode(404);

        assertThat(chronicle.content("dev:/")).containsEntry("B", "1");
    }

    @Test
    void T4_deletedSecrets_areShownAndRestoredByRight() {
        String token =
                safe.ruled(Rules.allow("describeSecret", "create", "delete"), Rules.forbidNamed("A", "describeSecret"));

        safe.as(token)
                .queryParam("projectId", safe.projectId)
                .queryParam("environment", "dev")
                .get("/api/x/deleted-secrets")
                .then()
                .statusCode(200)
                .body(at("deletedSecrets", empty()));
        safe.as(token)
                .body(Map.of("projectId", safe.projectId.toString()))
                .post("/api/x/deleted-secrets/" + id + "/restore")
                .then()
                .statusCode(404);
        safe.as(safe.ruled(Rules.allow("describeSecret")))
                .body(Map.of("projectId", safe.projectId.toString()))
                .post("/api/x/deleted-secrets/" + id + "/restore")
                .then()
                .statusCode(403);
    }

    @Test
    void purge_destroysWhatIsOverdue_andNothingElse() {
        safe.secret("dev:/", "LATER", "1");
        String later = chronicle.id("dev:/", "LATER");
        safe.sql(
                "UPDATE project_commit SET created_at = created_at - interval '31 days' WHERE project_id = ?",
                safe.projectId);
        safe.delete("dev:/", "LATER");

        purge.run().await().atMost(Duration.ofSeconds(20));

        chronicle.deleted("dev:/").then().body(at("deletedSecrets.id", contains(later)));
        chronicle.restore(id).then().statusCode(404);
        chronicle.restore(later).then().statusCode(200);
        assertThat(safe.events("purge-deleted-secrets"))
                .singleElement()
                .satisfies(event -> assertThat(event.getInt("data.metadata.numberOfSecrets"))
                        .isEqualTo(1));
    }

    @Test
    void redaction_blanksAnOldValueForGood() {
        safe.secret("dev:/", "B", "leaked");
        String b = chronicle.id("dev:/", "B");
        safe.update("dev:/", "B", Map.of("secretValue", "fresh"));
        String commit = chronicle.commits("dev:/").get(1);
        String versionId = valueAt(chronicle.changes(commit).then().extract(), "changes.changes[0].secretVersionId");

        safe.asAdmin()
                .delete("/api/v2/secret-versions/" + versionId + "/redact-value")
                .then()
                .statusCode(200)
                .body(at("secretVersion.version", equalTo(1)));

        chronicle
                .versions(b)
                .then()
                .statusCode(200)
                .body(at("secretVersions.secretValueHidden", contains(false, true)))
                .body(not(containsString("leaked")));
        safe.reads("dev:/")
                .queryParam("version", 1)
                .get("/api/v4/secrets/B")
                .then()
                .statusCode(404)
                .body(at("message", containsString("redacted")));
        chronicle.changes(commit).then().statusCode(200).body(not(containsString("leaked")));
        chronicle
                .rollBack(commit, "dev:/", false)
                .then()
                .statusCode(400)
                .body(at("message", containsString("redacted")));
        assertThat(chronicle.content("dev:/")).containsEntry("B", "fresh");
        assertThat(safe.events("redact-secret-version-value")).hasSize(1);
    }

    @Test
    void redaction_ofTheCurrentValue_isRefused() {
        safe.secret("dev:/", "B", "in use");
        String versionId = valueAt(
                chronicle.changes(chronicle.head("dev:/")).then().extract(), "changes.changes[0].secretVersionId");

        safe.asAdmin()
                .delete("/api/v2/secret-versions/" + versionId + "/redact-value")
                .then()
                .statusCode(400);
        safe.asAdmin()
                .delete("/api/v2/secret-versions/" + Chronicle.unknownId() + "/redact-value")
                .then()
                .statusCode(404);

        assertThat(chronicle.content("dev:/")).containsEntry("B", "in use");
    }
}
