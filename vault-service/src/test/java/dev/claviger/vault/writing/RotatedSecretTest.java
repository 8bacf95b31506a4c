package dev.claviger.vault.writing;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.permission.Rule;
import dev.claviger.vault.secret.Rules;
import dev.claviger.vault.secret.Safe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class RotatedSecretTest {
    private static final Rule ROTATE = Rule.allow("secret-rotation", "rotate-secrets");
    private static final String PLACE = "dev:/app";

    private final String rotation = UUID.randomUUID().toString();
    private Safe safe;
    private String machine;

    @BeforeEach
    void aSafe() {
        safe = Safe.fresh().folder(PLACE).secret(PLACE, "OTHER", "other");
        machine = safe.ruled(ROTATE, Rules.allow("create", "edit", "delete"));
    }

    @Test
    void publication_isOneCommit_andMarksTheSecrets() {
        int before = commits();

        publish(machine, "USER", "app_a", "PASSWORD", "first")
                .then()
                .statusCode(200)
                .body(at("secrets", hasSize(2)))
                .body(at("folder.path", equalTo("/app")))
                .body(at("environment.slug", equalTo("dev")));

        assertThat(commits()).isEqualTo(before + 1);
        assertThat(safe.value(PLACE, "PASSWORD")).isEqualTo("first");
        safe.read(PLACE, "PASSWORD")
                .then()
                .body(at("secret.isRotatedSecret", equalTo(true)))
                .body(at("secret.rotationId", equalTo(rotation)));
        List<Map<String, Object>> listed = valueAt(safe.list(PLACE).then().extract(), "secrets");
        assertThat(listed)
                .extracting(
                        each -> each.get("secretKey"),
                        each -> each.get("isRotatedSecret"),
                        each -> each.get("rotationId"))
                .containsExactlyInAnyOrder(
                        tuple("USER", true, rotation), tuple("PASSWORD", true, rotation), tuple("OTHER", false, null));
    }

    /** Whoever did not hear the answer says the same again. */
    @Test
    void samePublicationAgain_writesNoVersion() {
        publish(machine, "USER", "app_a", "PASSWORD", "first");
        publish(machine, "USER", "app_a", "PASSWORD", "first").then().statusCode(200);
        assertThat(version("PASSWORD")).isEqualTo(1);

        publish(machine, "USER", "app_b", "PASSWORD", "second").then().statusCode(200);
        assertThat(version("PASSWORD")).isEqualTo(2);
        assertThat(safe.value(PLACE, "USER")).isEqualTo("app_b");
    }

    @Test
    void rehearsal_isRefusedAsThePublicationWouldBe_andChangesNothing() {
        int before = commits();

        rehearse("USER").then().statusCode(200).body(at("secrets", hasSize(0)));
        rehearse("OTHER").then().statusCode(400);

        safe.read(PLACE, "USER").then().statusCode(404);
        assertThat(commits()).isEqualTo(before);
    }

    private Response rehearse(String key) {
        return safe.as(machine)
                .body(safe.body(PLACE, Map.of("secrets", List.of(Map.of("secretKey", key, "secretValue", "x")))))
                .queryParam("dryRun", true)
                .put("/api/x/rotated-secrets/" + rotation);
    }

    @Test
    void publication_followsAFolderThatWasRenamed() {
        publish(machine, "USER", "app_a", "PASSWORD", "first");
        safe.asAdmin()
                .body(Map.of("workspaceId", safe.projectId, "environment", "dev", "path", "/", "name", "moved"))
                .patch("/api/v1/folders/" + folderId())
                .then()
                .statusCode(200);

        publish(machine, "USER", "app_b", "PASSWORD", "second")
                .then()
                .statusCode(200)
                .body(at("folder.path", equalTo("/moved")));
        assertThat(safe.value("dev:/moved", "PASSWORD")).isEqualTo("second");
    }

    @Test
    void secretOfSomebodyElse_isNotTakenOver() {
        publish(machine, "OTHER", "mine").then().statusCode(400).body(at("message", containsString("already exists")));
        publish(machine, "USER", "app_a", "PASSWORD", "first");

        publish(machine, UUID.randomUUID().toString(), "PASSWORD", "theirs")
                .then()
                .statusCode(400);
        assertThat(safe.value(PLACE, "OTHER")).isEqualTo("other");
        assertThat(safe.value(PLACE, "PASSWORD")).isEqualTo("first");
    }

    @Test
    void rotation_mayRenameItsSecrets() {
        publish(machine, "USER", "app_a", "PASSWORD", "first");
        Map<String, Object> renaming =
                Map.of("secretKey", "PASSWORD", "newSecretName", "DB_PASSWORD", "secretValue", "first");

        for (int again = 0; again < 2; again++) {
            put(machine, rotation, List.of(renaming)).then().statusCode(200);
        }

        assertThat(safe.value(PLACE, "DB_PASSWORD")).isEqualTo("first");
        safe.read(PLACE, "PASSWORD").then().statusCode(404);
    }

    /** In two steps it can. */
    @Test
    void rotation_cannotGiveANameOn_whileAnotherOfItsSecretsHasIt() {
        publish(machine, "USER", "app_a", "PASSWORD", "first");
        Map<String, Object> user = Map.of("secretKey", "USER", "newSecretName", "PASSWORD", "secretValue", "app_a");
        Map<String, Object> password =
                Map.of("secretKey", "PASSWORD", "newSecretName", "DB_PASSWORD", "secretValue", "first");

        put(machine, rotation, List.of(user, password)).then().statusCode(400);

        assertThat(safe.value(PLACE, "USER")).isEqualTo("app_a");
        assertThat(safe.value(PLACE, "PASSWORD")).isEqualTo("first");
        safe.read(PLACE, "DB_PASSWORD").then().statusCode(404);
    }

    @Test
    void valueAndName_areNotChangedByHand() {
        publish(machine, "USER", "app_a", "PASSWORD", "first");

        refused(safe.update(PLACE, "PASSWORD", Map.of("secretValue", "by hand")));
        refused(safe.update(PLACE, "PASSWORD", Map.of("newSecretName", "MINE")));
        refused(safe.delete(PLACE, "PASSWORD"));
        refused(batch("patch", Map.of("secretKey", "PASSWORD", "secretValue", "by hand")));
        refused(batch("delete", Map.of("secretKey", "PASSWORD")));
        refused(safe.asAdmin()
                .body(safe.body(
                        PLACE,
                        Map.of(
                                "mode",
                                "upsert",
                                "secrets",
                                List.of(Map.of("secretKey", "PASSWORD", "secretValue", "by hand")))))
                .patch("/api/v4/secrets/batch"));
        assertThat(safe.value(PLACE, "PASSWORD")).isEqualTo("first");
    }

    @Test
    void commentAndTheSameValue_mayBeWrittenByHand() {
        publish(machine, "USER", "app_a", "PASSWORD", "first");

        safe.update(PLACE, "PASSWORD", Map.of("secretComment", "rotated"))
                .then()
                .statusCode(200);
        safe.update(PLACE, "PASSWORD", Map.of("secretComment", "again", "secretValue", "first"))
                .then()
                .statusCode(200);

        assertThat(version("PASSWORD")).isEqualTo(3);
        publish(machine, "USER", "app_b", "PASSWORD", "second").then().statusCode(200);
        safe.read(PLACE, "PASSWORD")
                .then()
                .body(at("secret.secretComment", equalTo("again")))
                .body(at("secret.secretValue", equalTo("second")));
    }

    /** An answer that depends on the value would tell it. */
    @Test
    void T4_rightGuess_isRefusedLikeAWrongOne() {
        publish(machine, "USER", "app_a", "PASSWORD", "first");
        String blind = safe.ruled(Rules.allow("describeSecret", "edit"));

        for (String guess : List.of("first", "wrong")) {
            refused(safe.as(blind)
                    .body(safe.body(PLACE, Map.of("secretValue", guess)))
                    .patch("/api/v4/secrets/PASSWORD"));
        }
    }

    @Test
    void placeIsKept_againstMovesFoldersAndEnvironments() {
        publish(machine, "USER", "app_a", "PASSWORD", "first");
        String id = valueAt(safe.read(PLACE, "PASSWORD").then().extract(), "secret.id");

        refused(move(PLACE, "prod:/", id));
        safe.secret("prod:/", "PASSWORD", "x");
        String above = valueAt(safe.read("prod:/", "PASSWORD").then().extract(), "secret.id");
        refused(move("prod:/", PLACE, above));
        refused(safe.asAdmin()
                .body(Map.of("workspaceId", safe.projectId, "environment", "dev", "path", "/"))
                .delete("/api/v1/folders/" + folderId()));
        refused(safe.asAdmin()
                .delete("/api/v1/projects/%s/environments/%s".formatted(safe.projectId, environmentId())));
        assertThat(safe.value(PLACE, "PASSWORD")).isEqualTo("first");
    }

    @Test
    void history_isNotBroughtBackOverARotation() {
        publish(machine, "USER", "app_a", "PASSWORD", "first");
        String commit = head();
        publish(machine, "USER", "app_b", "PASSWORD", "second");

        refused(safe.asAdmin()
                .body(Map.of(
                        "projectId",
                        safe.projectId.toString(),
                        "folderId",
                        folderId(),
                        "environment",
                        "dev",
                        "deepRollback",
                        false))
                .post("/api/v1/pit/commits/" + commit + "/rollback"));
        refused(safe.asAdmin()
                .body(Map.of("projectId", safe.projectId.toString()))
                .post("/api/v1/pit/commits/" + head() + "/revert"));
        assertThat(safe.value(PLACE, "PASSWORD")).isEqualTo("second");
    }

    @Test
    void wholeProject_goesWithItsRotatedSecrets() {
        publish(machine, "USER", "app_a", "PASSWORD", "first");

        safe.asAdmin().delete("/api/v1/projects/" + safe.projectId).then().statusCode(200);
    }

    @Test
    void release_leavesOrdinarySecrets_orNone() {
        publish(machine, "USER", "app_a", "PASSWORD", "first");
        release(machine, false).then().statusCode(200).body(at("secrets", hasSize(2)));
        release(machine, false).then().statusCode(200).body(at("secrets", hasSize(0)));
        safe.read(PLACE, "PASSWORD").then().body(at("secret.isRotatedSecret", equalTo(false)));
        safe.update(PLACE, "PASSWORD", Map.of("secretValue", "by hand")).then().statusCode(200);

        safe.delete(PLACE, "USER");
        safe.delete(PLACE, "PASSWORD");
        publish(machine, "USER", "app_a", "PASSWORD", "first").then().statusCode(200);
        release(machine, true).then().statusCode(200);
        safe.read(PLACE, "PASSWORD").then().statusCode(404);
    }

    @Test
    void door_takesEachRight() {
        String withoutRotate = safe.ruled(Rules.allow("create", "edit", "delete"));
        String withoutCreate = safe.ruled(ROTATE, Rules.allow("edit", "delete"));
        String withoutEdit = safe.ruled(ROTATE, Rules.allow("create", "delete"));
        String withoutDelete = safe.ruled(ROTATE, Rules.allow("create", "edit"));

        publish(withoutRotate, "USER", "a").then().statusCode(403);
        publish(withoutCreate, "USER", "a").then().statusCode(403);
        publish(safe.person("admin"), "USER", "a").then().statusCode(403);
        publish(withoutEdit, "USER", "a").then().statusCode(200);
        publish(withoutEdit, "USER", "b").then().statusCode(403);
        release(withoutRotate, false).then().statusCode(403);
        release(withoutDelete, true).then().statusCode(403);
        release(safe.person("admin"), false).then().statusCode(403);
        assertThat(safe.value(PLACE, "USER")).isEqualTo("a");
    }

    @Test
    void strangers_doNotEvenLockTheProject() {
        String stranger = safe.token(UUID.randomUUID());
        int before = revision();

        publish(stranger, "USER", "a").then().statusCode(403);
        release(stranger, true).then().statusCode(403);

        assertThat(revision()).isEqualTo(before);
    }

    private int revision() {
        return safe.count("SELECT revision FROM project WHERE id = ?", safe.projectId);
    }

    @Test
    void T16_T17_rotationOfAnotherProject_isNotReached() {
        publish(machine, "USER", "app_a", "PASSWORD", "first");
        Safe other = Safe.in(safe.orgId).folder(PLACE);
        Safe foreign = Safe.fresh().folder(PLACE);

        for (Safe elsewhere : List.of(other, foreign)) {
            String theirs = elsewhere.member("admin");
            release(theirs, true).then().statusCode(org.hamcrest.Matchers.anyOf(equalTo(403), equalTo(404)));
            elsewhere
                    .as(theirs)
                    .queryParam("projectId", elsewhere.projectId)
                    .queryParam("deleteSecrets", true)
                    .delete("/api/x/rotated-secrets/" + rotation)
                    .then()
                    .statusCode(200)
                    .body(at("secrets", hasSize(0)));
            elsewhere
                    .as(theirs)
                    .body(elsewhere.body(
                            PLACE, Map.of("secrets", List.of(Map.of("secretKey", "PASSWORD", "secretValue", "x")))))
                    .put("/api/x/rotated-secrets/" + rotation)
                    .then()
                    .statusCode(200);
        }
        assertThat(safe.value(PLACE, "PASSWORD")).isEqualTo("first");
        safe.read(PLACE, "PASSWORD").then().body(at("secret.rotationId", equalTo(rotation)));
    }

    private static void refused(Response answer) {
        answer.then().statusCode(400).body(at("message", containsString("/api/v2/secret-rotations")));
    }

    /** Names and values in turn. */
    @CanIgnoreReturnValue
    private Response publish(String token, String... secrets) {
        List<Map<String, Object>> items = new java.util.ArrayList<>();
        boolean named = secrets.length % 2 == 1;
        for (int i = named ? 1 : 0; i < secrets.length; i += 2) {
            items.add(Map.of("secretKey", secrets[i], "secretValue", secrets[i + 1]));
        }
        return put(token, named ? secrets[0] : rotation, items);
    }

    private Response put(String token, String id, List<Map<String, Object>> items) {
        Map<String, Object> body = new HashMap<>(safe.body(PLACE, Map.of("secrets", items)));
        return safe.as(token).body(body).put("/api/x/rotated-secrets/" + id);
    }

    private Response release(String token, boolean deleting) {
        return safe.as(token)
                .queryParam("projectId", safe.projectId)
                .queryParam("deleteSecrets", deleting)
                .delete("/api/x/rotated-secrets/" + rotation);
    }

    private Response batch(String method, Map<String, Object> item) {
        var call = safe.asAdmin().body(safe.body(PLACE, Map.of("secrets", List.of(item))));
        return method.equals("patch") ? call.patch("/api/v4/secrets/batch") : call.delete("/api/v4/secrets/batch");
    }

    private Response move(String from, String to, String id) {
        return safe.asAdmin()
                .body(Map.of(
                        "projectId",
                        safe.projectId.toString(),
                        "sourceEnvironment",
                        from.substring(0, from.indexOf(':')),
                        "sourceSecretPath",
                        from.substring(from.indexOf(':') + 1),
                        "destinationEnvironment",
                        to.substring(0, to.indexOf(':')),
                        "destinationSecretPath",
                        to.substring(to.indexOf(':') + 1),
                        "secretIds",
                        List.of(id),
                        "shouldOverwrite",
                        true))
                .post("/api/v4/secrets/move");
    }

    private int version(String key) {
        Integer version = valueAt(safe.read(PLACE, key).then().extract(), "secret.version");
        return version;
    }

    private int commits() {
        return safe.count(
                "SELECT count(*) FROM folder_commit c JOIN folder f ON f.id = c.folder_id WHERE f.project_id = ? AND f.path = '/app'",
                safe.projectId);
    }

    private String head() {
        List<String> all = valueAt(
                safe.asAdmin()
                        .queryParam("projectId", safe.projectId)
                        .queryParam("environment", "dev")
                        .queryParam("path", "/app")
                        .get("/api/v1/pit/commits")
                        .then()
                        .extract(),
                "commits.id");
        return all.getFirst();
    }

    private String folderId() {
        return valueAt(
                safe.asAdmin()
                        .queryParam("projectId", safe.projectId)
                        .queryParam("environment", "dev")
                        .queryParam("path", "/app")
                        .get("/api/v1/pit/commits/count")
                        .then()
                        .extract(),
                "folderId");
    }

    private String environmentId() {
        return valueAt(
                safe.asAdmin()
                        .get("/api/v1/projects/%s/environments/slug/dev".formatted(safe.projectId))
                        .then()
                        .extract(),
                "environment.id");
    }
}
