package dev.claviger.vault.writing;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.secret.Rules;
import dev.claviger.vault.secret.Safe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class SecretWriteTest {
    private Safe safe;

    @BeforeEach
    void aSafe() {
        safe = Safe.fresh();
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v3/secrets/raw/KEY,workspaceId",
        "/api/v3/secrets/raw/KEY,projectId",
        "/api/v4/secrets/KEY,projectId",
        "/api/v4/secrets/KEY,workspaceId"
    })
    void secret_isCreatedUpdatedAndDeleted(String route, String spelling) {
        Map<String, Object> body = new HashMap<>(Map.of(spelling, safe.projectId, "environment", "dev"));

        body.put("secretValue", "first");
        String id = valueAt(
                safe.asAdmin()
                        .body(body)
                        .post(route)
                        .then()
                        .statusCode(200)
                        .body(at("secret.version", equalTo(1)))
                        .body(at("secret.secretValue", equalTo("first")))
                        .extract(),
                "secret.id");
        body.put("secretValue", "second");
        safe.asAdmin()
                .body(body)
                .patch(route)
                .then()
                .statusCode(200)
                .body(at("secret.id", equalTo(id)))
                .body(at("secret.version", equalTo(2)))
                .body(at("secret.secretValue", equalTo("second")));
        safe.asAdmin()
                .body(body)
                .delete(route)
                .then()
                .statusCode(200)
                .body(at("secret.id", equalTo(id)))
                .body(at("secret.secretValue", equalTo("second")));

        safe.read("dev:/", "KEY").then().statusCode(404);
        assertThat(safe.events())
                .extracting(event -> event.getString("data.event"))
                .containsExactly("create-secret", "update-secret", "delete-secret", "get-secret");
        assertThat(safe.events().get(1).getString("data.metadata.secretId")).isEqualTo(id);
        assertThat(safe.events().get(1).getInt("data.metadata.secretVersion")).isEqualTo(2);
        assertThat(safe.events().get(1).getString("data.secrets[0].key")).isEqualTo("KEY");
    }

    @ParameterizedTest
    @ValueSource(strings = {"projectSlug", "workspaceSlug"})
    void project_mayBeNamedBySlug(String spelling) {
        safe.asAdmin()
                .body(Map.of(spelling, safe.slug, "environment", "dev", "secretValue", "x"))
                .post("/api/v3/secrets/raw/KEY")
                .then()
                .statusCode(200);
    }

    @ParameterizedTest(name = "[{0}] is stored as [{1}]")
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "  x ,x",
                "'x\n','x\n'",
                "'x\n\n\n','x\n'",
                "'\n x y\t','x y'",
                "'\uFEFFx\u00A0',x",
                "'',''",
                "'\n','\n'"
            })
    void value_isTrimmed_butForOneNewline(String given, String stored) {
        safe.create("dev:/", "KEY", Map.of("secretValue", given)).then().statusCode(200);

        assertThat(safe.value("dev:/", "KEY")).isEqualTo(stored);
    }

    @ParameterizedTest
    @ValueSource(strings = {"A B", "A:B", "A%00B", "A\u200BB", "A\u00A0B"})
    void newNames_mustBeVisibleWords(String name) {
        safe.asAdmin()
                .urlEncodingEnabled(!name.contains("%"))
                .body(safe.body("dev:/", Map.of("secretValue", "x")))
                .post("/api/v4/secrets/" + name)
                .then()
                .statusCode(org.hamcrest.Matchers.oneOf(400, 422));
        safe.create("dev:/", "OK", Map.of("secretValue", "x"));
        safe.update("dev:/", "OK", Map.of("newSecretName", "A/B")).then().statusCode(422);
    }

    @Test
    void newNames_mustBeCapitals_whereTheProjectInsists() {
        safe.secret("dev:/", "old", "x");
        safe.sql("UPDATE project SET auto_capitalization = true, revision = revision + 1 WHERE id = ?", safe.projectId);

        safe.create("dev:/", "Key", Map.of("secretValue", "x"))
                .then()
                .statusCode(400)
                .body(at("message", containsString("'Key'")));
        safe.update("dev:/", "old", Map.of("newSecretName", "new")).then().statusCode(400);
        safe.update("dev:/", "old", Map.of("secretValue", "y")).then().statusCode(200);
        safe.create("dev:/", "KEY_1", Map.of("secretValue", "x")).then().statusCode(200);
    }

    @Test
    void create_isRefused_whenTheKeyExists() {
        safe.secret("dev:/", "KEY", "x");

        safe.create("dev:/", "KEY", Map.of("secretValue", "y"))
                .then()
                .statusCode(400)
                .body(at("message", containsString("Secret already exists")));
        assertThat(safe.value("dev:/", "KEY")).isEqualTo("x");
        assertThat(safe.events("create-secret"))
                .extracting(event -> event.getString("data.outcome"))
                .containsExactly("success", "error");
    }

    @ParameterizedTest
    @EnumSource(
            value = Method.class,
            names = {"PATCH", "DELETE"})
    void missingSecret_isNotFound(Method method) {
        safe.asAdmin()
                .body(safe.body("dev:/", Map.of("secretValue", "x")))
                .request(method, "/api/v4/secrets/NOPE")
                .then()
                .statusCode(404)
                .body(at("message", equalTo("Secret with name 'NOPE' not found")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev:/nope", "nope:/"})
    void missingFolder_isNotFound(String place) {
        safe.create(place, "KEY", Map.of("secretValue", "x"))
                .then()
                .statusCode(404)
                .body(at("message", containsString("Folder with path")));
    }

    @Test
    void update_changesOnlyWhatItNames() {
        safe.create(
                "dev:/",
                "KEY",
                Map.of(
                        "secretValue",
                        "x",
                        "secretComment",
                        "why",
                        "skipMultilineEncoding",
                        true,
                        "secretReminderRepeatDays",
                        30,
                        "secretReminderNote",
                        "rotate",
                        "secretMetadata",
                        List.of(Map.of("key", "team", "value", "blue", "isEncrypted", true))));

        safe.update("dev:/", "KEY", Map.of("secretComment", "because"))
                .then()
                .statusCode(200)
                .body(at("secret.version", equalTo(2)))
                .body(at("secret.secretValue", equalTo("x")))
                .body(at("secret.secretComment", equalTo("because")))
                .body(at("secret.skipMultilineEncoding", equalTo(true)))
                .body(at("secret.secretReminderRepeatDays", equalTo(30)))
                .body(at("secret.secretReminderNote", equalTo("rotate")))
                .body(at("secret.secretMetadata[0].value", equalTo("blue")))
                .body(at("secret.secretMetadata[0].isEncrypted", equalTo(true)));
        safe.update(
                        "dev:/",
                        "KEY",
                        Map.of("secretValue", "", "secretReminderRepeatDays", 0, "secretMetadata", List.of()))
                .then()
                .body(at("secret.secretValue", equalTo("")))
                .body(at("secret.secretReminderRepeatDays", nullValue()))
                .body(at("secret.secretReminderNote", nullValue()))
                .body(at("secret.secretMetadata.size()", equalTo(0)));
    }

    @Test
    void zeroValuesOfClients_areTaken() {
        Map<String, Object> content = new HashMap<>(Map.of(
                "secretValue", "x",
                "secretComment", "",
                "tagIds", List.of(),
                "secretReminderNote", "",
                "secretReminderRepeatDays", 0,
                "newSecretName", "",
                "secretName", "KEY",
                "type", "shared"));
        content.put("skipMultilineEncoding", null);
        content.put("secretMetadata", null);

        safe.create("dev:/", "KEY", content)
                .then()
                .statusCode(200)
                .body(at("secret.skipMultilineEncoding", equalTo(false)));
        safe.update("dev:/", "KEY", content).then().statusCode(200).body(at("secret.secretKey", equalTo("KEY")));
    }

    @Test
    void rename_keepsTheId() {
        String id = valueAt(safe.create("dev:/", "OLD", Map.of("secretValue", "x")), "secret.id");
        safe.secret("dev:/", "TAKEN", "y");

        safe.update("dev:/", "OLD", Map.of("newSecretName", "TAKEN")).then().statusCode(400);
        safe.update("dev:/", "OLD", Map.of("newSecretName", "NEW"))
                .then()
                .statusCode(200)
                .body(at("secret.id", equalTo(id)))
                .body(at("secret.secretKey", equalTo("NEW")));

        safe.read("dev:/", "OLD").then().statusCode(404);
        assertThat(safe.value("dev:/", "NEW")).isEqualTo("x");
    }

    @Test
    void unknownTag_isNotFound() {
        safe.create(
                        "dev:/",
                        "KEY",
                        Map.of("secretValue", "x", "tagIds", List.of("8f6c0000-0000-4000-8000-000000000000")))
                .then()
                .statusCode(404);
    }

    @ParameterizedTest
    @EnumSource(
            value = Method.class,
            names = {"POST", "PATCH", "DELETE"})
    void personalSecrets_areRefused(Method method) {
        safe.secret("dev:/", "KEY", "x");

        safe.asAdmin()
                .body(safe.body("dev:/", Map.of("secretValue", "y", "type", "personal")))
                .request(method, "/api/v3/secrets/raw/KEY")
                .then()
                .statusCode(400);
        assertThat(safe.value("dev:/", "KEY")).isEqualTo("x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"secretValue\":7}",
                "{\"secretValue\":\"x\",\"skipMultilineEncoding\":\"yes\"}",
                "{\"secretValue\":\"x\",\"secretReminderRepeatDays\":1.5}",
                "{\"secretValue\":\"x\",\"secretReminderRepeatDays\":-1}",
                "{\"secretValue\":\"x\",\"type\":\"other\"}",
                "{\"secretValue\":\"x\",\"secretMetadata\":[{\"value\":\"y\"}]}",
                "{\"secretValue\":\"\\ud800\"}",
                "{}"
            })
    void wrongContent_isRefused(String content) {
        String body = content.replaceFirst(
                "\\{",
                "{\"projectId\":\"%s\",\"environment\":\"dev\"%s"
                        .formatted(safe.projectId, content.length() > 2 ? "," : ""));

        safe.asAdmin().body(body).post("/api/v4/secrets/KEY").then().statusCode(422);
        safe.read("dev:/", "KEY").then().statusCode(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{", "\"x\""})
    void brokenBodies_areRefused(String body) {
        int status = safe.asAdmin().body(body).post("/api/v4/secrets/KEY").statusCode();

        assertThat(status).isIn(400, 422);
    }

    @Test
    void value_mayBeAMegabyteAndNoMore() {
        safe.create("dev:/", "LARGE", Map.of("secretValue", "x".repeat(1 << 20)))
                .then()
                .statusCode(200);
        safe.create("dev:/", "LARGER", Map.of("secretValue", "x".repeat((1 << 20) + 1)))
                .then()
                .statusCode(413)
                .body(at("error", equalTo("PayloadTooLarge")));
        safe.create("dev:/", "NOISY", Map.of("secretValue", "x", "secretComment", "x".repeat(70_000)))
                .then()
                .statusCode(413);
    }

    @Test
    void T4_writersWithoutTheRightToReadLearnNoValue() {
        safe.secret("dev:/", "KEY", "before");
        String token = safe.ruled(Rules.allow("describeSecret", "create", "edit", "delete"));

        for (Method method : List.of(Method.PATCH, Method.DELETE)) {
            safe.as(token)
                    .body(safe.body("dev:/", Map.of("secretComment", "x")))
                    .request(method, "/api/v4/secrets/KEY")
                    .then()
                    .statusCode(200)
                    .body(at("secret.secretValue", equalTo("<hidden-by-infisical>")))
                    .body(at("secret.secretValueHidden", equalTo(true)));
        }
    }

    @ParameterizedTest
    @CsvSource({"POST,create", "PATCH,edit", "DELETE,delete"})
    void T4_writesWithoutRightAreDeniedAndRecorded(Method method, String action) {
        safe.secret("dev:/", "KEY", "before");
        String token = safe.member("viewer");

        safe.as(token)
                .body(safe.body("dev:/", Map.of("secretValue", "x")))
                .request(method, "/api/v4/secrets/KEY")
                .then()
                .statusCode(403)
                .body(at("error", equalTo("PermissionDenied")))
                .body(at("message", equalTo("You are not allowed to %s on secrets".formatted(action))));
        assertThat(safe.events().getLast().getString("data.outcome")).isEqualTo("denied");
        assertThat(safe.value("dev:/", "KEY")).isEqualTo("before");
    }

    @Test
    void rename_needsTheRightOnBothNames() {
        safe.secret("dev:/", "KEY", "x");
        String token = safe.ruled(Rules.allow("edit", "read"), Rules.forbidNamed("NEW", "edit"));

        safe.as(token)
                .body(safe.body("dev:/", Map.of("newSecretName", "NEW")))
                .patch("/api/v4/secrets/KEY")
                .then()
                .statusCode(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v3/secrets/raw/OPEN", "/api/v4/secrets/OPEN"})
    void T18_whatIsCreated_hasTheNameThatWasAskedFor(String route) {
        String token = safe.ruled(Rules.allow("create", "read"), Rules.forbidNamed("CLOSED", "create"));

        safe.as(token)
                .body(safe.body("dev:/", Map.of("secretValue", "x", "newSecretName", "CLOSED")))
                .post(route)
                .then()
                .statusCode(200)
                .body(at("secret.secretKey", equalTo("OPEN")));

        assertThat(safe.read("dev:/", "CLOSED").statusCode()).isEqualTo(404);
        assertThat(safe.value("dev:/", "OPEN")).isEqualTo("x");
    }

    @Test
    void T18_anotherName_isNoWayToReadAValue() {
        safe.secret("dev:/", "CLOSED", "hidden");
        String token = safe.ruled(Rules.allow("edit", "read"), Rules.forbidNamed("CLOSED", "read"));

        for (Map<String, String> content :
                List.of(Map.of("newSecretName", "OPEN"), Map.of("newSecretName", "OPEN", "secretValue", "new"))) {
            safe.as(token)
                    .body(safe.body("dev:/", content))
                    .patch("/api/v4/secrets/CLOSED")
                    .then()
                    .statusCode(403);
        }
        assertThat(safe.value("dev:/", "CLOSED")).isEqualTo("hidden");
    }

    @Test
    void aValue_isChangedWithoutTheRightToReadIt() {
        safe.secret("dev:/", "KEY", "before");
        String token = safe.ruled(Rules.allow("edit", "describeSecret"));

        safe.as(token)
                .body(safe.body("dev:/", Map.of("secretValue", "after", "secretComment", "rotated")))
                .patch("/api/v4/secrets/KEY")
                .then()
                .statusCode(200)
                .body(at("secret.secretValueHidden", equalTo(true)));
        assertThat(safe.value("dev:/", "KEY")).isEqualTo("after");
    }

    @Test
    void T4_anAnswer_hidesWhatTheNewNameHides() {
        safe.secret("dev:/", "OPEN", "value");
        String token = safe.ruled(Rules.allow("edit", "read"), Rules.forbidNamed("CLOSED", "readValue"));

        safe.as(token)
                .body(safe.body("dev:/", Map.of("newSecretName", "CLOSED")))
                .patch("/api/v4/secrets/OPEN")
                .then()
                .statusCode(200)
                .body(at("secret.secretValueHidden", equalTo(true)));
    }
}
