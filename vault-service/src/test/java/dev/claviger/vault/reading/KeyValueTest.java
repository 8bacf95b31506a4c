package dev.claviger.vault.reading;

import static dev.claviger.testkit.JsonAt.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.secret.Rules;
import dev.claviger.vault.secret.Safe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets as clients of Vault's key-value engines read them. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class KeyValueTest {
    private Safe safe;
    private String token;

    @BeforeEach
    void aSafe() {
        safe = Safe.fresh().folder("dev:/db").folder("dev:/shared").imports("dev:/db", "dev:/shared");
        safe.secret("dev:/shared", "HOST", "db.example").secret("dev:/shared", "PORT", "5432");
        safe.secret("dev:/db", "PORT", "6543").secret("dev:/db", "URL", "pg://${HOST}");
        safe.secret("dev:/db", "HOST", "own.example");
        token = safe.member("viewer");
    }

    @Test
    void folder_isOneVersionedEntryWithAllItsValues() {
        get(token, "/v1/%s/data/dev/db")
                .then()
                .statusCode(200)
                .header("Content-Type", "application/json")
                .header("Cache-Control", "no-store")
                .body(at(
                        "data.data", equalTo(Map.of("HOST", "own.example", "PORT", "6543", "URL", "pg://own.example"))))
                .body(at("data.metadata.version", greaterThan(0)))
                .body(at("data.metadata.destroyed", equalTo(false)))
                .body(at("data.metadata.deletion_time", equalTo("")))
                .body(at("data.metadata.created_time", matchesPattern("\\d{4}-\\d\\d-\\d\\dT.*Z")))
                .body(at("data.metadata", hasKey("custom_metadata")))
                .body(at("lease_id", equalTo("")))
                .body(at("renewable", equalTo(false)))
                .body(at("auth", nullValue()));
    }

    @Test
    void folder_bringsWhatItImports_whereNothingNearerHasTheName() {
        safe.delete("dev:/db", "HOST").then().statusCode(200);
        safe.update("dev:/db", "URL", Map.of("secretValue", "x")).then().statusCode(200);

        get(token, "/v1/%s/data/dev/db")
                .then()
                .body(at("data.data", equalTo(Map.of("HOST", "db.example", "PORT", "6543", "URL", "x"))));
    }

    @Test
    void plainEngine_hasTheValuesAtOnce() {
        get(token, "/v1/%s/dev/db").then().statusCode(200).body(at("data.PORT", equalTo("6543")));
    }

    @Test
    void singleSecret_isAnEntryWithOneValue_inEveryVersion() {
        safe.update("dev:/db", "PORT", Map.of("secretValue", "7000")).then().statusCode(200);

        get(token, "/v1/%s/data/dev/db/PORT")
                .then()
                .statusCode(200)
                .body(at("data.data", equalTo(Map.of("value", "7000"))))
                .body(at("data.metadata.version", equalTo(2)));
        get(token, "/v1/%s/data/dev/db/PORT?version=1").then().body(at("data.data.value", equalTo("6543")));
        get(token, "/v1/%s/data/dev/db/PORT?version=9").then().statusCode(404);
        get(token, "/v1/%s/dev/db/PORT").then().body(at("data.value", equalTo("7000")));
    }

    @Test
    void namespace_namesTheProject_soThatTheMountMayHaveAnyName() {
        vault(token)
                .header("X-Vault-Namespace", safe.slug + "/")
                .get("/v1/kv-v2/data/dev/db")
                .then()
                .statusCode(200)
                .body(at("data.data.PORT", equalTo("6543")));
    }

    @Test
    void token_mayComeAsBearer_butOnlyOne() {
        String path = "/v1/%s/data/dev/db".formatted(safe.slug);

        RestAssured.given()
                .header("Authorization", "Bearer " + token)
                .get(path)
                .then()
                .statusCode(200);
        vault(token).header("Authorization", "Bearer " + token).get(path).then().statusCode(403);
        RestAssured.given().get(path).then().statusCode(403).body(at("errors[0]", matchesPattern(".+")));
        vault("s.nonsense").get(path).then().statusCode(403);
    }

    @Test
    void T4_vaultTokenIsNoCredentialElsewhere() {
        vault(token).get("/api/v1/projects").then().statusCode(401);
    }

    /** Clients take a 404 of any other shape for an answer. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/%s/data/dev/nowhere",
                "/v1/%s/data/dev/db/NOPE",
                "/v1/%s/data/nowhere/db",
                "/v1/%s/data/dev",
                "/v1/%s/data/dev/db/NOT%%20A%%20NAME",
                "/v1/no-such-project/data/dev/db",
                "/v1/%s/dev/db/NOPE",
                "/v1/%s"
            })
    void whatIsNotThere_saysNothing(String path) {
        get(token, path)
                .then()
                .statusCode(404)
                .header("Content-Type", "application/json")
                .body(at("errors", empty()))
                .body(at("$", not(hasKey("message"))));
    }

    @ParameterizedTest
    @CsvSource({"/v1/%s/data/dev/db?version=x,400", "/v1/%s/data/de~v/db,400"})
    void whatCannotBeRead_isRefusedInItsOwnShape(String path, int status) {
        get(token, path).then().statusCode(status).body(at("errors[0]", matchesPattern(".+")));
    }

    @Test
    void otherMethods_areRefusedInItsOwnShape() {
        vault(token)
                .body("{}")
                .contentType("application/json")
                .post("/v1/%s/data/dev/db".formatted(safe.slug))
                .then()
                .statusCode(405)
                .body(at("errors[0]", matchesPattern(".+")));
    }

    @Test
    void T4_folderShowsWhatMayBeRead_andNothingElse() {
        String some = safe.ruled(Rules.allow("read"), Rules.forbidNamed("PORT", "readValue"));

        Response response = get(some, "/v1/%s/data/dev/db");

        response.then()
                .statusCode(200)
                .body(at("data.data", equalTo(Map.of("HOST", "own.example", "URL", "pg://own.example"))));
        assertThat(safe.events("get-secrets").getLast().getList("data.secrets.key"))
                .doesNotContain("PORT");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/%s/data/dev/db",
                "/v1/%s/data/dev/nowhere",
                "/v1/%s/data/dev/db/PORT",
                "/v1/%s/data/dev/db/NOPE",
                "/v1/%s/dev/db"
            })
    void T4_withoutAnyRight_nothingIsTold(String path) {
        String stranger = safe.ruled(Rules.allowIn("prod:/", "read"));

        Response response = get(stranger, path);

        response.then()
                .statusCode(403)
                .body(at("errors[0]", equalTo("You are not allowed to describeSecret on secrets")));
        assertThat(safe.events("get-secrets").getLast().getString("data.outcome"))
                .isEqualTo("denied");
    }

    @Test
    void T4_whoMayOnlyDescribe_getsNoValue() {
        String token = safe.ruled(Rules.allow("describeSecret"));

        get(token, "/v1/%s/data/dev/db").then().statusCode(403);
        get(token, "/v1/%s/data/dev/db/PORT").then().statusCode(403);
    }

    @Test
    void reads_areRecordedOnce_withTheVersionsThatLeft() {
        int before = safe.events("get-secrets").size();

        get(token, "/v1/%s/data/dev/db").then().statusCode(200);
        get(token, "/v1/%s/data/dev/db/PORT").then().statusCode(200);

        var events = safe.events("get-secrets");
        assertThat(events).hasSize(before + 2);
        JsonPath folder = events.get(before);
        assertThat(folder.getList("data.secrets.key")).contains("HOST", "PORT", "URL");
        assertThat(folder.getInt("data.metadata.numberOfSecrets")).isEqualTo(3);
        assertThat(folder.getString("data.secretPath")).isEqualTo("/db");
        JsonPath one = events.get(before + 1);
        assertThat(one.getList("data.secrets.key")).containsExactly("PORT");
        assertThat(one.getString("data.secretPath")).isEqualTo("/db");
        assertThat(one.getString("data.outcome")).isEqualTo("success");
    }

    @Test
    void health_isOpenToAll() {
        RestAssured.given()
                .get("/v1/sys/health")
                .then()
                .statusCode(200)
                .body(at("initialized", equalTo(true)))
                .body(at("sealed", equalTo(false)))
                .body(at("standby", equalTo(false)));
    }

    private Response get(String token, String path) {
        return vault(token).urlEncodingEnabled(false).get(path.formatted(safe.slug));
    }

    private static RequestSpecification vault(String token) {
        return RestAssured.given().header("X-Vault-Token", token).header("X-Vault-Request", "true");
    }
}
