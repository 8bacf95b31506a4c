package dev.claviger.sync.dynamicsecret;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.claviger.sync.VaultStub;
import dev.claviger.testkit.EventTap;
import dev.claviger.testkit.LogCanary;
import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Definitions, against the PostgreSQL of the tests. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "sync"))
@QuarkusTestResource(VaultStub.class)
class DynamicSecretTest {
    private static final String ROUTE = "/api/v1/dynamic-secrets";

    private final UUID org = UUID.randomUUID();
    private final UUID project = UUID.randomUUID();
    private final String keeper = token(
            "read-root-credential",
            "create-root-credential",
            "edit-root-credential",
            "delete-root-credential",
            "lease");
    private final Map<String, String> database = RealEngines.config("auth");
    private final String password = database.getOrDefault("claviger.database.password", "");

    private String token(String... rights) {
        return VaultStub.allowed(
                        TestTokens.identity().orgId(org),
                        project,
                        List.of(rights).stream()
                                .map(right -> right + " dynamic-secrets")
                                .toArray(String[]::new))
                .make();
    }

    private Map<String, Object> inputs() {
        return new HashMap<>(Map.of(
                "client", "postgres",
                "host", "127.0.0.1",
                "port", RealEngines.postgres().port(),
                "database", "auth",
                "username", database.getOrDefault("claviger.database.username", ""),
                "password", password,
                "creationStatement", "CREATE ROLE \"{{username}}\" LOGIN PASSWORD '{{password}}'",
                "revocationStatement", "DROP ROLE \"{{username}}\""));
    }

    private Map<String, Object> place() {
        return new HashMap<>(Map.of("projectSlug", project.toString(), "environmentSlug", "prod", "path", "/app"));
    }

    private Map<String, Object> body(String name, Map<String, ?> inputs) {
        Map<String, Object> body = place();
        body.put("name", name);
        body.put("provider", Map.of("type", "sql-database", "inputs", inputs));
        body.put("defaultTTL", "1h");
        return body;
    }

    private static Response post(String token, Map<String, ?> body) {
        return given().auth()
                .oauth2(token)
                .contentType("application/json")
                .body(body)
                .post(ROUTE);
    }

    private Response patch(String token, String name, Map<String, ?> data) {
        Map<String, Object> body = place();
        body.put("data", data);
        return given().auth()
                .oauth2(token)
                .contentType("application/json")
                .body(body)
                .patch(ROUTE + "/" + name);
    }

    private Response get(String token, String below) {
        return given().auth()
                .oauth2(token)
                .queryParam("projectSlug", project.toString())
                .queryParam("environmentSlug", "prod")
                .queryParam("path", "/app")
                .get(ROUTE + below);
    }

    /** Terraform compares all that it has sent, the password too. */
    @Test
    void create_returnsWhatWasGiven() {
        Map<String, Object> inputs = inputs();
        inputs.put("renewStatement", "ALTER ROLE \"{{username}}\" VALID UNTIL '{{expiration}}'");
        inputs.put("passwordRequirements", Map.of("length", 30, "required", Map.of("lowercase", 2, "digits", 1)));
        Map<String, Object> body = body("orders", inputs);
        body.put("maxTTL", "7d");
        body.put("metadata", List.of(Map.of("key", "team", "value", "harbour")));
        body.put("usernameTemplate", "v_{{randomUsername}}");

        post(keeper, body)
                .then()
                .statusCode(200)
                .body("dynamicSecret.id", notNullValue())
                .body("dynamicSecret.name", equalTo("orders"))
                .body("dynamicSecret.version", equalTo(1))
                .body("dynamicSecret.type", equalTo("sql-database"))
                .body("dynamicSecret.defaultTTL", equalTo("1h"))
                .body("dynamicSecret.maxTTL", equalTo("7d"))
                .body("dynamicSecret.folderId", notNullValue())
                .body("dynamicSecret.status", nullValue())
                .body("dynamicSecret.metadata[0].value", equalTo("harbour"))
                .body("dynamicSecret.usernameTemplate", equalTo("v_{{randomUsername}}"));
        Response shown = get(keeper, "/orders");
        shown.then().statusCode(200).body("dynamicSecret.inputs.sslRejectUnauthorized", equalTo(true));
        inputs.forEach((name, value) -> {
            if (value instanceof String || value instanceof Integer) {
                assertThat(shown.<Object>path("dynamicSecret.inputs." + name))
                        .as(name)
                        .isEqualTo(value);
            }
        });
        assertThat(shown.<Integer>path("dynamicSecret.inputs.passwordRequirements.length"))
                .isEqualTo(30);
        get(keeper, "")
                .then()
                .statusCode(200)
                .body("dynamicSecrets.name", hasItem("orders"))
                .body("dynamicSecrets[0].inputs", nullValue());
    }

    @Test
    void change_keepsWhatIsAbsent() {
        post(keeper, body("orders", inputs())).then().statusCode(200);

        patch(keeper, "orders", Map.of("defaultTTL", "2h", "maxTTL", "4h", "newName", "orders-db"))
                .then()
                .statusCode(200)
                .body("dynamicSecret.name", equalTo("orders-db"))
                .body("dynamicSecret.version", equalTo(2))
                .body("dynamicSecret.defaultTTL", equalTo("2h"))
                .body("dynamicSecret.inputs.password", equalTo(password));
        get(keeper, "/orders").then().statusCode(404);
        patch(keeper, "orders-db", Map.of("defaultTTL", "5h")).then().statusCode(422);
        patch(keeper, "orders-db", Map.of("inputs", Map.of("creationStatement", "{{nothing}}")))
                .then()
                .statusCode(422)
                .body("message[0].path[0]", equalTo("data.inputs.creationStatement"));
        patch(keeper, "orders-db", Map.of("inputs", Map.of("password", "wrong")))
                .then()
                .statusCode(400)
                .body("message", containsString("28P01"));
        get(keeper, "/orders-db").then().body("dynamicSecret.version", equalTo(2));
    }

    /** Else whoever may change it could have it sent wherever they like. */
    @Test
    void T24_password_doesNotFollowToAnotherServer() {
        post(keeper, body("orders", inputs())).then().statusCode(200);

        patch(keeper, "orders", Map.of("inputs", Map.of("host", "localhost")))
                .then()
                .statusCode(422)
                .body("message[0].message", containsString("password again"));
        patch(keeper, "orders", Map.of("inputs", Map.of("port", 1))).then().statusCode(422);
        patch(keeper, "orders", Map.of("inputs", Map.of("sslEnabled", false)))
                .then()
                .statusCode(422);
    }

    @Test
    void inputs_areForWhoeverMayReadThem() {
        String maker = token("create-root-credential");
        post(maker, body("orders", inputs()))
                .then()
                .statusCode(200)
                .body("dynamicSecret.name", equalTo("orders"))
                .body("dynamicSecret.inputs", nullValue());
        patch(token("edit-root-credential"), "orders", Map.of("defaultTTL", "2h"))
                .then()
                .statusCode(200)
                .body("dynamicSecret.inputs", nullValue());
        get(maker, "/orders").then().statusCode(403);
        get(maker, "").then().statusCode(403);
        get(token("read-root-credential"), "/orders")
                .then()
                .statusCode(200)
                .body("dynamicSecret.inputs.password", equalTo(password));
    }

    @ParameterizedTest
    @CsvSource({
        "read-root-credential, GET",
        "create-root-credential, POST",
        "edit-root-credential, PATCH",
        "delete-root-credential, DELETE"
    })
    void rights_areAskedOneByOne(String right, String verb) {
        post(keeper, body("orders", inputs())).then().statusCode(200);
        for (String has : List.of(
                "read-root-credential",
                "create-root-credential",
                "edit-root-credential",
                "delete-root-credential",
                "lease")) {
            if (!has.equals(right)) {
                call(verb, token(has))
                        .then()
                        .statusCode(403)
                        .body("message", equalTo("You are not allowed to %s on dynamic-secrets".formatted(right)));
            }
        }
        call(verb, token(right)).then().statusCode(200);
    }

    private void define(String name, String team) {
        Map<String, Object> body = body(name, inputs());
        body.put("metadata", List.of(Map.of("key", "team", "value", team)));
        post(keeper, body).then().statusCode(200);
    }

    private static Map<String, ?> team(String team) {
        return Map.of("metadata", List.of(Map.of("key", "team", "value", team)));
    }

    private String conditional(String... rights) {
        return VaultStub.allowed(TestTokens.identity().orgId(org), project, rights)
                .make();
    }

    @Test
    void conditionOnMetadata_allows_whatIsMarkedSo_andNothingElse() {
        define("orders", "harbour");
        define("stock", "city");
        String harbour = conditional(
                "read-root-credential dynamic-secrets team=harbour",
                "create-root-credential dynamic-secrets team=harbour",
                "edit-root-credential dynamic-secrets team=harbour",
                "delete-root-credential dynamic-secrets team=harbour");

        get(harbour, "/orders").then().statusCode(200).body("dynamicSecret.inputs.password", equalTo(password));
        get(harbour, "/stock").then().statusCode(403);
        get(harbour, "/missing").then().statusCode(403);
        get(harbour, "").then().statusCode(200).body("dynamicSecrets.name", equalTo(List.of("orders")));
        patch(harbour, "orders", Map.of("defaultTTL", "2h")).then().statusCode(200);
        patch(harbour, "stock", team("harbour")).then().statusCode(403);
        patch(harbour, "orders", team("city")).then().statusCode(403);
        post(harbour, body("plain", inputs())).then().statusCode(403);
        Map<String, Object> own = body("own", inputs());
        own.putAll(team("harbour"));
        post(harbour, own).then().statusCode(200).body("dynamicSecret.inputs.password", equalTo(password));
        delete(harbour, "stock").then().statusCode(403);
        delete(harbour, "own").then().statusCode(200);
    }

    @Test
    void conditionOnMetadata_forbids_whatIsMarkedSo_andNothingElse() {
        define("orders", "harbour");
        define("stock", "city");
        String others = conditional(
                "read-root-credential dynamic-secrets", "not read-root-credential dynamic-secrets team=harbour");

        get(others, "/orders").then().statusCode(403);
        get(others, "/stock").then().statusCode(200);
        get(others, "/missing").then().statusCode(404);
        get(others, "").then().statusCode(200).body("dynamicSecrets.name", equalTo(List.of("stock")));
    }

    @Test
    void conditionOnMetadata_listsNothing_toWhomNothingIsAllowed() {
        define("stock", "city");

        get(conditional("read-root-credential dynamic-secrets team=harbour"), "")
                .then()
                .statusCode(403);
    }

    private Response delete(String token, String name) {
        return given().auth()
                .oauth2(token)
                .contentType("application/json")
                .body(place())
                .delete(ROUTE + "/" + name);
    }

    private Response call(String verb, String token) {
        return switch (verb) {
            case "GET" -> get(token, "/orders");
            case "POST" -> post(token, body("stock", inputs()));
            case "PATCH" -> patch(token, "orders", Map.of("defaultTTL", "2h"));
            default ->
                given().auth()
                        .oauth2(token)
                        .contentType("application/json")
                        .body(place())
                        .delete(ROUTE + "/orders");
        };
    }

    @Test
    void T16_otherOrganisations_seeNothing() {
        post(keeper, body("orders", inputs())).then().statusCode(200);
        String other = TestTokens.admin(UUID.randomUUID()).make();
        String stranger = VaultStub.allowed(
                        TestTokens.identity().orgId(UUID.randomUUID()),
                        project,
                        "read-root-credential dynamic-secrets",
                        "delete-root-credential dynamic-secrets")
                .make();

        get(other, "/orders")
                .then()
                .statusCode(404)
                .body("message", equalTo("Project with slug '%s' not found".formatted(project)));
        get(stranger, "/orders").then().statusCode(404);
        get(stranger, "").then().statusCode(200).body("dynamicSecrets", hasSize(0));
        given().auth()
                .oauth2(stranger)
                .contentType("application/json")
                .body(place())
                .delete(ROUTE + "/orders")
                .then()
                .statusCode(404);
        get(keeper, "/orders").then().statusCode(200);
    }

    @Test
    void otherProviders_areNamedAsMissing() {
        Map<String, Object> body = body("orders", inputs());
        body.put("provider", Map.of("type", "aws-iam", "inputs", Map.of("region", "eu-1")));
        post(keeper, body)
                .then()
                .statusCode(400)
                .body("message", containsString("sql-database with the client postgres"));
        Map<String, Object> inputs = inputs();
        inputs.put("client", "mysql2");
        post(keeper, body("orders", inputs)).then().statusCode(400).body("message", containsString("postgres"));
        inputs.put("client", "postgres");
        inputs.put("gatewayId", UUID.randomUUID().toString());
        post(keeper, body("orders", inputs)).then().statusCode(422);
    }

    @Test
    void serverIsAskedFirst_andNothingIsKeptWhenItRefuses() {
        Map<String, Object> wrong = inputs();
        String mark = LogCanary.mark("password");
        wrong.put("password", mark);
        try (LogCanary canary = LogCanary.listen();
                EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            String answer = post(keeper, body("orders", wrong))
                    .then()
                    .statusCode(400)
                    .body("message", containsString("28P01"))
                    .extract()
                    .asString();

            var _ = tap.awaitEvent(
                    event -> event.text().contains("\"create-dynamic-secret\"")
                            && event.text().contains(project.toString()),
                    Duration.ofSeconds(20));
            canary.assertSilent(mark);
            assertThat(answer + tap.all()).doesNotContain(mark);
        }
        get(keeper, "/orders").then().statusCode(404);
    }

    @Test
    void T24_privateAddressesAndMissingTls_areNotReached() {
        Map<String, Object> inputs = inputs();
        for (String host : List.of("10.1.2.3", "169.254.169.254")) {
            inputs.put("host", host);
            post(keeper, body("orders", inputs)).then().statusCode(400).body("message", containsString("Cannot fetch"));
        }
        inputs.put("host", "127.0.0.1");
        inputs.put("sslEnabled", true);
        post(keeper, body("orders", inputs)).then().statusCode(400);
        inputs.put("sslRejectUnauthorized", false);
        post(keeper, body("orders", inputs)).then().statusCode(422);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "creationStatement   | CREATE ROLE x",
                "creationStatement   | SELECT '{{username}}",
                "creationStatement   | SELECT '{{username}}' {{#if a}}",
                "revocationStatement | SELECT '{{username}}', '{{password}}'",
                "revocationStatement | DROP ROLE \"{{username}}\"; COMMIT",
                "renewStatement      | SELECT 1",
                "database            | auth'; DROP TABLE x; --",
                "database            | a\"b",
                "host                | 127.0.0.1/auth?x=y",
                "username            | ''"
            })
    void T21_inputsThatDoHarm_areRefused(String field, String value) {
        Map<String, Object> inputs = inputs();
        inputs.put(field, value);

        post(keeper, body("orders", inputs))
                .then()
                .statusCode(422)
                .body("message[0].path[0]", equalTo("provider.inputs." + field));
    }

    @Test
    void T21_driverParameters_areNotInjected() {
        Map<String, Object> inputs = inputs();
        inputs.put("database", "auth?sslmode=disable&socketFactory=java.lang.String");

        post(keeper, body("orders", inputs)).then().statusCode(400).body("message", containsString("3D000"));
    }

    @Test
    void names_areSlugs_andUnique() {
        post(keeper, body("orders", inputs())).then().statusCode(200);
        post(keeper, body("orders", inputs())).then().statusCode(400).body("message", containsString("exists"));
        for (String odd : List.of("a b", "leases", "-a", "a/b", "x".repeat(65))) {
            post(keeper, body(odd, inputs())).then().statusCode(422);
        }
        Map<String, Object> elsewhere = body("orders", inputs());
        elsewhere.put("path", "/");
        post(keeper, elsewhere).then().statusCode(200).body("dynamicSecret.folderId", nullValue());
        elsewhere.put("path", "/nowhere");
        post(keeper, elsewhere).then().statusCode(404);
        elsewhere.put("path", "/app/../app");
        post(keeper, elsewhere).then().statusCode(422);
    }

    @Test
    void vaultThatIsAway_isAnOutage() {
        Map<String, Object> body = body("orders", inputs());
        body.put("projectSlug", VaultStub.BROKEN.toString());
        post(keeper, body).then().statusCode(503);
    }

    /** What lies in the database opens nothing. */
    @Test
    void T25_inputs_areSealed() throws SQLException {
        Map<String, Object> inputs = inputs();
        post(keeper, body("orders", inputs)).then().statusCode(200);

        try (Connection connection = RealEngines.connectAsSuperuser("sync");
                Statement sql = connection.createStatement();
                ResultSet rows = sql.executeQuery("SELECT count(*) FROM dynamic_secret_inputs WHERE position('"
                        + password + "'::bytea IN sealed) > 0 OR position('CREATE ROLE'::bytea IN sealed) > 0")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getInt(1)).isZero();
        }
    }
}
