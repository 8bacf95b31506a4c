package dev.claviger.vault.writing;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.secret.Rules;
import dev.claviger.vault.secret.Safe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class SecretMoveTest {
    private Safe safe;
    private String a;
    private String b;

    @BeforeEach
    void aSafe() {
        safe = Safe.fresh().folder("prod:/app").secret("dev:/", "A", "1").secret("dev:/", "B", "2");
        safe.update("dev:/", "A", Map.of("secretValue", "1b"));
        a = id("dev:/", "A");
        b = id("dev:/", "B");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v4/secrets/move", "/api/v3/secrets/move"})
    void move_takesIdVersionsAndValueAlong(String route) {
        safe.asAdmin()
                .body(body("prod:/app", false, a, b))
                .post(route)
                .then()
                .statusCode(200)
                .body(at("isSourceUpdated", equalTo(true)))
                .body(at("isDestinationUpdated", equalTo(true)));

        assertThat(safe.value("prod:/app", "A")).isEqualTo("1b");
        assertThat(id("prod:/app", "A")).isEqualTo(a);
        safe.read("dev:/", "A").then().statusCode(404);
        safe.reads("prod:/app")
                .queryParam("version", 1)
                .get("/api/v4/secrets/A")
                .then()
                .body(at("secret.secretValue", equalTo("1")));
        assertThat(safe.events("move-secrets")).singleElement().satisfies(event -> {
            assertThat(event.getString("data.metadata.destinationSecretPath")).isEqualTo("/app");
            assertThat(event.getList("data.metadata.secretIds")).containsExactly(a, b);
        });
    }

    @Test
    void takenName_refusesTheWholeMove_unlessItMayBeOverwritten() {
        safe.secret("prod:/app", "B", "old");

        move(safe.asAdmin(), "prod:/app", false, a, b).then().statusCode(400);
        assertThat(safe.value("dev:/", "A")).isEqualTo("1b");
        assertThat(safe.value("prod:/app", "B")).isEqualTo("old");

        move(safe.asAdmin(), "prod:/app", true, a, b).then().statusCode(200);
        assertThat(safe.value("prod:/app", "B")).isEqualTo("2");
    }

    @Test
    void whatIsOverwritten_isRecordedAsDeleted() {
        safe.secret("prod:/app", "B", "old");
        String gone = valueAt(safe.read("prod:/app", "B").then().extract(), "secret.id");

        move(safe.asAdmin(), "prod:/app", true, a, b).then().statusCode(200);

        assertThat(safe.events("delete-secrets")).singleElement().satisfies(event -> {
            assertThat(event.getList("data.secrets.id")).containsExactly(gone);
            assertThat(event.getString("data.secrets[0].secretPath")).isEqualTo("/app");
            assertThat(event.getString("id"))
                    .isNotEqualTo(safe.events("move-secrets").getFirst().getString("id"));
        });
    }

    @Test
    void unknownSecretsAndFolders_areNotFound() {
        move(safe.asAdmin(), "prod:/app", false, a, UUID.randomUUID().toString())
                .then()
                .statusCode(404);
        move(safe.asAdmin(), "prod:/nope", false, a).then().statusCode(404);
        assertThat(safe.value("dev:/", "A")).isEqualTo("1b");
    }

    @Test
    void badBodies_areRefused() {
        move(safe.asAdmin(), "dev:/", false, a).then().statusCode(422);
        move(safe.asAdmin(), "prod:/app", false).then().statusCode(422);
        move(safe.asAdmin(), "prod:/app", false, "x").then().statusCode(422);
        safe.asAdmin().post("/api/v4/secrets/move").then().statusCode(422);
    }

    @Test
    void T4_move_isNoWayToReadAValue() {
        String token = safe.ruled(
                Rules.allow("describeSecret", "create", "edit", "delete"), Rules.allowIn("prod:/app", "readValue"));

        move(safe.as(token), "prod:/app", false, a).then().statusCode(403);
        assertThat(safe.value("dev:/", "A")).isEqualTo("1b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"readValue describeSecret create", "readValue describeSecret delete"})
    void move_needsRightsOnBothSides(String actions) {
        String token = safe.ruled(Rules.allow(actions.split(" ", -1)));

        move(safe.as(token), "prod:/app", false, a).then().statusCode(403);
    }

    @Test
    void T2_secretOfAnotherProject_isNotFound() {
        Safe other = Safe.in(safe.orgId).secret("dev:/", "A", "x");
        String foreign = valueAt(other.read("dev:/", "A").then().extract(), "secret.id");

        move(safe.asAdmin(), "prod:/app", false, foreign).then().statusCode(404);
        assertThat(other.value("dev:/", "A")).isEqualTo("x");
    }

    private Response move(RequestSpecification caller, String to, boolean overwrites, String... ids) {
        return caller.body(body(to, overwrites, ids)).post("/api/v4/secrets/move");
    }

    private Map<String, Object> body(String to, boolean overwrites, String... ids) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("projectId", safe.projectId.toString());
        body.put("sourceEnvironment", "dev");
        body.put("sourceSecretPath", "/");
        body.put("destinationEnvironment", to.substring(0, to.indexOf(':')));
        body.put("destinationSecretPath", to.substring(to.indexOf(':') + 1));
        body.put("secretIds", List.of(ids));
        body.put("shouldOverwrite", overwrites);
        return body;
    }

    private String id(String place, String key) {
        return valueAt(safe.read(place, key).then().statusCode(200).extract(), "secret.id");
    }
}
