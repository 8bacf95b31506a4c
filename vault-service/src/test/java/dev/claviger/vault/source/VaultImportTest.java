package dev.claviger.vault.source;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.secret.Safe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets move over from a key-value engine of Vault. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class VaultImportTest {
    private Safe safe;
    private KvEngine engine;

    @BeforeEach
    void anEngine() throws IOException {
        safe = Safe.fresh();
        engine = new KvEngine()
                .entry("app/db", "{\"USER\":\"app\",\"PASSWORD\":\"canary-value-4711\"}")
                .entry("app/db/replica", "{\"HOST\":\"r1\"}")
                .entry("app/flags", "{\"RATIO\":1.10,\"ON\":true,\"LIST\":[1,\"two\"]}")
                .entry("other", "{\"X\":\"y\"}");
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    @Test
    void tree_becomesFolders_inOneRevision_withAReportThatCanBeChecked() {
        int before = revision();

        Response report = take("dev:/", Map.of("path", "app"));

        report.then()
                .statusCode(200)
                .body(at("folders.secretPath", contains("/db", "/db/replica", "/flags")))
                .body(at("folders.created", contains(2, 1, 3)))
                .body(at("leftOut.size()", equalTo(0)))
                .body(not(containsString("canary")));
        assertThat(revision()).isEqualTo(before + 1);
        assertThat((String) valueAt(report, "folders[0].sentDigest"))
                .isEqualTo(valueAt(report, "folders[0].storedDigest"));
        assertThat(safe.value("dev:/db", "PASSWORD")).isEqualTo("canary-value-4711");
        assertThat(safe.value("dev:/db/replica", "HOST")).isEqualTo("r1");
        assertThat(safe.value("dev:/flags", "RATIO")).isEqualTo("1.10");
        assertThat(safe.value("dev:/flags", "ON")).isEqualTo("true");
        assertThat(safe.value("dev:/flags", "LIST")).isEqualTo("[1,\"two\"]");
        safe.read("dev:/db", "USER")
                .then()
                .body(at("secret.secretMetadata.key", contains("owner")))
                .body(at("secret.secretMetadata.value", contains("blue")));
    }

    @Test
    void singleEntry_goesIntoTheFolderItself() {
        take("dev:/", Map.of("path", "/app/db/", "recursive", false)).then().statusCode(200);

        assertThat(safe.value("dev:/", "USER")).isEqualTo("app");
        assertThat(safe.value("dev:/replica", "HOST")).isEqualTo("r1");
    }

    @Test
    void dryRun_tellsTheSame_andKeepsNothing() {
        int before = revision();

        take("dev:/", Map.of("path", "app"), Map.of("dryRun", true))
                .then()
                .statusCode(200)
                .body(at("folders.created", contains(2, 1, 3)));

        assertThat(revision()).isEqualTo(before);
        safe.read("dev:/db", "USER").then().statusCode(404);
    }

    @Test
    void secondTime_findsAllUnchanged() {
        take("dev:/", Map.of("path", "app")).then().statusCode(200);

        take("dev:/", Map.of("path", "app"), Map.of("mode", "overwrite"))
                .then()
                .statusCode(200)
                .body(at("folders.unchanged", contains(2, 1, 3)));
    }

    @Test
    void whatIsDeletedThere_isLeftOut_andSaidSo() {
        engine = engine.entry("app/old", "");

        take("dev:/", Map.of("path", "app"))
                .then()
                .statusCode(200)
                .body(at("leftOut.path", contains("/old")))
                .body(at("leftOut[0].reason", containsString("deleted")));
    }

    @Test
    void namesThatDoNotFit_stopIt_unlessTheyAreToBeLeftOut() {
        engine = engine.entry("app/bad", "{\"two words\":\"canary-value-1\",\"NULL\":null,\"GOOD\":\"1\"}");
        int before = revision();

        take("dev:/", Map.of("path", "app"))
                .then()
                .statusCode(400)
                .body(at(
                        "message",
                        allOf(containsString("two words"), containsString("NULL"), not(containsString("canary")))));
        assertThat(revision()).isEqualTo(before);

        take("dev:/", Map.of("path", "app", "leaveOut", true))
                .then()
                .statusCode(200)
                .body(at("leftOut.name", containsInAnyOrder("NULL", "two words")));
        assertThat(safe.value("dev:/bad", "GOOD")).isEqualTo("1");
    }

    /** Whatever breaks at whatever request, nothing is written and nothing of the answer is repeated. */
    @ParameterizedTest
    @CsvSource({
        "/metadata/app,403",
        "/metadata/app/db,500",
        "/data/app/db,403",
        "/data/app/db/replica,503",
        "/data/app/flags,429"
    })
    void failureInTheMiddle_changesNothing(String end, int status) {
        engine.fail(end, status);
        int before = revision();

        take("dev:/", Map.of("path", "app"))
                .then()
                .statusCode(400)
                .body(at("message", allOf(containsString(String.valueOf(status)), not(containsString("hunter2")))));

        assertThat(revision()).isEqualTo(before);
    }

    @Test
    void wrongToken_wrongMount_andEmptyPath_areTold() {
        take("dev:/", Map.of("token", "wrong")).then().statusCode(400).body(containsString("credentials"));
        take("dev:/", Map.of("mount", "kv")).then().statusCode(400).body(containsString("nothing to take"));
        take("dev:/", Map.of("path", "nowhere")).then().statusCode(400).body(containsString("nothing to take"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "no address", "ftp://127.0.0.1/", "http://127.0.0.1:1/?x", "https://user:pw@127.0.0.1/"})
    void T8_addressesThatAreNone_areRefused(String url) {
        assertThat(take("dev:/", Map.of("url", url)).statusCode()).isIn(400, 422);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://169.254.169.254/latest", "http://10.0.0.1", "http://[::1]:8200"})
    void T8_privateAddresses_areOutOfReach(String url) {
        assertThat(take("dev:/", Map.of("url", url)).statusCode()).isIn(400, 403, 503);
    }

    @Test
    void T4_whoMayNotWriteThere_makesTheServiceCallNobody() {
        post(safe.as(safe.member("viewer")), "dev:/", Map.of("path", "app"), Map.of())
                .then()
                .statusCode(403);
        post(safe.as(safe.token(UUID.randomUUID())), "dev:/", Map.of(), Map.of())
                .then()
                .statusCode(403);

        assertThat(engine.requests()).isZero();
    }

    @Test
    void T13_neitherTokenNorValueIsRecorded() {
        take("dev:/", Map.of("path", "app")).then().statusCode(200);

        assertThat(safe.events("create-folder")).hasSize(3);
        assertThat(safe.events("create-secrets")).hasSize(3).allSatisfy(event -> {
            assertThat(event.getString("data.metadata.importedFrom")).isEqualTo("vault-kv");
            assertThat(event.prettify()).doesNotContain("canary");
        });
    }

    private Response take(String place, Map<String, Object> source) {
        return take(place, source, Map.of());
    }

    private Response take(String place, Map<String, Object> source, Map<String, Object> query) {
        return post(safe.asAdmin(), place, source, query);
    }

    private Response post(
            RequestSpecification request, String place, Map<String, Object> source, Map<String, Object> query) {
        Map<String, Object> body = new HashMap<>(Map.of("url", engine.url(), "token", KvEngine.TOKEN));
        body.putAll(source);
        int colon = place.indexOf(':');
        return request.queryParam("projectId", safe.projectId)
                .queryParam("environment", place.substring(0, colon))
                .queryParam("secretPath", place.substring(colon + 1))
                .queryParams(query)
                .body(body)
                .post("/api/x/import/from/vault-kv");
    }

    private int revision() {
        return safe.count("SELECT revision FROM project WHERE id = ?", safe.projectId);
    }
}
