package dev.claviger.auth.token;

import static dev.claviger.local.gitlab.PipelineKind.OTHER_PROJECT;
import static dev.claviger.local.gitlab.PipelineKind.PROTECTED_ENVIRONMENT;
import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import dev.claviger.auth.TestClock;
import dev.claviger.local.gitlab.GitLabSimulator;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins and tokens as clients of Vault know them. */
@AuthServiceTest
class VaultLoginTest {
    private static final String AUDIENCE = "https://claviger.example";
    private static final GitLabSimulator GITLAB = GitLabSimulator.start(TestClock.clock());

    private String identity = "";

    @BeforeEach
    void configure() {
        identity = Org.shared().identity();
        Org.shared().oidc(identity, GITLAB.url(), Map.of()).then().statusCode(200);
    }

    @AfterAll
    static void stop() {
        GITLAB.close();
    }

    @Test
    void job_logsInAsTheRunnerDoes() {
        Response login = json(Map.of("role", identity, "jwt", jobToken()))
                .header("X-Vault-Request", "true")
                .header("X-Vault-Token", "stray")
                .put("/v1/auth/jwt/login");

        login.then()
                .statusCode(200)
                .header("Content-Type", "application/json")
                .body(at("auth.lease_duration", greaterThan(0)))
                .body(at("auth.token_type", equalTo("service")))
                .body(at("data", nullValue()));
        Org.as(valueAt(login, "auth.client_token"))
                .get("/api/v1/identities/details")
                .then()
                .statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/auth/jwt/login", "/v1/auth/oidc/login"})
    void job_mayLogInByPost(String path) {
        json(Map.of("role", identity, "jwt", jobToken())).post(path).then().statusCode(200);
    }

    @Test
    void T6_otherProject_isRefusedInVaultsShape() {
        json(Map.of("role", identity, "jwt", GITLAB.idTokens().issue(OTHER_PROJECT, AUDIENCE)))
                .put("/v1/auth/jwt/login")
                .then()
                .statusCode(403)
                .body(at("errors[0]", matchesPattern(".+")))
                .body(at("$", not(hasKey("message"))));
    }

    @Test
    void missingRole_isNamed() {
        json(Map.of("jwt", jobToken()))
                .put("/v1/auth/jwt/login")
                .then()
                .statusCode(400)
                .body(at("errors[0]", equalTo("role: Required")));
    }

    @Test
    void appRole_isUniversalAuth() {
        String clientId = Org.shared().universal(identity, Map.of());
        String secret = valueAt(Org.shared().clientSecret(identity, Map.of()), "clientSecret");

        json(Map.of("role_id", clientId, "secret_id", secret))
                .post("/v1/auth/approle/login")
                .then()
                .statusCode(200)
                .body(at("auth.client_token", matchesPattern("eyJ.+")));
        json(Map.of("role_id", clientId, "secret_id", "wrong"))
                .put("/v1/auth/approle/login")
                .then()
                .statusCode(403);
    }

    @Test
    void lookUp_tellsAboutTheToken_andDoesNotRepeatIt() {
        String token = logIn();

        Response about = vault(token).get("/v1/auth/token/lookup-self");

        about.then()
                .statusCode(200)
                .body(at("data.entity_id", equalTo(identity)))
                .body(at("data.ttl", allOf(greaterThan(0), lessThanOrEqualTo(2_592_000))))
                .body(at("data.renewable", equalTo(true)))
                .body(at("data.type", equalTo("service")))
                .body(at("auth", nullValue()));
        assertThat(about.asString()).doesNotContain(token);
    }

    @Test
    void renewal_givesTheNextToken() {
        String token = logIn();

        String next = valueAt(
                vault(token)
                        .post("/v1/auth/token/renew-self")
                        .then()
                        .statusCode(200)
                        .extract(),
                "auth.client_token");

        vault(next).get("/v1/auth/token/lookup-self").then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "POST"})
    void T19_revokedToken_worksNoMore(String method) {
        String token = logIn();

        vault(token).request(method, "/v1/auth/token/revoke-self").then().statusCode(204);

        vault(token).get("/v1/auth/token/lookup-self").then().statusCode(403).body(at("errors.size()", equalTo(1)));
        Org.as(token).get("/api/v1/identities/details").then().statusCode(401);
    }

    @Test
    void withoutAToken_nothingIsTold() {
        given().get("/v1/auth/token/lookup-self").then().statusCode(403);
    }

    private String logIn() {
        return valueAt(
                json(Map.of("role", identity, "jwt", jobToken())).put("/v1/auth/jwt/login"), "auth.client_token");
    }

    private static String jobToken() {
        return GITLAB.idTokens().issue(PROTECTED_ENVIRONMENT, AUDIENCE);
    }

    private static RequestSpecification json(Map<String, ?> body) {
        return given().contentType(ContentType.JSON).body(body);
    }

    private static RequestSpecification vault(String token) {
        return given().header("X-Vault-Token", token);
    }
}
