package dev.claviger.vault.leak;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.testkit.LogCanary;
import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.Person;
import dev.claviger.vault.RecordedEvents;
import dev.claviger.vault.secret.Safe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class LookupTest {
    private static final String VALUE = "s3cr3t+valu/e?=ä";

    private Safe safe;
    private LookupRoutes routes;

    @BeforeEach
    void aSafe() {
        safe = Safe.fresh().folder("prod:/app").secret("prod:/app", "TOKEN", VALUE);
        routes = new LookupRoutes(safe.orgId);
    }

    @Test
    void currentValue_isFound_withItsPlace() {
        JsonPath answer = routes.lookup(VALUE);

        assertThat(answer.getList("matches")).hasSize(1);
        assertThat(answer.getMap("matches[0]"))
                .containsEntry("projectId", safe.projectId.toString())
                .containsEntry("environment", "prod")
                .containsEntry("secretPath", "/app")
                .containsEntry("secretKey", "TOKEN")
                .containsEntry("secretId", idOf("prod:/app", "TOKEN"))
                .containsEntry("version", 1)
                .containsEntry("current", true)
                .containsEntry("rotated", false)
                .containsEntry("deleted", false)
                .containsEntry("variant", "exact");
        assertThat(answer.getInt("current")).isOne();
        assertThat(answer.getBoolean("complete")).isTrue();
        assertThat(answer.prettify()).doesNotContain(VALUE);
    }

    @Test
    void oldValue_isFound_asRotated() {
        safe.update("prod:/app", "TOKEN", Map.of("secretValue", "another value"))
                .then()
                .statusCode(200);

        JsonPath answer = routes.lookup(VALUE);

        assertThat(answer.getList("matches.version")).containsExactly(1);
        assertThat(answer.getBoolean("matches[0].current")).isFalse();
        assertThat(answer.getBoolean("matches[0].rotated")).isTrue();
        assertThat(answer.getString("matches[0].rotatedAt")).isNotNull();
        assertThat(answer.getInt("current")).isZero();
    }

    /** A comment makes a version, too. */
    @Test
    void oldVersion_whoseValueStayed_isNotRotated() {
        safe.update("prod:/app", "TOKEN", Map.of("secretComment", "mind the gap"))
                .then()
                .statusCode(200);

        JsonPath answer = routes.lookup(VALUE);

        assertThat(answer.getList("matches.version")).containsExactly(2, 1);
        assertThat(answer.getList("matches.current")).containsExactly(true, false);
        assertThat(answer.getList("matches.rotated")).containsExactly(false, false);
    }

    @Test
    void deletedSecret_isFound_whereItWas() {
        safe.delete("prod:/app", "TOKEN").then().statusCode(200);

        JsonPath answer = routes.lookup(VALUE);

        assertThat(answer.getMap("matches[0]"))
                .containsEntry("environment", "prod")
                .containsEntry("secretPath", "/app")
                .containsEntry("secretKey", "TOKEN")
                .containsEntry("current", false)
                .containsEntry("deleted", true);
        assertThat(answer.getString("matches[0].deletedAt")).isNotNull();
    }

    @Test
    void personalSecret_isFound_withItsOwner() {
        String ann = safe.person("member");
        safe.as(ann)
                .body(safe.body("prod:/app", Map.of("secretValue", "of ann alone", "type", "personal")))
                .post("/api/v4/secrets/TOKEN")
                .then()
                .statusCode(200);

        JsonPath answer = routes.lookup("of ann alone");

        assertThat(answer.getMap("matches[0]"))
                .containsEntry("type", "personal")
                .containsEntry("secretKey", "TOKEN")
                .containsEntry("secretPath", "/app")
                .containsEntry("current", true);
        assertThat(answer.getString("matches[0].userId")).isNotNull();
    }

    @Test
    void unknownValue_hasAnAnswerOfTheSameShape() {
        JsonPath answer = routes.lookup("nobody stored this");

        assertThat(answer.getList("matches")).isEmpty();
        assertThat(answer.getBoolean("complete")).isTrue();
        assertThat(answer.getMap("").keySet())
                .isEqualTo(routes.lookup(VALUE).getMap("").keySet());
    }

    @ParameterizedTest
    @CsvSource({"'\n',,without-newline", "'  ','\t\n',trimmed", "'  \"','\" ',unquoted", "'`','`',unquoted"})
    void text_thatHasSomethingAround_isFound(String before, String after, String variant) {
        String pasted = variant.equals("without-newline") ? VALUE + before : before + VALUE + after;

        assertThat(routes.lookup(pasted).getList("matches.variant")).containsExactly(variant);
    }

    @Test
    void encodedText_isFound() {
        byte[] bytes = VALUE.getBytes(UTF_8);
        byte[] line = (VALUE + "\n").getBytes(UTF_8);

        assertThat(variantOf(Base64.getEncoder().encodeToString(bytes))).isEqualTo("base64");
        assertThat(variantOf("\"" + Base64.getMimeEncoder(8, new byte[] {'\n'}).encodeToString(line) + "\""))
                .isEqualTo("base64");
        assertThat(variantOf("s3cr3t%2Bvalu%2Fe%3F%3D%C3%A4")).isEqualTo("percent");
        safe.secret("prod:/app", "LINE", "with a line end\n").secret("prod:/app", "URLISH", "a???>>>~~~b");
        assertThat(variantOf("with a line end")).isEqualTo("with-newline");
        assertThat(variantOf(Base64.getUrlEncoder().withoutPadding().encodeToString("a???>>>~~~b".getBytes(UTF_8))))
                .isEqualTo("base64url");
    }

    @Test
    void shortValue_isRefused_andHasNoFingerprint() {
        safe.secret("prod:/app", "SHORT", "1234567").secret("prod:/app", "EIGHT", "12345678");

        Response refused = routes.send("1234567");

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.asString()).contains("at least 8 bytes").doesNotContain("1234567");
        assertThat(routes.lookup("12345678").getList("matches.secretKey")).containsExactly("EIGHT");
        assertThat(safe.count(
                        "SELECT octet_length(fingerprint) FROM secret_version WHERE project_id = ? AND key = 'SHORT'",
                        safe.projectId))
                .isZero();
    }

    @Test
    void tooLongText_isRefused() {
        assertThat(routes.send("x".repeat((1 << 20) + 1)).statusCode()).isEqualTo(413);
        assertThat(routes.send("x".repeat(1 << 20)).statusCode()).isEqualTo(200);
    }

    @Test
    void T16_otherOrganisations_areNotFound() {
        Safe other = Safe.fresh().secret("dev:/", "THEIRS", VALUE);

        assertThat(routes.lookup(VALUE).getList("matches.secretKey")).containsExactly("TOKEN");
        assertThat(new LookupRoutes(other.orgId).lookup(VALUE).getList("matches.secretKey"))
                .containsExactly("THEIRS");
    }

    /** Whoever may not ask learns nothing, not even by asking badly. */
    @Test
    void T18_projectAdministrators_areRefused_alike_andRecorded() {
        List<String> answers = List.of(VALUE, "nobody stored this", "short").stream()
                .map(value -> safe.asAdmin()
                        .header("X-Request-Id", "same")
                        .body(Map.of("value", value))
                        .post("/api/x/leaks/lookup")
                        .then()
                        .statusCode(403)
                        .extract()
                        .asString()
                        .replaceAll("\"reqId\":\"[^\"]*\"", ""))
                .distinct()
                .toList();

        assertThat(answers).hasSize(1);
        assertThat(safe.events("lookup-leaked-value"))
                .hasSize(3)
                .allSatisfy(event -> assertThat(event.getString("data.outcome")).isEqualTo("denied"));
    }

    @Test
    void lookup_isRecorded_withWhatItFound() {
        var _ = routes.lookup(VALUE);
        var _ = routes.lookup("nobody stored this");

        List<JsonPath> events = safe.events("lookup-leaked-value");

        assertThat(events).hasSize(2);
        assertThat(events.getFirst().getInt("data.metadata.matches")).isOne();
        assertThat(events.getFirst().getMap("data.metadata.found[0]"))
                .containsEntry("secretId", idOf("prod:/app", "TOKEN"))
                .containsEntry("version", 1)
                .containsEntry("projectId", safe.projectId.toString());
        assertThat(events.getLast().getInt("data.metadata.matches")).isZero();
    }

    @Test
    void T13_value_isNowhereButInTheTable() {
        String mark = LogCanary.mark("leak");
        safe.secret("dev:/", "CANARY", mark);
        Person stranger = Person.in(safe.orgId);
        try (LogCanary canary = LogCanary.listen()) {
            assertThat(routes.send(mark).asString()).doesNotContain(mark);
            assertThat(routes.send("%zz" + mark).asString()).doesNotContain(mark);
            assertThat(routes.send(mark + "x".repeat(1 << 20)).asString()).doesNotContain(mark);
            for (String body : List.of(
                    "{\"value\":[\"" + mark + "\"]}", "{\"value\":\"" + mark, "{\"value\":\"" + mark + "\"} }")) {
                assertThat(stranger.sends(body).post("/api/x/leaks/lookup").asString())
                        .doesNotContain(mark);
            }
            canary.assertSilent(mark);
        }
        assertThat(RecordedEvents.of(safe.orgId))
                .allSatisfy(event -> assertThat(event.prettify()).doesNotContain(mark));
        assertThat(RestAssured.get("/q/metrics").asString()).doesNotContain(mark);
    }

    @Test
    void redactedVersion_isNotFoundAnyMore() throws SQLException {
        safe.update("prod:/app", "TOKEN", Map.of("secretValue", "another value"))
                .then()
                .statusCode(200);
        String versionId = firstVersionId();

        safe.asAdmin()
                .delete("/api/v2/secret-versions/" + versionId + "/redact-value")
                .then()
                .statusCode(200);

        assertThat(routes.lookup(VALUE).getList("matches")).isEmpty();
    }

    @Test
    void deletedProject_isNotFoundAnyMore() {
        safe.asAdmin().delete("/api/v1/projects/" + safe.projectId).then().statusCode(200);

        JsonPath answer = routes.lookup(VALUE);

        assertThat(answer.getList("matches")).isEmpty();
        assertThat(answer.getBoolean("complete")).isTrue();
        assertThat(safe.count("SELECT count(*) FROM secret_version WHERE project_id = ?", safe.projectId))
                .isZero();
    }

    private String firstVersionId() throws SQLException {
        try (Connection database = RealEngines.connectAsSuperuser("vault");
                Statement statement = database.createStatement();
                ResultSet found =
                        statement.executeQuery("SELECT id FROM secret_version WHERE version = 1 AND project_id = '%s'"
                                .formatted(safe.projectId))) {
            assertThat(found.next()).isTrue();
            return found.getString(1);
        }
    }

    private Object variantOf(String pasted) {
        List<Object> variants = routes.lookup(pasted).getList("matches.variant");
        assertThat(variants).hasSize(1);
        return variants.getFirst();
    }

    private String idOf(String place, String key) {
        return safe.read(place, key).jsonPath().getString("secret.id");
    }
}
