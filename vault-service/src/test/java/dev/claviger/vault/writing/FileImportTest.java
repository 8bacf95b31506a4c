package dev.claviger.vault.writing;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
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
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class FileImportTest {
    private static final String JSON = """
            {"BLANKS":"  a \\t","CR":"a\\r\\nb","QUOTES":"it's \\"$5\\" \\\\","NULL":"null","EMPTY":"","LINES":"a\\nb\\n","KEY":"\uD83D\uDD11"}""";

    private Safe safe;

    @BeforeEach
    void aSafe() {
        safe = Safe.fresh();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dotenv", "json", "yaml"})
    void export_isTakenInAgainWithoutLoss(String format) {
        take("json", "dev:/", JSON).then().statusCode(200);
        String file = exported("dev:/", format, Map.of());

        take(format, "prod:/", file)
                .then()
                .statusCode(200)
                .body(at("folders.created", contains(7)))
                .body(at("folders.secretPath", contains("/")));

        assertThat(safe.value("prod:/", "BLANKS")).isEqualTo("  a \t");
        assertThat(exported("prod:/", "json", Map.of())).isEqualTo(exported("dev:/", "json", Map.of()));
    }

    @Test
    void export_holdsFoldersAndDetails_andAnImportIsOneRevision() {
        safe.folder("dev:/app/db").folder("prod:/app/db");
        safe.create("dev:/app", "A", Map.of("secretValue", "1", "secretComment", "why"));
        safe.secret("dev:/app/db", "A", "${dev.app.A}");
        String file = exported("dev:/app", "yaml", Map.of("recursive", "true", "details", "true"));
        int before = revision();

        take("yaml", "prod:/app", file)
                .then()
                .statusCode(200)
                .body(at("folders.secretPath", contains("/app", "/app/db")))
                .body(at("folders.created", contains(1, 1)));

        assertThat(revision()).isEqualTo(before + 1);
        safe.read("prod:/app", "A").then().body(at("secret.secretComment", equalTo("why")));
        assertThat(exported("prod:/app/db", "dotenv", Map.of())).isEqualTo("A='${dev.app.A}'\n");
        assertThat(exported("prod:/app/db", "dotenv", Map.of("expandSecretReferences", "true")))
                .isEqualTo("A='1'\n");
    }

    @Test
    void export_takesTheNearestOfImportedSecrets() {
        safe.folder("dev:/shared").imports("dev:/", "dev:/shared");
        safe.secret("dev:/shared", "A", "far").secret("dev:/shared", "B", "far").secret("dev:/", "A", "near");

        assertThat(exported("dev:/", "dotenv", Map.of("includeImports", "true")))
                .isEqualTo("A='near'\nB='far'\n");
        assertThat(exported("dev:/", "dotenv", Map.of())).isEqualTo("A='near'\n");
    }

    @Test
    void modes_failSkipAndOverwrite() {
        safe.secret("dev:/", "SAME", "1").secret("dev:/", "OTHER", "1");
        String file = "SAME=1\nOTHER=2\nNEW=3\n";

        take("dotenv", "dev:/", file).then().statusCode(400).body(containsString("already exists"));
        assertThat(safe.read("dev:/", "NEW").statusCode()).isEqualTo(404);

        String plan = body(take("dotenv", "dev:/", file, "overwrite", true));
        assertThat(safe.value("dev:/", "OTHER")).isEqualTo("1");
        String done = body(take("dotenv", "dev:/", file, "overwrite", false));
        assertThat(plan.replace("\"dryRun\":true", "\"dryRun\":false")).isEqualTo(done);
        assertThat(done)
                .contains("\"created\":1", "\"updated\":1", "\"unchanged\":1", "\"skipped\":0")
                .contains("{\"secretKey\":\"SAME\",\"result\":\"unchanged\"}");
        safe.read("dev:/", "SAME").then().body(at("secret.version", equalTo(1)));

        take("dotenv", "dev:/", "SAME=9\nMORE=9", "skip", false)
                .then()
                .statusCode(200)
                .body(at("folders.skipped", contains(1)))
                .body(at("folders.created", contains(1)));
        assertThat(safe.value("dev:/", "SAME")).isEqualTo("1");
    }

    @Test
    void report_hasEqualDigestsAndNoValue() {
        Response answer = take("dotenv", "dev:/", "A=canary-4711");

        answer.then().statusCode(200).body(not(containsString("canary")));
        String digest = digest(answer, "sentDigest");
        assertThat(digest).hasSizeGreaterThan(20).isEqualTo(digest(answer, "storedDigest"));
        assertThat(digest(take("dotenv", "prod:/", "A=canary-4712"), "sentDigest"))
                .isNotEqualTo(digest);
    }

    @Test
    void T14_importAndExportAreRecorded() {
        take("dotenv", "dev:/", "A=1\nB=2").then().statusCode(200);
        var _ = exported("dev:/", "json", Map.of());
        take("dotenv", "dev:/", "A=1", "overwrite", true).then().statusCode(200);

        assertThat(safe.events("create-secrets"))
                .singleElement()
                .satisfies(
                        event -> assertThat(event.getList("data.secrets.key")).isEqualTo(List.of("A", "B")));
        assertThat(safe.events("get-secrets"))
                .hasSize(2)
                .allSatisfy(
                        event -> assertThat(event.getList("data.secrets.key")).contains("A"));
        assertThat(safe.events("update-secrets")).isEmpty();
    }

    @Test
    void T4_exportIsRefusedWhereOneValueMayNotBeRead() {
        safe.secret("dev:/", "OPEN", "1").secret("dev:/", "CLOSED", "2");
        String some = safe.ruled(
                Rules.allowIn("dev:/", "describeSecret", "readValue"), Rules.forbidNamed("CLOSED", "readValue"));

        safe.reads(some, "dev:/")
                .queryParam("format", "json")
                .get("/api/x/export")
                .then()
                .statusCode(403);
        safe.reads(safe.token(UUID.randomUUID()), "dev:/")
                .queryParam("format", "json")
                .get("/api/x/export")
                .then()
                .statusCode(403);
    }

    @Test
    void T4_importTakesTheRightsOfOrdinaryWrites() {
        safe.secret("dev:/", "A", "1");

        post(safe.as(safe.member("viewer")), "dotenv", "dev:/", "B=1", "fail", false)
                .then()
                .statusCode(403);
        post(safe.as(safe.member("viewer")), "dotenv", "dev:/", "A=1", "overwrite", true)
                .then()
                .statusCode(403);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            dotenv | A                      | 400
            dotenv | #                      | 422
            dotenv | A B=1                  | 400
            json   | {"A":null}             | 400
            json   | {"/a b":{"A":"1"}}     | 422
            json   | {"/none":{"A":"1"}}    | 404
            json   | {"A b":"1"}            | 422
            xml    | <a/>                   | 422
            """)
    void badFiles_changeNothing(String format, String file, int status) {
        int before = revision();

        take(format, "dev:/", file).then().statusCode(status);

        assertThat(revision()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"format=xml", "format=dotenv&details=true", "format=json&recursive=true&includeImports=true"})
    void badWishes_areRefused(String query) {
        safe.reads("dev:/").get("/api/x/export?" + query).then().statusCode(422);
    }

    private String exported(String place, String format, Map<String, String> more) {
        return safe.reads(place)
                .queryParam("format", format)
                .queryParams(more)
                .get("/api/x/export")
                .then()
                .statusCode(200)
                .header("Cache-Control", "no-store")
                .extract()
                .asString();
    }

    private Response take(String format, String place, String file) {
        return take(format, place, file, "fail", false);
    }

    private Response take(String format, String place, String file, String mode, boolean dryRun) {
        return post(safe.asAdmin(), format, place, file, mode, dryRun);
    }

    private Response post(
            RequestSpecification request, String format, String place, String file, String mode, boolean dryRun) {
        int colon = place.indexOf(':');
        return request.contentType("application/octet-stream")
                .queryParam("projectId", safe.projectId)
                .queryParam("environment", place.substring(0, colon))
                .queryParam("secretPath", place.substring(colon + 1))
                .queryParam("mode", mode)
                .queryParam("dryRun", dryRun)
                .body(file.getBytes(UTF_8))
                .post("/api/x/import/" + format);
    }

    private static String digest(Response answer, String which) {
        return valueAt(answer.then().extract(), "folders[0]." + which);
    }

    private static String body(Response response) {
        return response.then().statusCode(200).extract().asString();
    }

    private int revision() {
        return safe.count("SELECT revision FROM project WHERE id = ?", safe.projectId);
    }
}
