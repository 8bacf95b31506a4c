package dev.claviger.auth.azure;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import dev.claviger.auth.TestClouds;
import dev.claviger.testkit.EventTap;
import dev.claviger.testkit.RealEngines;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@AuthServiceTest
class AzureLoginTest extends AzureHarness {
    @Test
    void login_answersWhatClientsRead() {
        attach(Map.of("accessTokenTTL", 600));

        Response answer = login(Map.of());

        answer.then()
                .statusCode(200)
                .body(at("expiresIn", equalTo(600)))
                .body(at("accessTokenMaxTTL", equalTo(2_592_000)))
                .body(at("tokenType", equalTo("Bearer")));
        String token = valueAt(answer, "accessToken");
        Org.as(token).get(Org.IDENTITIES).then().statusCode(200);
        JsonObject claims = new JsonObject(new String(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]), UTF_8));
        assertThat(claims.getString("authMethod")).isEqualTo(METHOD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/login", "/login/"})
    void login_takesFormsToo(String route) {
        attach(Map.of());

        given().contentType(ContentType.URLENC)
                .formParam("identityId", identity)
                .formParam("jwt", token(Map.of()))
                .post(Org.auth(METHOD) + route)
                .then()
                .statusCode(200);
    }

    @Test
    void login_takesTokensOfVersion2() {
        attach(Map.of());

        login(Map.of("iss", "%s/azure/%s/v2.0".formatted(TestClouds.url(), tenant)))
                .then()
                .statusCode(200);
    }

    @ParameterizedTest
    @CsvSource({
        "api://claviger, api://claviger, 200",
        "https://management.azure.com/, https://management.azure.com, 200",
        "https://management.azure.com/, https://management.azure.com/, 200",
        "https://management.azure.com, https://management.azure.com/, 401",
        "api://claviger, api://claviger2, 401",
        "api://claviger, API://claviger, 401",
        "api://*, api://claviger, 401",
        "api://claviger, '', 401"
    })
    void T7_audienceIsTheResource(String resource, String audience, int status) {
        attach(Map.of("resource", resource));

        login(Map.of("aud", audience)).then().statusCode(status);
    }

    @Test
    void T7_audienceListsAreRefused() {
        attach(Map.of());

        login(Map.of("aud", List.of(RESOURCE, "api://other")))
                .then()
                .statusCode(401)
                .body(at("message", equalTo("Access denied: Azure resource not allowed.")));
        login(without("aud")).then().statusCode(401);
    }

    @Test
    void T7_principalMustBeNamed() {
        String other = UUID.randomUUID().toString();
        attach(Map.of("allowedServicePrincipalIds", other + "," + PRINCIPAL.toUpperCase(Locale.ROOT)));

        login(Map.of()).then().statusCode(200);
        login(Map.of("oid", other)).then().statusCode(200);
        for (Map<String, @Nullable Object> claims : List.<Map<String, @Nullable Object>>of(
                Map.of("oid", UUID.randomUUID().toString()),
                Map.of("oid", PRINCIPAL + ", " + other),
                Map.of("oid", List.of(PRINCIPAL)),
                Map.of("oid", ""),
                without("oid"))) {
            login(claims)
                    .then()
                    .statusCode(401)
                    .body(at("message", equalTo("Access denied: Azure service principal not allowed.")));
        }
    }

    /** What else could be taken for the principal is not. */
    @Test
    void T7_otherClaimsAreNoPrincipal() {
        attach(Map.of());

        login(Map.of("oid", "x", "sub", PRINCIPAL, "appid", PRINCIPAL, "azp", PRINCIPAL))
                .then()
                .statusCode(401);
    }

    @Test
    void tenantThatEntraIdDoesNotKnow_isAnOutage() {
        String other = UUID.randomUUID().toString();
        attach(Map.of("tenantId", other));

        login(Map.of("iss", "https://sts.windows.net/%s/".formatted(other), "tid", other))
                .then()
                .statusCode(503)
                .body(at("message", containsString("not available")));
        login(Map.of()).then().statusCode(401).body(at("message", equalTo(UNVERIFIED)));
    }

    @Test
    void refusal_tellsTheAdministratorWhy() {
        attach(Map.of());
        try (EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            login(Map.of("oid", "7f1d0b52-7c1e-4a53-8c3c-0f2f3b1c5d01")).then().statusCode(401);

            JsonNode data = tap.awaitEvent(
                            event -> event.text().contains("login-identity-azure-auth")
                                    && event.text().contains(identity),
                            Duration.ofSeconds(20))
                    .json()
                    .path("data");
            assertThat(data.path("outcome").asText()).isEqualTo("denied");
            assertThat(data.path("reason").asText())
                    .isEqualTo(
                            "check=allowedServicePrincipalIds expected=%s received=7f1d0b52-7c1e-4a53-8c3c-0f2f3b1c5d01"
                                    .formatted(PRINCIPAL));
            assertThat(data.path("metadata").path("azureTenantId").asText()).isEqualTo(tenant);
        }
    }

    @Test
    void detach_endsItsTokens() {
        attach(Map.of());
        String token = valueAt(login(Map.of()), "accessToken");

        org.asAdmin().delete(path()).then().statusCode(200).body(at(WRAPPER + "tenantId", equalTo(tenant)));

        Org.as(token).get(Org.IDENTITIES).then().statusCode(401);
        login(Map.of()).then().statusCode(401);
    }

    /** T12: an identity that logs in this way, one that does not, none, and what is no id at all. */
    @Test
    void T12_identitiesCannotBeFoundOut() {
        attach(Map.of());

        assertCannotBeFoundOut(Map.of("jwt", token(Map.of()).replaceFirst("....$", "AAAA")));
    }

    @Test
    void explanation_asksWhatALoginAsks() {
        attach(Map.of());

        explain(token(Map.of()))
                .then()
                .statusCode(200)
                .body(at("explanation.wouldLogIn", equalTo(true)))
                .body(at(
                        "explanation.checks.check",
                        equalTo(List.of(
                                "issuer", "tenantId", "exp", "nbf", "resource", "allowedServicePrincipalIds"))));
        explain(token(Map.of("oid", UUID.randomUUID().toString(), "aud", "api://other")))
                .then()
                .body(at("explanation.wouldLogIn", equalTo(false)))
                .body(at("explanation.signature.passed", equalTo(true)))
                .body(at("explanation.checks.passed", equalTo(List.of(true, true, true, true, false, false))))
                .body(at("explanation.checks[4].received", equalTo("api://other")))
                .body(at("explanation.checks[4].answer", equalTo("Access denied: Azure resource not allowed.")));
    }
}
