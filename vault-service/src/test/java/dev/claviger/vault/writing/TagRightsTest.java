package dev.claviger.vault.writing;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.secret.Rules;
import dev.claviger.vault.secret.Safe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rights that depend on the tags of a secret (http-api.md 6.7). */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class TagRightsTest {
    private Safe safe;
    private String db;
    private String id;

    @BeforeEach
    void aSafe() {
        safe = Safe.fresh().folder("dev:/to");
        db = valueAt(
                safe.asAdmin()
                        .body(Map.of("slug", "db", "color", "red"))
                        .post("/api/v1/projects/" + safe.projectId + "/tags")
                        .then()
                        .statusCode(200)
                        .extract(),
                "tag.id");
        id = valueAt(safe.create("dev:/", "MARKED", Map.of("secretValue", "1", "tagIds", List.of(db))), "secret.id");
        safe.secret("dev:/", "PLAIN", "2");
        safe.secret("dev:/", "REFERS", "${MARKED}");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v4/secrets/MARKED, 200",
        "/api/v4/secrets/PLAIN, 403",
        "/api/v4/secrets/NOPE, 403",
        "/api/v4/secrets/id/{id}, 200",
        "/api/v1/secret/{id}/secret-versions, 200"
    })
    void T4_whatIsAllowedForATag_isAllowedForNothingElse(String route, int status) {
        String token = safe.ruled(Rules.allowTagged("db", "read"));

        safe.reads(token, "dev:/").get(route.replace("{id}", id)).then().statusCode(status);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v4/secrets/MARKED, 403",
        "/api/v4/secrets/PLAIN, 200",
        "/api/v4/secrets/NOPE, 404",
        "/api/v4/secrets/REFERS, 403",
        "/api/v4/secrets/id/{id}, 403",
        "/api/v1/secret/{id}/secret-versions, 403"
    })
    void T4_whatIsForbiddenForATag_isForbiddenOnEveryRoute(String route, int status) {
        String token = safe.ruled(Rules.allow("read"), Rules.forbidTagged("db", "read"));

        safe.reads(token, "dev:/").get(route.replace("{id}", id)).then().statusCode(status);
    }

    @Test
    void T4_listsLeaveOutWhatTheTagForbids() {
        String token = safe.ruled(Rules.allow("read"), Rules.forbidTagged("db", "read"));

        safe.reads(token, "dev:/")
                .queryParam("expandSecretReferences", false)
                .get("/api/v4/secrets")
                .then()
                .statusCode(200)
                .body(at("secrets.secretKey", contains("PLAIN", "REFERS")));
    }

    @Test
    void T18_aTagThatForbids_cannotBeTakenOff() {
        String token =
                safe.ruled(Rules.allow("read", "edit", "delete", "create"), Rules.forbidTagged("db", "edit", "delete"));

        update(token, "MARKED", Map.of("tagIds", List.of())).statusCode(403);
        update(token, "PLAIN", Map.of("tagIds", List.of(db))).statusCode(403);
        update(token, "PLAIN", Map.of("secretValue", "3")).statusCode(200);
        safe.as(token)
                .body(safe.body("dev:/", Map.of()))
                .delete("/api/v4/secrets/MARKED")
                .then()
                .statusCode(403);
        move(token, 403);
        safe.reads("dev:/").get("/api/v4/secrets/MARKED").then().body(at("secret.secretValue", equalTo("1")));
    }

    @Test
    void T18_whoMayEditWhatHasATag_doesNotPutItOnOthers_andKeepsItOn() {
        String token = safe.ruled(Rules.allowTagged("db", "read", "edit"));

        update(token, "MARKED", Map.of("secretValue", "new")).statusCode(200);
        update(token, "PLAIN", Map.of("tagIds", List.of(db))).statusCode(403);
        update(token, "MARKED", Map.of("tagIds", List.of())).statusCode(403);
        move(token, 403);
    }

    @Test
    void T18_otherTags_areNoWayToReadAValue() {
        String token = safe.ruled(Rules.allow("read", "edit"), Rules.forbidTagged("db", "readValue"));

        update(token, "MARKED", Map.of("tagIds", List.of())).statusCode(403);
        safe.as(token)
                .body(safe.body("dev:/", Map.of("tagSlugs", List.of("db"))))
                .delete("/api/v3/secrets/tags/MARKED")
                .then()
                .statusCode(403);
        update(token, "MARKED", Map.of("secretValue", "new", "tagIds", List.of(db)))
                .statusCode(200);
        update(token, "PLAIN", Map.of("tagIds", List.of(db)))
                .statusCode(200)
                .body(at("secret.secretValueHidden", equalTo(true)));
    }

    @Test
    void whatATagAllows_mayBeMoved() {
        String token = safe.ruled(Rules.allowTagged("db", "read", "delete", "create"));

        move(token, 200);
        safe.reads("dev:/to").get("/api/v4/secrets/MARKED").then().statusCode(200);
    }

    private ValidatableResponse update(String token, String key, Map<String, ?> content) {
        return safe.as(token)
                .body(safe.body("dev:/", content))
                .patch("/api/v4/secrets/" + key)
                .then();
    }

    private void move(String token, int status) {
        safe.as(token)
                .body(Map.of(
                        "projectId", safe.projectId,
                        "sourceEnvironment", "dev",
                        "sourceSecretPath", "/",
                        "destinationEnvironment", "dev",
                        "destinationSecretPath", "/to",
                        "secretIds", List.of(id)))
                .post("/api/v4/secrets/move")
                .then()
                .statusCode(status);
    }
}
