package dev.claviger.vault.reading;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.secret.Rules;
import dev.claviger.vault.secret.Safe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Imports with {@code isReplication}: rights in the importing folder are enough, whatever they are at the source. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class LendingImportTest {
    private static final String ROUTE = "/api/v1/secret-imports";

    private Safe safe;
    private String reader;

    @BeforeEach
    void aReaderOfOneFolder() {
        safe = Safe.fresh().folder("dev:/f").folder("prod:/a").folder("prod:/b");
        safe.secret("prod:/a", "A", "a");
        reader = safe.ruled(Rules.allowIn("dev:/f", "readValue", "describeSecret"));
    }

    @Test
    void block_showsTheSource_whereItIsBorrowed() {
        String id = safe.borrows("dev:/f", "prod:/a");

        list(reader)
                .then()
                .statusCode(200)
                .body(at("imports", hasSize(1)))
                .body(at("imports[0].secretPath", equalTo("/__reserve_replication_" + id)))
                .body(at("imports[0].environment", equalTo("dev")))
                .body(at("imports[0].secrets[0].secretKey", equalTo("A")))
                .body(at("imports[0].secrets[0].secretValue", equalTo("a")))
                .body(at("imports[0].secrets[0].environment", equalTo("dev")))
                .body(at("imports[0].secrets[0].secretPath", equalTo("/__reserve_replication_" + id)));
        read(reader, "A").then().statusCode(200).body(at("secret.secretValue", equalTo("a")));
    }

    @Test
    void record_namesTheSecretWhereItStands() {
        safe.borrows("dev:/f", "prod:/a");

        read(reader, "A").then().statusCode(200);

        assertThat(safe.events("get-secret")).last().satisfies(event -> {
            assertThat(event.getString("data.secrets[0].environment")).isEqualTo("prod");
            assertThat(event.getString("data.secrets[0].secretPath")).isEqualTo("/a");
            assertThat(event.getInt("data.secrets[0].version")).isEqualTo(1);
        });
    }

    @Test
    void change_ofTheSource_isInTheNextRead() {
        safe.borrows("dev:/f", "prod:/a");
        String tag = list(reader).header("ETag");

        safe.update("prod:/a", "A", Map.of("secretValue", "a2")).then().statusCode(200);

        safe.reads(reader, "dev:/f")
                .header("If-None-Match", tag)
                .get("/api/v4/secrets")
                .then()
                .statusCode(200)
                .body(at("imports[0].secrets[0].secretValue", equalTo("a2")));
    }

    @Test
    void T4_source_staysClosed() {
        safe.borrows("dev:/f", "prod:/a");
        String id = valueAt(safe.read("prod:/a", "A"), "secret.id");

        safe.reads(reader, "prod:/a").get("/api/v4/secrets").then().statusCode(403);
        safe.reads(reader, "prod:/a").get("/api/v4/secrets/A").then().statusCode(403);
        safe.as(reader).get("/api/v4/secrets/id/" + id).then().statusCode(403);
    }

    @Test
    void T4_rulesOfTheImportingFolder_decideByNameAndTag() {
        String tag = valueAt(
                safe.asAdmin()
                        .body(Map.of("slug", "open", "color", ""))
                        .post("/api/v1/projects/%s/tags".formatted(safe.projectId)),
                "tag.id");
        safe.create("prod:/a", "TAGGED", Map.of("secretValue", "t", "tagIds", List.of(tag)));
        safe.borrows("dev:/f", "prod:/a");
        String byTag = safe.ruled(Rules.allowIn("dev:/f", "describeSecret"), Rules.allowTagged("open", "readValue"));
        String byName = safe.ruled(
                Rules.allowIn("dev:/f", "readValue", "describeSecret"), Rules.forbidNamed("TAGGED", "readValue"));

        list(byTag).then().body(at("imports[0].secrets.secretValue", contains("t")));
        list(byName).then().body(at("imports[0].secrets.secretValue", contains("a")));
    }

    @Test
    void references_leadToWhatStandsBeside_andNoFurther() {
        safe.secret("prod:/a", "BESIDE", "${A}!").secret("prod:/b", "B", "b");
        safe.borrows("dev:/f", "prod:/a");

        list(reader).then().body(at("imports[0].secrets.secretValue", contains("a", "a!")));

        safe.update("prod:/a", "BESIDE", Map.of("secretValue", "${prod.b.B}"));
        list(reader).then().statusCode(403).body(at("message", containsString("environment 'prod' at path '/b'")));
    }

    /** A reference from the importing folder is no import: it takes the right where it leads. */
    @Test
    void T5_lending_isNoRightToRefer() {
        safe.borrows("dev:/f", "prod:/a");
        safe.secret("dev:/f", "OWN", "${prod.a.A}");

        list(reader).then().statusCode(403);
        read(reader, "OWN").then().statusCode(403);
    }

    @Test
    void T5_loansDoNotChain() {
        safe.secret("prod:/b", "B", "b");
        safe.imports("prod:/a", "prod:/b");
        safe.borrows("dev:/f", "prod:/a");

        list(reader).then().body(at("imports[0].secrets.secretKey", contains("A")));
    }

    @Test
    void T5_aLoanOfALoan_takesARightInBetween() {
        safe.secret("prod:/b", "B", "b");
        safe.borrows("prod:/a", "prod:/b");
        safe.borrows("dev:/f", "prod:/a");
        String between = safe.ruled(
                Rules.allowIn("dev:/f", "readValue", "describeSecret"),
                Rules.allowIn("prod:/a", "readValue", "describeSecret"));

        list(reader).then().body(at("imports[0].secrets.secretKey", contains("A")));
        list(between).then().body(at("imports[0].secrets.secretKey", contains("A", "B")));
    }

    @Test
    void T18_lending_takesTheRightToAllOfTheSource() {
        String partial = safe.ruled(
                Rules.allowIn("prod:/a", "readValue", "describeSecret"),
                Rules.forbidNamed("LATER", "readValue"),
                Rules.allowOn("secret-imports", "create"));

        safe.borrow(partial, "dev:/f", "prod:/a", true)
                .then()
                .statusCode(403)
                .body(at("details.missingPermissions", notNullValue()));

        assertThat(safe.events("create-secret-import"))
                .singleElement()
                .satisfies(event -> assertThat(event.getString("data.outcome")).isEqualTo("denied"));
        safe.list("dev:/f").then().body(at("imports", empty()));
        safe.borrow(partial, "dev:/f", "prod:/a", false).then().statusCode(200);
    }

    @Test
    void T18_lending_cannotBePointedElsewhere_withoutTheRightToAllOfThat() {
        String id = safe.borrows("dev:/f", "prod:/a");
        String partial = safe.ruled(
                Rules.allow("readValue", "describeSecret"),
                Rules.forbidNamed("LATER", "readValue"),
                Rules.allowOn("secret-imports", "edit"));

        safe.as(partial)
                .body(body("dev:/f", Map.of("import", Map.of("environment", "prod", "path", "/b"))))
                .patch(ROUTE + "/" + id)
                .then()
                .statusCode(403);

        list(reader).then().body(at("imports[0].secrets.secretKey", contains("A")));
    }

    @Test
    void whoCan_namesWhereItIsLentTo() {
        safe.borrows("dev:/f", "prod:/a");
        safe.imports("dev:/", "prod:/a");

        safe.asAdmin()
                .queryParam("projectId", safe.projectId)
                .queryParam("environment", "prod")
                .queryParam("secretPath", "/a")
                .queryParam("secretName", "A")
                .queryParam("action", "readValue")
                .get("/api/x/who-can")
                .then()
                .statusCode(200)
                .body(at("lentTo.environment", contains("dev")))
                .body(at("lentTo.secretPath", contains("/f")));
    }

    @Test
    void resync_hasNothingToDo_andIsRecorded() {
        String id = safe.borrows("dev:/f", "prod:/a");
        String plain = valueAt(safe.borrow(safe.token(safe.adminId), "dev:/f", "prod:/b", false), "secretImport.id");

        resync(id).then().statusCode(200).body(at("message", notNullValue()));
        resync(plain).then().statusCode(400);
        safe.as(reader)
                .body(body("dev:/f", Map.of()))
                .post(ROUTE + "/" + id + "/replication-resync")
                .then()
                .statusCode(403);

        assertThat(safe.events("update-secret-import"))
                .extracting(event -> event.getString("data.outcome"))
                .startsWith("success")
                .endsWith("denied");
    }

    private Response resync(String id) {
        return safe.asAdmin().body(body("dev:/f", Map.of())).post(ROUTE + "/" + id + "/replication-resync");
    }

    private Response list(String token) {
        return safe.reads(token, "dev:/f").get("/api/v4/secrets");
    }

    private Response read(String token, String key) {
        return safe.reads(token, "dev:/f").get("/api/v4/secrets/" + key);
    }

    private Map<String, Object> body(String place, Map<String, ?> content) {
        Map<String, Object> body = new LinkedHashMap<>(safe.body(place, content));
        body.put("workspaceId", body.remove("projectId"));
        body.put("path", body.remove("secretPath"));
        return body;
    }
}
