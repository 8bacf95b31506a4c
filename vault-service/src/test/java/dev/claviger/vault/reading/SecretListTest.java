package dev.claviger.vault.reading;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.secret.Rules;
import dev.claviger.vault.secret.Safe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class SecretListTest {
    private Safe safe;

    @BeforeEach
    void aSafe() {
        safe = Safe.fresh();
    }

    @Test
    void list_hasEveryFieldOfASecret() {
        // given
        safe.create(
                        "prod:/",
                        "DB_URL",
                        Map.of(
                                "secretValue",
                                "postgres://app:pw@db/app",
                                "secretComment",
                                "the main one",
                                "secretMetadata",
                                List.of(Map.of("key", "team", "value", "blue"))))
                .then()
                .statusCode(200);

        // when
        var response = safe.list("prod:/");

        // then
        response.then()
                .statusCode(200)
                .contentType("application/json")
                .header("ETag", matchesPattern("\"[A-Za-z0-9_-]{43}\""))
                .header("Cache-Control", "no-store")
                .body(at("imports", empty()))
                .body(at("secrets.size()", equalTo(1)))
                .body(at("secrets[0].id", matchesPattern("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab].*")))
                .body(at("secrets[0]._id", equalTo(valueAt(response, "secrets[0].id"))))
                .body(at("secrets[0].workspace", equalTo(safe.projectId.toString())))
                .body(at("secrets[0].environment", equalTo("prod")))
                .body(at("secrets[0].version", equalTo(1)))
                .body(at("secrets[0].type", equalTo("shared")))
                .body(at("secrets[0].secretKey", equalTo("DB_URL")))
                .body(at("secrets[0].secretValue", equalTo("postgres://app:pw@db/app")))
                .body(at("secrets[0].secretComment", equalTo("the main one")))
                .body(at("secrets[0].secretPath", equalTo("/")))
                .body(at("secrets[0].secretValueHidden", equalTo(false)))
                .body(at("secrets[0].skipMultilineEncoding", equalTo(false)))
                .body(at("secrets[0].secretReminderNote", nullValue()))
                .body(at("secrets[0].secretReminderRepeatDays", nullValue()))
                .body(at("secrets[0].secretMetadata[0].key", equalTo("team")))
                .body(at("secrets[0].secretMetadata[0].value", equalTo("blue")))
                .body(at("secrets[0].secretMetadata[0].isEncrypted", equalTo(false)))
                .body(at("secrets[0].tags", empty()))
                .body(at("secrets[0].isRotatedSecret", equalTo(false)))
                .body(at("secrets[0].rotationId", nullValue()))
                .body(at("secrets[0].actor.actorId", equalTo(safe.adminId.toString())))
                .body(at("secrets[0].actor.actorType", equalTo("identity")))
                .body(at("secrets[0].createdAt", matchesPattern("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z")))
                .body(at(
                        "secrets[0].updatedAt", matchesPattern("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z")));
    }

    @Test
    void list_isOrderedByKey() {
        safe.secret("dev:/", "B", "2").secret("dev:/", "a", "3").secret("dev:/", "A", "1");

        safe.list("dev:/").then().body(at("secrets.secretKey", contains("A", "B", "a")));
    }

    @ParameterizedTest(name = "{0} with {1}={2} shows {3}, imports {4}")
    @CsvSource({
        "/api/v4/secrets,,,v1,1",
        "/api/v4/secrets,expandSecretReferences,false,v${A},1",
        "/api/v4/secrets,includeImports,false,v1,0",
        "/api/v4/secrets,include_imports,false,v1,0",
        "/api/v3/secrets/raw,,,v${A},0",
        "/api/v3/secrets/raw,expandSecretReferences,true,v1,0",
        "/api/v3/secrets/raw,include_imports,true,v${A},1",
        "/api/v3/secrets/raw,includeImports,true,v${A},1",
        "/api/v3/secrets/raw,viewSecretValue,false,<hidden-by-infisical>,0",
        "/api/v4/secrets,viewSecretValue,false,<hidden-by-infisical>,1",
        "/api/v4/secrets,includePersonalOverrides,true,v1,1",
        "/api/v4/secrets,expandSecretReferences,'',v1,1"
    })
    void parameters_haveTheDefaultsOfTheirVersion(String route, String name, String value, String shown, int imports) {
        safe.secret("dev:/", "A", "1").secret("dev:/", "B", "v${A}").imports("dev:/", "prod:/");
        RequestSpecification request = safe.reads("dev:/");

        var response = (name == null ? request : request.queryParam(name, value)).get(route);

        response.then()
                .statusCode(200)
                .body(at("secrets[1].secretValue", equalTo(shown)))
                .body(at("imports.size()", equalTo(imports)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"projectId", "workspaceId", "projectSlug", "workspaceSlug"})
    void project_isNamedInAnySpelling(String spelling) {
        safe.secret("dev:/", "A", "1");
        String name = spelling.endsWith("Id") ? safe.projectId.toString() : safe.slug;

        for (String route : List.of("/api/v3/secrets/raw", "/api/v4/secrets")) {
            safe.asAdmin()
                    .queryParam(spelling, name)
                    .queryParam("environment", "dev")
                    .get(route)
                    .then()
                    .statusCode(200)
                    .body(at("secrets.secretKey", contains("A")));
        }
    }

    @Test
    void project_mayBeNamedTwice_whenOneIsEmpty() {
        safe.asAdmin()
                .queryParam("workspaceId", "")
                .queryParam("workspaceSlug", safe.slug)
                .queryParam("environment", "dev")
                .get("/api/v3/secrets/raw")
                .then()
                .statusCode(200);
    }

    @ParameterizedTest(name = "{0}?{1} -> {2} {3}")
    @CsvSource({
        "/api/v4/secrets,environment=dev,400,Missing project id or environment",
        "/api/v4/secrets,projectSlug=x,400,Missing project id or environment",
        "/api/v3/secrets/raw,environment=dev,400,You must provide workspaceSlug or workspaceId",
        "/api/v3/secrets/raw,workspaceSlug=x,400,Missing environment",
        "/api/v3/secrets/raw,workspaceSlug=nope&environment=dev,404,Project with slug 'nope' not found"
    })
    void missingParameters_haveTheirTexts(String route, String query, int status, String text) {
        safe.asAdmin().get(route + "?" + query).then().statusCode(status).body(at("message", equalTo(text)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "recursive=maybe",
                "secretPath=/a%00b",
                "secretPath=/a&secretPath=/b",
                "include_imports=true&includeImports=false",
                "environment=de%00v",
                "environment=%20",
                "metadataFilter=key",
                "metadataFilter=key=a,value=b%7C"
            })
    void wrongParameters_areRefused(String query) {
        safe.asAdmin()
                .urlEncodingEnabled(false)
                .get("/api/v4/secrets?projectId=" + safe.projectId
                        + (query.startsWith("environment") ? "&" : "&environment=dev&") + query)
                .then()
                .statusCode(422)
                .body(at("error", equalTo("ValidationFailure")));
        assertThat(safe.events("get-secrets"))
                .extracting(event -> event.getString("data.outcome"))
                .containsExactly("error");
    }

    @ParameterizedTest
    @CsvSource({"dev,/app", "dev,/app/", "dev,app", "' DEV ',app/"})
    void T1_placesHaveOneForm(String environment, String path) {
        safe.folder("dev:/app").secret("dev:/app", "KEY", "x");
        String token = safe.ruled(Rules.allowIn("dev:/app", "read"));

        safe.as(token)
                .queryParam("projectId", safe.projectId)
                .queryParam("environment", environment)
                .queryParam("secretPath", path)
                .get("/api/v4/secrets")
                .then()
                .statusCode(200)
                .body(at("secrets.secretKey", contains("KEY")))
                .body(at("secrets.secretPath", contains("/app")));
    }

    @Test
    void unknownPlaces_areEmpty() {
        safe.list("dev:/nope")
                .then()
                .statusCode(200)
                .body(at("secrets", empty()))
                .body(at("imports", empty()));
        safe.list("nope:/").then().statusCode(200).body(at("secrets", empty())).body(at("imports", empty()));
    }

    @ParameterizedTest
    @CsvSource({"dev:/a.b", "dev:/app/my folder/", "dev:/...", "my_env:/", "de v:/", "\u212Aelvin:/"})
    void T2_impossiblePlaces_areEmpty_likeUnknownOnes(String place) {
        safe.secret("dev:/", "KEY", "x").folder("dev:/b").secret("dev:/b", "KEY", "x");

        for (String route : List.of("/api/v3/secrets/raw", "/api/v4/secrets")) {
            safe.reads(place)
                    .get(route)
                    .then()
                    .statusCode(200)
                    .header("ETag", matchesPattern("\".+\""))
                    .body(at("secrets", empty()))
                    .body(at("imports", empty()));
        }
        assertThat(safe.events("get-secrets"))
                .hasSize(2)
                .allSatisfy(event -> assertThat(event.getString("data.outcome")).isEqualTo("success"));
    }

    @ParameterizedTest
    @CsvSource({
        "dev:/app//db",
        "dev:/a/../b",
        "dev:..",
        "dev:/.",
        "dev://",
        "dev:/a\\b",
        "dev:/\u2025",
        "dev:/sch\u00FCssel"
    })
    void T2_tricksWithPaths_areRefused(String place) {
        safe.reads(place).get("/api/v4/secrets").then().statusCode(422);
        safe.reads(place)
                .queryParam("recursive", true)
                .get("/api/v4/secrets")
                .then()
                .statusCode(422);
    }

    @Test
    void T4_impossiblePlaces_tellNothing_toWhoMayNothing() {
        String stranger = Safe.in(safe.orgId).member("admin");
        String powerless = safe.ruled(Rules.allow("create"));

        safe.reads(stranger, "dev:/a.b").get("/api/v4/secrets").then().statusCode(403);
        safe.reads(powerless, "dev:/a.b").get("/api/v4/secrets").then().statusCode(403);
    }

    @ParameterizedTest
    @CsvSource({"dev:/a.b,200,", "nope:/a.b,404,nope", "my_env:/,404,my_env"})
    void T2_impossiblePlaces_areLookedBelow_likeUnknownOnes(String place, int status, String environment) {
        var response = safe.reads(place).queryParam("recursive", true).get("/api/v4/secrets");

        response.then().statusCode(status);
        if (environment != null) {
            response.then()
                    .body(at(
                            "message",
                            equalTo("Environment with slug '%s' in project with ID %s not found"
                                    .formatted(environment, safe.projectId))));
        }
    }

    @Test
    void T2_whatIsLongerThanAnyName_isRefused() {
        safe.reads("dev:/" + "x".repeat(1000)).get("/api/v4/secrets").then().statusCode(422);
        safe.reads("d".repeat(65) + ":/").get("/api/v4/secrets").then().statusCode(422);
    }

    @Test
    void unknownEnvironment_isNotFound_whenRecursive() {
        safe.reads("nope:/")
                .queryParam("recursive", true)
                .get("/api/v4/secrets")
                .then()
                .statusCode(404)
                .body(at(
                        "message",
                        equalTo("Environment with slug 'nope' in project with ID %s not found"
                                .formatted(safe.projectId))));
    }

    @Test
    void recursive_putsParentsFirst() {
        safe.folder("dev:/b/c").folder("dev:/a");
        safe.secret("dev:/b/c", "X", "3").secret("dev:/a", "X", "2").secret("dev:/", "Z", "1");
        safe.secret("dev:/b", "X", "${Z}");

        safe.reads("dev:/")
                .queryParam("recursive", true)
                .get("/api/v3/secrets/raw")
                .then()
                .body(at("secrets.secretPath", contains("/", "/a", "/b", "/b/c")))
                .body(at("secrets.secretValue", contains("1", "2", "${Z}", "3")));
        safe.reads("dev:/b")
                .queryParam("recursive", true)
                .get("/api/v3/secrets/raw")
                .then()
                .body(at("secrets.secretPath", contains("/b", "/b/c")));
    }

    @Test
    void recursive_endsTwentyLevelsDown() {
        String deep = "/f".repeat(21);
        safe.folder("dev:" + deep);
        safe.secret("dev:" + deep, "TOO_DEEP", "x").secret("dev:" + deep.substring(2), "DEEP", "x");

        safe.reads("dev:/")
                .queryParam("recursive", true)
                .get("/api/v4/secrets")
                .then()
                .body(at("secrets.secretKey", contains("DEEP")));
    }

    @ParameterizedTest(name = "{0} keeps {1}")
    @CsvSource(
            delimiter = ';',
            value = {
                "key=team,value=blue; A B",
                "key=team,value=blue|key=tier,value=1; A",
                "key=team,value=red; ''",
                "key=TEAM,value=blue; ''"
            })
    void metadataFilter_keepsSecretsWithAllOfIt(String filter, String kept) {
        safe.create("dev:/", "A", metadata("team", "blue", "tier", "1"));
        safe.create("dev:/", "B", metadata("team", "blue", "tier", "2"));
        safe.secret("dev:/", "C", "x");

        List<String> keys = valueAt(
                safe.reads("dev:/")
                        .queryParam("metadataFilter", filter)
                        .get("/api/v4/secrets")
                        .then()
                        .statusCode(200)
                        .extract(),
                "secrets.secretKey");

        assertThat(String.join(" ", keys)).isEqualTo(kept);
    }

    @Test
    void tagSlugs_keepNothing_whereThereAreNoTags() {
        safe.secret("dev:/", "A", "1");

        safe.reads("dev:/")
                .queryParam("tagSlugs", "db,web")
                .get("/api/v4/secrets")
                .then()
                .body(at("secrets", empty()));
    }

    private static Map<String, ?> metadata(String... facts) {
        return Map.of(
                "secretValue",
                "x",
                "secretMetadata",
                List.of(Map.of("key", facts[0], "value", facts[1]), Map.of("key", facts[2], "value", facts[3])));
    }
}
