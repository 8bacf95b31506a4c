package dev.claviger.vault.source;

import static dev.claviger.testkit.JsonAt.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.secret.Rules;
import dev.claviger.vault.secret.Safe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Secrets move over from a server with the same API: the service itself, asked over HTTP like any other. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class InfisicalImportTest {
    private Safe source;
    private Safe target;

    @BeforeEach
    void aSourceAndATarget() {
        source = Safe.fresh().folder("prod:/app/db").folder("prod:/shared").imports("prod:/app", "prod:/shared");
        source.secret("prod:/shared", "IMPORTED", "not taken");
        source.create(
                "prod:/app",
                "URL",
                Map.of(
                        "secretValue",
                        "pg://${db.PASSWORD}@host",
                        "secretComment",
                        "the main one",
                        "secretMetadata",
                        List.of(Map.of("key", "team", "value", "blue")),
                        "skipMultilineEncoding",
                        true));
        source.secret("prod:/app/db", "PASSWORD", "line one\nline two ");
        target = Safe.fresh();
    }

    @Test
    void folder_isTakenAsItStandsThere() {
        take(source.member("viewer"), Map.of())
                .then()
                .statusCode(200)
                .body(at("folders.secretPath", contains("/new", "/new/db")))
                .body(at("folders.created", contains(1, 1)));

        assertThat(target.reads("dev:/new")
                        .queryParam("expandSecretReferences", false)
                        .get("/api/v4/secrets/URL")
                        .jsonPath()
                        .getString("secret.secretValue"))
                .isEqualTo("pg://${db.PASSWORD}@host");
        target.read("dev:/new", "URL")
                .then()
                .body(at("secret.secretComment", equalTo("the main one")))
                .body(at("secret.skipMultilineEncoding", equalTo(true)))
                .body(at("secret.secretMetadata.key", contains("team")));
        assertThat(target.value("dev:/new/db", "PASSWORD")).isEqualTo(source.value("prod:/app/db", "PASSWORD"));
        target.read("dev:/new", "IMPORTED").then().statusCode(404);
        assertThat(source.events("get-secrets")).as("the read there").isNotEmpty();
    }

    @Test
    void withoutFoldersBelow() {
        take(source.member("viewer"), Map.of("recursive", false))
                .then()
                .statusCode(200)
                .body(at("folders.secretPath", contains("/new")));
    }

    @Test
    void valuesThatAreHiddenThere_stopIt() {
        String some = source.ruled(Rules.allow("describeSecret", "readValue"), Rules.forbidNamed("URL", "readValue"));

        take(some, Map.of()).then().statusCode(400).body(containsString("does not show all values"));

        target.read("dev:/new", "URL").then().statusCode(404);
    }

    @Test
    void refusalThere_isTold() {
        take("nonsense", Map.of()).then().statusCode(400).body(containsString("status 40"));
        take(source.member("viewer"), Map.of("environment", "nowhere"))
                .then()
                .statusCode(400)
                .body(containsString("404"));
    }

    @Test
    void missingCredentials_areNamed() {
        Map<String, Object> body = new HashMap<>(body("", Map.of()));
        body.remove("accessToken");

        post(body).then().statusCode(422).body(at("message[0].path[0]", equalTo("accessToken")));
    }

    private Response take(String token, Map<String, Object> more) {
        return post(body(token, more));
    }

    private Map<String, Object> body(String token, Map<String, Object> more) {
        Map<String, Object> body = new HashMap<>(Map.of(
                "url",
                "http://127.0.0.1:" + RestAssured.port,
                "accessToken",
                token,
                "projectId",
                source.projectId.toString(),
                "environment",
                "prod",
                "secretPath",
                "/app"));
        body.putAll(more);
        return body;
    }

    private Response post(Map<String, Object> body) {
        return target.asAdmin()
                .queryParam("projectId", target.projectId)
                .queryParam("environment", "dev")
                .queryParam("secretPath", "/new")
                .body(body)
                .post("/api/x/import/from/infisical");
    }
}
