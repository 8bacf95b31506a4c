package dev.claviger.auth.azure;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import com.fasterxml.jackson.databind.JsonNode;
import dev.claviger.auth.Alike;
import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import dev.claviger.auth.TestClock;
import dev.claviger.auth.TestClouds;
import dev.claviger.auth.oidc.SignedElsewhere;
import dev.claviger.testkit.EventTap;
import dev.claviger.testkit.RealEngines;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@AuthServiceTest
class AzureAuthTest {
    private static final String METHOD = "azure-auth";
    private static final String WRAPPER = "identityAzureAuth.";
    private static final String HEADER = "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"x5t\":\"t\",\"kid\":\"k\"}";
    private static final String UNVERIFIED = "Access denied: the Azure token could not be verified.";
    private static final String RESOURCE = "api://claviger";
    private static final String PRINCIPAL = "6f1d0b52-7c1e-4a53-8c3c-0f2f3b1c5d01";
    private static final SignedElsewhere CLOUD = SignedElsewhere.start();

    private final Org org = Org.shared();
    private final String tenant = UUID.randomUUID().toString();
    private String identity = "";

    @BeforeEach
    void newTenant() {
        identity = org.identity("member");
        TestClouds.publish("/azure/%s/discovery/keys".formatted(tenant), CLOUD.keySet());
    }

    @AfterAll
    static void stop() {
        CLOUD.close();
    }

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

    /** T6: the keys are those of all tenants, so every tenant's administrator has tokens with a good signature. */
    @Test
    void T6_tokensOfOtherTenantsAreRefused() {
        attach(Map.of());
        String other = UUID.randomUUID().toString();

        for (Map<String, @Nullable Object> claims : List.<Map<String, @Nullable Object>>of(
                Map.of("iss", "https://sts.windows.net/%s/".formatted(other), "tid", other),
                Map.of("iss", "https://sts.windows.net/%s/".formatted(other)),
                Map.of("tid", other),
                Map.of("iss", "https://sts.windows.net/" + tenant),
                Map.of("iss", "https://sts.windows.net/%s/v2.0".formatted(tenant)),
                Map.of("iss", "https://login.microsoftonline.com/%s/v2.0".formatted(tenant)),
                Map.of("iss", "https://sts.windows.net.evil.example/%s/".formatted(tenant)),
                Map.of("iss", List.of("https://sts.windows.net/%s/".formatted(tenant))),
                without("iss"),
                without("tid"))) {
            login(claims).then().statusCode(401).body(at("message", equalTo(UNVERIFIED)));
        }
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
    void T6_timesAreKept() {
        attach(Map.of());
        long now = TestClock.now().getEpochSecond();

        login(Map.of("exp", now - 29)).then().statusCode(200);
        login(Map.of("exp", now - 30)).then().statusCode(401).body(at("message", containsString("expired")));
        login(Map.of("nbf", now + 30)).then().statusCode(200);
        login(Map.of("nbf", now + 31)).then().statusCode(401);
        login(Map.of("exp", "never")).then().statusCode(401);
        login(without("exp")).then().statusCode(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'alg':'none','kid':'k'}",
                "{'alg':'HS256','kid':'k'}",
                "{'alg':'RS256','kid':'unknown'}",
                "{'alg':'RS256','kid':'k','jku':'https://evil.example/keys'}",
                "{'alg':'RS256','kid':'k','x5c':['AA']}",
                "{'alg':'RS256','kid':'k','crit':['exp']}"
            })
    void T6_headersAreRefused(String header) {
        attach(Map.of());

        logIn(CLOUD.sign(header.replace('\'', '"'), claims(Map.of())))
                .then()
                .statusCode(401)
                .body(at("message", equalTo(UNVERIFIED)));
    }

    @Test
    void T6_foreignSignatureIsRefused() {
        attach(Map.of());
        String token = token(Map.of());

        logIn(token.substring(0, token.length() - 4) + "AAAA").then().statusCode(401);
        logIn("a.b.c").then().statusCode(401).body(at("message", equalTo(UNVERIFIED)));
        logIn("x".repeat(20_000)).then().statusCode(401);
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
        String bad = token(Map.of()).replaceFirst("....$", "AAAA");
        String without = org.identity();

        Alike.check(
                round -> logIn(bad),
                round -> Org.logInBy(METHOD, Map.of("identityId", without, "jwt", bad)),
                round -> Org.logInBy(
                        METHOD, Map.of("identityId", UUID.randomUUID().toString(), "jwt", bad)),
                round -> Org.logInBy(METHOD, Map.of("identityId", "nonsense", "jwt", bad)));
    }

    /** Terraform compares every field with what it sent. */
    @Test
    void whatIsSent_comesBack() {
        String given = tenant.toUpperCase(Locale.ROOT);
        attach(Map.of(
                "tenantId",
                given,
                "allowedServicePrincipalIds",
                PRINCIPAL + "," + tenant,
                "accessTokenTTL",
                60,
                "accessTokenTrustedIps",
                List.of(Map.of("ipAddress", "10.0.0.0/8"))));

        org.asAdmin()
                .get(path())
                .then()
                .statusCode(200)
                .body(at(WRAPPER + "identityId", equalTo(identity)))
                .body(at(WRAPPER + "tenantId", equalTo(given)))
                .body(at(WRAPPER + "resource", equalTo(RESOURCE)))
                .body(at(WRAPPER + "allowedServicePrincipalIds", equalTo(PRINCIPAL + ", " + tenant)))
                .body(at(WRAPPER + "accessTokenTTL", equalTo(60)))
                .body(at(WRAPPER + "accessTokenNumUsesLimit", equalTo(0)))
                .body(at(WRAPPER + "accessTokenTrustedIps[0].prefix", equalTo(8)))
                .body(at(WRAPPER + "warnings", hasSize(0)));
        org.asAdmin()
                .get(Org.IDENTITIES + "/" + identity)
                .then()
                .body(at("identity.identity.authMethods", equalTo(List.of(METHOD))));
        login(Map.of()).then().statusCode(200);
    }

    @Test
    void update_changesOnlyWhatIsGiven() {
        attach(Map.of());

        org.asAdmin()
                .body(Map.of("resource", "https://management.azure.com/", "accessTokenTTL", 30))
                .patch(path())
                .then()
                .statusCode(200)
                .body(at(WRAPPER + "tenantId", equalTo(tenant)))
                .body(at(WRAPPER + "resource", equalTo("https://management.azure.com/")))
                .body(at(WRAPPER + "accessTokenTTL", equalTo(30)))
                .body(at(WRAPPER + "warnings", hasItem(containsString("more than this login"))));
    }

    /** T7: everybody in a tenant is nobody in particular. */
    @Test
    void T7_configurationThatBindsNobodyIsRefused() {
        org.attach(METHOD, identity, settings(Map.of("allowedServicePrincipalIds", " , ")))
                .then()
                .statusCode(400);
        attach(Map.of());
        org.asAdmin()
                .body(Map.of("allowedServicePrincipalIds", ""))
                .patch(path())
                .then()
                .statusCode(400);
    }

    @ParameterizedTest
    @MethodSource
    void badInputIsRefused(String field, Object value) {
        org.attach(METHOD, identity, settings(Map.of(field, value)))
                .then()
                .statusCode(422)
                .body("message.path.flatten()", hasItem(field));
    }

    static Stream<Arguments> badInputIsRefused() {
        return Stream.of(
                Arguments.of("tenantId", ""),
                Arguments.of("tenantId", "contoso.onmicrosoft.com"),
                Arguments.of("tenantId", "../common"),
                Arguments.of("resource", ""),
                Arguments.of("resource", "r".repeat(1025)),
                Arguments.of("allowedServicePrincipalIds", "my-app"),
                Arguments.of("allowedServicePrincipalIds", "*"),
                Arguments.of("accessTokenTTL", -1));
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

    private Response explain(String token) {
        return org.asAdmin()
                .body(Map.of("jwt", token))
                .post("/api/x/identities/%s/explain-login/%s".formatted(identity, METHOD));
    }

    private void attach(Map<String, ? extends @Nullable Object> overrides) {
        org.attach(METHOD, identity, settings(overrides)).then().statusCode(200);
    }

    private Map<String, @Nullable Object> settings(Map<String, ? extends @Nullable Object> overrides) {
        Map<String, @Nullable Object> body = new HashMap<>(
                Map.of("tenantId", tenant, "resource", RESOURCE, "allowedServicePrincipalIds", PRINCIPAL));
        overrides.forEach(body::put);
        return body;
    }

    private Response login(Map<String, ? extends @Nullable Object> overrides) {
        return logIn(token(overrides));
    }

    private Response logIn(String token) {
        return Org.logInBy(METHOD, Map.of("identityId", identity, "jwt", token));
    }

    private String token(Map<String, ? extends @Nullable Object> overrides) {
        return CLOUD.sign(HEADER, claims(overrides));
    }

    private String claims(Map<String, ? extends @Nullable Object> overrides) {
        Map<String, @Nullable Object> claims = new HashMap<>(Map.of(
                "iss", "https://sts.windows.net/%s/".formatted(tenant),
                "tid", tenant,
                "aud", RESOURCE,
                "oid", PRINCIPAL,
                "sub", PRINCIPAL,
                "exp", TestClock.now().plusSeconds(3600).getEpochSecond()));
        overrides.forEach(claims::put);
        claims.values().removeIf(value -> value == null);
        return new JsonObject(claims).encode();
    }

    private static Map<String, @Nullable Object> without(String claim) {
        Map<String, @Nullable Object> claims = new HashMap<>();
        claims.put(claim, null);
        return claims;
    }

    private String path() {
        return Org.auth(METHOD) + "/identities/" + identity;
    }
}
