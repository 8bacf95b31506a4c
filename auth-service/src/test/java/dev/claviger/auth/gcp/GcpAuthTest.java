package dev.claviger.auth.gcp;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static io.restassured.RestAssured.given;
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
class GcpAuthTest {
    private static final String METHOD = "gcp-auth";
    private static final String WRAPPER = "identityGcpAuth.";
    private static final String HEADER = "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"k\"}";
    private static final String UNVERIFIED = "Access denied: the GCP token could not be verified.";
    private static final SignedElsewhere GOOGLE = SignedElsewhere.start();

    private final Org org = Org.shared();
    private final String account = "sa-%s@shop.iam.gserviceaccount.com".formatted(UUID.randomUUID());
    private String identity = "";

    @BeforeEach
    void newIdentity() {
        identity = org.identity("member");
        TestClouds.publish("/google/certs", GOOGLE.keySet());
        TestClouds.publish("/google/jwk/" + account, GOOGLE.keySet());
    }

    @AfterAll
    static void stop() {
        GOOGLE.close();
    }

    @Test
    void login_answersWhatClientsRead_withATokenOfGoogle() {
        attach(Map.of("accessTokenTTL", 600));

        Response answer = logIn(machine(Map.of()));

        answer.then()
                .statusCode(200)
                .body(at("expiresIn", equalTo(600)))
                .body(at("accessTokenMaxTTL", equalTo(2_592_000)))
                .body(at("tokenType", equalTo("Bearer")));
        Org.as(valueAt(answer, "accessToken")).get(Org.IDENTITIES).then().statusCode(200);
    }

    @Test
    void login_succeeds_withATokenOfTheServiceAccount() {
        attach(iam());

        logIn(signed(Map.of())).then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/login", "/login/"})
    void login_takesFormsToo(String route) {
        attach(Map.of());

        given().contentType(ContentType.URLENC)
                .formParam("identityId", identity)
                .formParam("jwt", machine(Map.of()))
                .post(Org.auth(METHOD) + route)
                .then()
                .statusCode(200);
    }

    /** Tokens of one kind are none of the other. */
    @Test
    void T6_typesAreKeptApart() {
        attach(Map.of());
        logIn(signed(Map.of())).then().statusCode(401);
        org.asAdmin().body(Map.of("type", "iam")).patch(path()).then().statusCode(200);

        logIn(machine(Map.of())).then().statusCode(401).body(at("message", equalTo(UNVERIFIED)));
        logIn(signed(Map.of())).then().statusCode(200);
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', 200",
        "shop, '', 200",
        "'other, shop', europe-west1-b, 200",
        "other, '', 401",
        "shop*, '', 401",
        "sho, '', 401",
        "'', europe-west1-c, 401",
        "shop, europe-west1, 401"
    })
    void T7_projectsAndZonesAreComparedExactly(String projects, String zones, int status) {
        attach(Map.of("allowedProjects", projects, "allowedZones", zones));

        logIn(machine(Map.of())).then().statusCode(status);
    }

    /** T7: what a token does not say counts against it; outside of Compute Engine it says nothing of project and zone. */
    @Test
    void T7_missingFactsAreNoMatch() {
        attach(Map.of("allowedProjects", "shop"));

        for (Map<String, @Nullable Object> claims : List.<Map<String, @Nullable Object>>of(
                without("google"),
                Map.of("google", Map.of()),
                Map.of("google", "shop"),
                Map.of("google", Map.of("compute_engine", Map.of("project_id", List.of("shop")))),
                Map.of("google", Map.of("compute_engine", Map.of("project_id", "")), "project_id", "shop"))) {
            logIn(machine(claims))
                    .then()
                    .statusCode(401)
                    .body(at("message", equalTo("Access denied: GCP project not allowed.")));
        }
    }

    @Test
    void T7_zoneMustBeNamed_whereZonesAre() {
        attach(Map.of("allowedZones", "europe-west1-b"));

        logIn(machine(Map.of("google", Map.of("compute_engine", Map.of("project_id", "shop")))))
                .then()
                .statusCode(401)
                .body(at("message", equalTo("Access denied: GCP zone not allowed.")));
    }

    @Test
    void T7_serviceAccountMustBeNamed() {
        attach(Map.of());
        String text = "Access denied: GCP service account not allowed.";

        for (Map<String, @Nullable Object> claims : List.<Map<String, @Nullable Object>>of(
                Map.of("email", "x" + account),
                Map.of("email", account.toUpperCase(Locale.ROOT)),
                Map.of("email", List.of(account)),
                Map.of("email_verified", false),
                Map.of("email_verified", "yes"),
                without("email_verified"),
                without("email"))) {
            logIn(machine(claims)).then().statusCode(401).body(at("message", equalTo(text)));
        }
    }

    /** T6: whoever can get a token of Google for another audience must not get in with it. */
    @ParameterizedTest
    @MethodSource
    void T6_audienceIsThisIdentity(Object audience) {
        attach(Map.of());
        logIn(machine(Map.of("aud", audience)))
                .then()
                .statusCode(401)
                .body(at("message", equalTo("Access denied: GCP audience not allowed.")));

        org.asAdmin().body(Map.of("type", "iam")).patch(path()).then().statusCode(200);
        logIn(signed(Map.of("aud", audience))).then().statusCode(401);
    }

    static Stream<Arguments> T6_audienceIsThisIdentity() {
        return Stream.of(
                Arguments.of(UUID.randomUUID().toString()),
                Arguments.of("https://claviger.example"),
                Arguments.of(""),
                Arguments.of(List.of()),
                Arguments.of(List.of("https://claviger.example")),
                Arguments.of(7));
    }

    @Test
    void T6_severalAudiencesAreRefused() {
        attach(Map.of());

        logIn(machine(Map.of("aud", List.of(identity, "https://other.example"))))
                .then()
                .statusCode(401);
        logIn(machine(without("aud"))).then().statusCode(401);
        logIn(machine(Map.of("aud", identity.toUpperCase(Locale.ROOT)))).then().statusCode(200);
    }

    @Test
    void T6_issuerIsGoogle() {
        attach(Map.of());

        for (Map<String, @Nullable Object> claims : List.<Map<String, @Nullable Object>>of(
                Map.of("iss", "https://accounts.google.com.evil.example"),
                Map.of("iss", "https://accounts.google.com/"),
                Map.of("iss", account),
                without("iss"))) {
            logIn(machine(claims)).then().statusCode(401).body(at("message", equalTo(UNVERIFIED)));
        }
    }

    @Test
    void T6_timesAreKept() {
        attach(Map.of());
        long now = TestClock.now().getEpochSecond();

        logIn(machine(Map.of("exp", now - 29))).then().statusCode(200);
        logIn(machine(Map.of("exp", now - 30))).then().statusCode(401);
        logIn(machine(Map.of("nbf", now + 31))).then().statusCode(401);
        logIn(machine(without("exp"))).then().statusCode(401);
    }

    /** T9: the service account chooses how long its token lives; Google would sign one for twelve hours, a key of its own for ever. */
    @Test
    void T9_longLivedTokensOfServiceAccountsAreRefused() {
        attach(iam());
        long now = TestClock.now().getEpochSecond();

        logIn(signed(Map.of("exp", now + 3630))).then().statusCode(200);
        logIn(signed(Map.of("exp", now + 3631)))
                .then()
                .statusCode(401)
                .body(at("message", containsString("lives too long")));
        logIn(signed(Map.of("exp", now + 1800, "iat", now - 1800))).then().statusCode(200);
        logIn(signed(Map.of("exp", now + 1800, "iat", now - 1831))).then().statusCode(401);
        logIn(signed(Map.of("iat", now + 31))).then().statusCode(401);
        logIn(signed(Map.of("iat", "now"))).then().statusCode(401);
        logIn(signed(Map.of("exp", Long.MAX_VALUE))).then().statusCode(401);
        logIn(signed(without("exp"))).then().statusCode(401);
    }

    /** T8: nobody decides by what he writes into a token whose keys are fetched, not even at Google. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "other@shop.iam.gserviceaccount.com",
                "../../oauth2/v3/certs",
                "sa@shop.iam.gserviceaccount.com/../../certs",
                "sa@evil.example#@shop.iam.gserviceaccount.com",
                "sa@evil.example?x=@shop.iam.gserviceaccount.com",
                "sa%2f@shop.iam.gserviceaccount.com",
                "ada@gmail.com",
                ""
            })
    void T8_keysOfStrangersAreNotAskedFor(String subject) {
        attach(iam());
        int before = TestClouds.questions();

        logIn(signed(Map.of("sub", subject))).then().statusCode(401).body(at("message", equalTo(UNVERIFIED)));
        logIn(signed(without("sub"))).then().statusCode(401).body(at("message", equalTo(UNVERIFIED)));

        assertThat(TestClouds.questions()).isEqualTo(before);
    }

    @Test
    void serviceAccountThatGoogleDoesNotKnow_isAnOutage() {
        attach(Map.of("type", "iam", "allowedServiceAccounts", "gone@shop.iam.gserviceaccount.com"));

        logIn(signed(Map.of("sub", "gone@shop.iam.gserviceaccount.com"))).then().statusCode(503);
    }

    @Test
    void T6_foreignSignatureIsRefused() {
        attach(iam());
        String token = signed(Map.of());

        logIn(token.substring(0, token.length() - 4) + "AAAA").then().statusCode(401);
        logIn("a.b.c").then().statusCode(401).body(at("message", equalTo(UNVERIFIED)));
        logIn(GOOGLE.sign("{\"alg\":\"none\",\"kid\":\"k\"}", claims(Map.of("sub", account), Map.of())))
                .then()
                .statusCode(401);
    }

    @Test
    void refusal_tellsTheAdministratorWhy() {
        attach(Map.of("allowedProjects", "other"));
        try (EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            logIn(machine(Map.of())).then().statusCode(401);

            JsonNode data = tap.awaitEvent(
                            event -> event.text().contains("login-identity-gcp-auth")
                                    && event.text().contains(identity),
                            Duration.ofSeconds(20))
                    .json()
                    .path("data");
            assertThat(data.path("outcome").asText()).isEqualTo("denied");
            assertThat(data.path("reason").asText()).isEqualTo("check=allowedProjects expected=other received=shop");
            assertThat(data.path("metadata").path("gcpServiceAccount").asText()).isEqualTo(account);
        }
    }

    @Test
    void detach_endsItsTokens() {
        attach(Map.of());
        String token = valueAt(logIn(machine(Map.of())), "accessToken");

        org.asAdmin().delete(path()).then().statusCode(200);

        Org.as(token).get(Org.IDENTITIES).then().statusCode(401);
        logIn(machine(Map.of())).then().statusCode(401);
    }

    /** T12: an identity that logs in this way, one that does not, none, and what is no id at all. */
    @Test
    void T12_identitiesCannotBeFoundOut() {
        attach(Map.of());
        String bad = machine(Map.of()).replaceFirst("....$", "AAAA");
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
        attach(Map.of(
                "allowedServiceAccounts", "",
                "allowedProjects", "shop,web",
                "allowedZones", "europe-west1-b,  europe-west1-c",
                "accessTokenTTL", 60));

        org.asAdmin()
                .get(path())
                .then()
                .statusCode(200)
                .body(at(WRAPPER + "identityId", equalTo(identity)))
                .body(at(WRAPPER + "type", equalTo("gce")))
                .body(at(WRAPPER + "allowedServiceAccounts", equalTo("")))
                .body(at(WRAPPER + "allowedProjects", equalTo("shop, web")))
                .body(at(WRAPPER + "allowedZones", equalTo("europe-west1-b, europe-west1-c")))
                .body(at(WRAPPER + "accessTokenTTL", equalTo(60)))
                .body(at(WRAPPER + "warnings", hasSize(1)));
        org.asAdmin()
                .get(Org.IDENTITIES + "/" + identity)
                .then()
                .body(at("identity.identity.authMethods", equalTo(List.of(METHOD))));
    }

    /** T7: everybody may have a machine in a zone. */
    @Test
    void T7_configurationThatBindsNobodyIsRefused() {
        org.attach(METHOD, identity, Map.of("type", "gce")).then().statusCode(400);
        org.attach(METHOD, identity, Map.of("type", "gce", "allowedZones", "europe-west1-b"))
                .then()
                .statusCode(400);
        org.attach(METHOD, identity, Map.of("type", "iam", "allowedServiceAccounts", ", "))
                .then()
                .statusCode(400);
    }

    @ParameterizedTest
    @MethodSource
    void badInputIsRefused(String field, Map<String, ?> settings) {
        org.attach(METHOD, identity, settings(settings))
                .then()
                .statusCode(422)
                .body("message.path.flatten()", hasItem(field));
    }

    static Stream<Arguments> badInputIsRefused() {
        return Stream.of(
                Arguments.of("type", Map.of("type", "")),
                Arguments.of("type", Map.of("type", "GCE")),
                Arguments.of("allowedServiceAccounts", Map.of("allowedServiceAccounts", "ada@gmail.com")),
                Arguments.of("allowedServiceAccounts", Map.of("allowedServiceAccounts", "*")),
                Arguments.of("allowedProjects", Map.of("type", "iam", "allowedProjects", "shop")),
                Arguments.of("allowedZones", Map.of("type", "iam", "allowedZones", "europe-west1-b")),
                Arguments.of("accessTokenTTL", Map.of("accessTokenTTL", -1)));
    }

    @Test
    void explanation_asksWhatALoginAsks() {
        attach(Map.of("allowedProjects", "other"));

        explain(machine(Map.of()))
                .then()
                .statusCode(200)
                .body(at("explanation.wouldLogIn", equalTo(false)))
                .body(at("explanation.signature.passed", equalTo(true)))
                .body("explanation.checks.findAll { !it.passed }.check", equalTo(List.of("allowedProjects")))
                .body(
                        "explanation.checks.find { it.check == 'allowedProjects' }.answer",
                        equalTo("Access denied: GCP project not allowed."));
    }

    /** Nor for an administrator do we ask for the keys of whomever a token names. */
    @Test
    void T8_explanation_doesNotAskForKeysOfStrangers() {
        attach(iam());

        explain(signed(Map.of("sub", "eve@evil.iam.gserviceaccount.com")))
                .then()
                .statusCode(200)
                .body(at("explanation.wouldLogIn", equalTo(false)))
                .body(at("explanation.signature.passed", equalTo(false)))
                .body(at("explanation.signature.reason", containsString("signature not checked")));
    }

    private Response explain(String token) {
        return org.asAdmin()
                .body(Map.of("jwt", token))
                .post("/api/x/identities/%s/explain-login/%s".formatted(identity, METHOD));
    }

    private void attach(Map<String, ?> overrides) {
        org.attach(METHOD, identity, settings(overrides)).then().statusCode(200);
    }

    private Map<String, Object> settings(Map<String, ?> overrides) {
        Map<String, Object> body = new HashMap<>(Map.of("type", "gce", "allowedServiceAccounts", account));
        body.putAll(overrides);
        return body;
    }

    private static Map<String, String> iam() {
        return Map.of("type", "iam");
    }

    private Response logIn(String token) {
        return Org.logInBy(METHOD, Map.of("identityId", identity, "jwt", token));
    }

    /** As the metadata server of a machine gives it. */
    private String machine(Map<String, ? extends @Nullable Object> overrides) {
        Map<String, Object> engine = Map.of("project_id", "shop", "zone", "europe-west1-b", "instance_name", "web-1");
        Map<String, Object> facts = Map.of(
                "iss",
                "https://accounts.google.com",
                "sub",
                "106824000000000000000",
                "email",
                account,
                "email_verified",
                true,
                "google",
                Map.of("compute_engine", engine));
        return GOOGLE.sign(HEADER, claims(facts, overrides));
    }

    /** As a service account signs it. */
    private String signed(Map<String, ? extends @Nullable Object> overrides) {
        return GOOGLE.sign(HEADER, claims(Map.of("sub", account), overrides));
    }

    private String claims(Map<String, ?> facts, Map<String, ? extends @Nullable Object> overrides) {
        Map<String, @Nullable Object> claims = new HashMap<>(facts);
        claims.put("aud", identity);
        claims.put("exp", TestClock.now().plusSeconds(3600).getEpochSecond());
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
