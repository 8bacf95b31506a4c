package dev.claviger.vault.reading;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.secret.Safe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class SecretReadTest {
    private static final String V3 = "/api/v3/secrets/raw/";
    private static final String V4 = "/api/v4/secrets/";

    private Safe safe;

    @BeforeEach
    void aSafe() {
        safe = Safe.fresh();
    }

    @ParameterizedTest
    @ValueSource(strings = {V3, V4})
    void read_showsTheSecret(String route) {
        safe.folder("dev:/app").secret("dev:/app", "KEY", "value");

        safe.reads("dev:/app")
                .get(route + "KEY")
                .then()
                .statusCode(200)
                .contentType("application/json")
                .header("ETag", matchesPattern("\"[A-Za-z0-9_-]{43}\""))
                .body(at("secret.secretKey", equalTo("KEY")))
                .body(at("secret.secretValue", equalTo("value")))
                .body(at("secret.secretPath", equalTo("/app")))
                .body(at("secret.environment", equalTo("dev")))
                .body(at("secret.workspace", equalTo(safe.projectId.toString())));
    }

    @ParameterizedTest(name = "{0} with {1}={2} shows {3}")
    @CsvSource({
        V3 + "B,,,v${A}",
        V3 + "B,expandSecretReferences,true,v1",
        V4 + "B,,,v1",
        V4 + "B,expandSecretReferences,false,v${A}",
        V4 + "B,viewSecretValue,false,<hidden-by-infisical>",
        V4 + "B,type,shared,v1",
        V4 + "B,version,1,v1"
    })
    void read_hasTheDefaultsOfItsVersion(String route, String name, String value, String shown) {
        safe.secret("dev:/", "A", "1").secret("dev:/", "B", "v${A}");
        RequestSpecification request = safe.reads("dev:/");

        (name == null ? request : request.queryParam(name, value))
                .get(route)
                .then()
                .statusCode(200)
                .body(at("secret.secretValue", equalTo(shown)))
                .body(at("secret.secretValueHidden", equalTo(shown.startsWith("<"))));
    }

    @ParameterizedTest
    @CsvSource({
        "dev:/,NOPE,Secret with name 'NOPE' not found",
        "dev:/nope,KEY,Folder with path '/nope' in environment with slug 'dev' not found",
        "nope:/,KEY,Folder with path '/' in environment with slug 'nope' not found",
        "dev:/a.b,KEY,Folder with path '/a.b' in environment with slug 'dev' not found",
        "dev:/app/my folder,KEY,Folder with path '/app/my folder' in environment with slug 'dev' not found",
        "my_env:/,KEY,Folder with path '/' in environment with slug 'my_env' not found",
        "dev:/,key,Secret with name 'key' not found"
    })
    void read_isNotFound_whereNothingIs(String place, String key, String text) {
        safe.secret("dev:/", "KEY", "value");

        safe.read(place, key)
                .then()
                .statusCode(404)
                .body(at("error", equalTo("NotFound")))
                .body(at("message", equalTo(text)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev:/app//db", "dev:/..", "dev:/a/../b", "dev:/./a", "dev:/a\\b", "dev:/a/\u2025"})
    void T2_tricksWithPaths_areRefused(String place) {
        safe.read(place, "KEY").then().statusCode(422);
    }

    @ParameterizedTest
    @ValueSource(strings = {"version=0", "version=x", "type=other", "viewSecretValue=1", "version=99999999999"})
    void wrongParameters_areRefused(String query) {
        safe.secret("dev:/", "KEY", "value");

        safe.reads("dev:/").get(V4 + "KEY?" + query).then().statusCode(422);
    }

    @Test
    void personalSecrets_doNotExist() {
        safe.secret("dev:/", "KEY", "value");

        safe.reads("dev:/")
                .queryParam("type", "personal")
                .get(V4 + "KEY")
                .then()
                .statusCode(404);
    }

    @Test
    void T1_composedAndDecomposedLetters_areOneName() {
        safe.secret("dev:/", "CAF\u00C9", "value");

        safe.read("dev:/", "CAFE\u0301").then().statusCode(200).body(at("secret.secretValue", equalTo("value")));
        safe.create("dev:/", "CAFE\u0301", Map.of("secretValue", "other"))
                .then()
                .statusCode(400);
    }

    @Test
    void version_showsWhatTheSecretWas() {
        safe.secret("dev:/", "KEY", "first");
        safe.update("dev:/", "KEY", Map.of("secretValue", "second", "secretComment", "new"));

        safe.reads("dev:/")
                .queryParam("version", 1)
                .get(V4 + "KEY")
                .then()
                .statusCode(200)
                .body(at("secret.secretValue", equalTo("first")))
                .body(at("secret.secretComment", equalTo("")))
                .body(at("secret.version", equalTo(1)));
        safe.reads("dev:/")
                .queryParam("version", 3)
                .get(V4 + "KEY")
                .then()
                .statusCode(404)
                .body(at("message", equalTo("Secret with name 'KEY' has no version 3")));
    }

    @ParameterizedTest
    @ValueSource(strings = {V3, V4})
    void readById_showsTheSecretWhereItStands(String route) {
        safe.folder("prod:/app");
        String id = valueAt(safe.create("prod:/app", "KEY", Map.of("secretValue", "value")), "secret.id");

        safe.asAdmin()
                .get(route + "id/" + id)
                .then()
                .statusCode(200)
                .body(at("secret.id", equalTo(id)))
                .body(at("secret.secretValue", equalTo("value")))
                .body(at("secret.secretPath", equalTo("/app")))
                .body(at("secret.environment", equalTo("prod")))
                .body(at("secret.tags", hasSize(0)))
                .body(at("secret.secretMetadata", hasSize(0)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"8f6c0000-0000-4000-8000-000000000000", "nonsense"})
    void readById_isNotFound_forOtherIds(String id) {
        safe.asAdmin().get(V4 + "id/" + id).then().statusCode(404).body(at("error", equalTo("NotFound")));
    }

    @Test
    void import_isSearched_lastFirst() {
        safe.folder("prod:/one").folder("prod:/two");
        safe.secret("prod:/one", "KEY", "one").secret("prod:/one", "ONLY", "only");
        safe.secret("prod:/two", "KEY", "two");
        safe.imports("dev:/", "prod:/one").imports("dev:/", "prod:/two");

        safe.read("dev:/", "KEY")
                .then()
                .body(at("secret.secretValue", equalTo("two")))
                .body(at("secret.environment", equalTo("prod")))
                .body(at("secret.secretPath", equalTo("/two")));
        assertThat(safe.value("dev:/", "ONLY")).isEqualTo("only");
        safe.reads("dev:/").get(V3 + "KEY").then().statusCode(404);
        safe.reads("dev:/")
                .queryParam("includeImports", true)
                .get(V3 + "KEY")
                .then()
                .statusCode(200);
        safe.reads("dev:/")
                .queryParam("include_imports", true)
                .get(V3 + "KEY")
                .then()
                .statusCode(200);
    }

    @Test
    void ownSecret_beatsTheImportedOne() {
        safe.secret("prod:/", "KEY", "imported").secret("dev:/", "KEY", "own").imports("dev:/", "prod:/");

        assertThat(safe.value("dev:/", "KEY")).isEqualTo("own");
    }

    @Test
    void versions_areListedNewestFirst() {
        String id = valueAt(safe.create("dev:/", "OLD", Map.of("secretValue", "first")), "secret.id");
        safe.update("dev:/", "OLD", Map.of("secretValue", "second", "newSecretName", "NEW"));
        safe.update("dev:/", "NEW", Map.of("secretValue", "third"));

        safe.asAdmin()
                .get("/api/v1/secret/%s/secret-versions?offset=1&limit=2".formatted(id))
                .then()
                .statusCode(200)
                .body(at("secretVersions.version", contains(2, 1)))
                .body(at("secretVersions.secretKey", contains("NEW", "OLD")))
                .body(at("secretVersions.secretValue", contains("second", "first")))
                .body(at("secretVersions.secretValueHidden", contains(false, false)))
                .body(at("secretVersions[0].actor.actorId", equalTo(safe.adminId.toString())))
                .body(at("secretVersions[0].rotationId", nullValue()));
        assertThat(safe.events("dashboard-get-secret-version-value"))
                .singleElement()
                .satisfies(event -> assertThat(event.getList("data.secrets.version", Integer.class))
                        .containsExactly(2, 1));
    }

    @Test
    void versions_areNotFound_forOtherIds() {
        safe.asAdmin()
                .get("/api/v1/secret/%s/secret-versions".formatted(UUID.randomUUID()))
                .then()
                .statusCode(404);
    }
}
