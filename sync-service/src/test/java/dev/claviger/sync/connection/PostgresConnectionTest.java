package dev.claviger.sync.connection;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.claviger.sync.VaultStub;
import dev.claviger.testkit.LogCanary;
import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "sync"))
@QuarkusTestResource(VaultStub.class)
class PostgresConnectionTest {
    private static final String ROUTE = "/api/v1/app-connections/postgres";

    private final UUID org = UUID.randomUUID();
    private final String admin = TestTokens.admin(org).make();
    private final Map<String, String> database = RealEngines.config("auth");
    private final String password = database.getOrDefault("claviger.database.password", "");

    @Test
    void create_logsIn_andShowsNoPassword() {
        String id = post(credentials(password))
                .then()
                .statusCode(200)
                .body("appConnection.app", equalTo("postgres"))
                .body("appConnection.method", equalTo("username-and-password"))
                .body("appConnection.credentials.database", equalTo("auth"))
                .body("appConnection.credentials.sslEnabled", equalTo(false))
                .extract()
                .path("appConnection.id");

        String shown = given().auth().oauth2(admin).get(ROUTE + "/" + id).asString();
        assertThat(shown).contains(id).doesNotContain(password);
    }

    @Test
    void T13_wrongPassword_isRefused_andToldNowhere() {
        String wrong = LogCanary.mark("password");
        try (LogCanary canary = LogCanary.listen()) {
            String answer = post(credentials(wrong))
                    .then()
                    .statusCode(400)
                    .body("message", containsString("28P01"))
                    .extract()
                    .asString();

            canary.assertSilent(wrong);
            assertThat(answer).doesNotContain(wrong);
        }
        given().auth().oauth2(admin).get(ROUTE).then().body("appConnections", hasSize(0));
    }

    /** Neither in the host, nor in the name of the database or the user, does anything of the driver's own language work. */
    @Test
    void T21_driverParameters_areNotInjected() {
        Map<String, Object> odd = credentials(password);
        odd.put("database", "auth?sslmode=disable&socketFactory=java.lang.String");
        post(odd).then().statusCode(400).body("message", containsString("3D000"));
        odd.put("database", "auth");
        odd.put("host", "127.0.0.1/auth?x=y");
        post(odd).then().statusCode(422);
    }

    @Test
    void T24_privateAddresses_areNotReached() {
        Map<String, Object> inside = credentials(password);
        inside.put("host", "10.1.2.3");
        post(inside).then().statusCode(400).body("message", containsString("Cannot fetch"));
        inside.put("host", "169.254.169.254");
        post(inside).then().statusCode(400).body("message", containsString("Cannot fetch"));
    }

    /** The server of the tests speaks no TLS; a client that went on without would show the password. */
    @Test
    void T24_tls_isNotGivenUp() {
        Map<String, Object> encrypted = credentials(password);
        encrypted.put("sslEnabled", true);
        post(encrypted).then().statusCode(400);
        encrypted.put("sslRejectUnauthorized", false);
        post(encrypted).then().statusCode(422);
    }

    private Map<String, Object> credentials(String secret) {
        URI place = URI.create(database.getOrDefault("claviger.database.url", ""));
        Map<String, Object> credentials = new HashMap<>();
        credentials.put("host", place.getHost());
        credentials.put("port", place.getPort());
        credentials.put("database", "auth");
        credentials.put("username", database.getOrDefault("claviger.database.username", ""));
        credentials.put("password", secret);
        credentials.put("sslEnabled", false);
        return credentials;
    }

    private Response post(Map<String, ?> credentials) {
        String name = "db-" + UUID.randomUUID().toString().substring(0, 8);
        return given().auth()
                .oauth2(admin)
                .contentType("application/json")
                .body(Map.of("name", name, "method", "username-and-password", "credentials", credentials))
                .post(ROUTE);
    }
}
