package dev.claviger.auth.tokenauth;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import dev.claviger.auth.TestClock;
import dev.claviger.testkit.EventTap;
import dev.claviger.testkit.RealEngines;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@AuthServiceTest
class TokenAuthTest {
    private static final String METHOD = "token-auth";
    private static final String TOKENS = "/api/v1/auth/token-auth/tokens/";

    private final Org org = Org.shared();
    private String identity = "";

    @BeforeEach
    void newIdentity() {
        identity = org.identity("member");
    }

    @Test
    void configuration_comesBackAsSent() {
        org.attach(
                        METHOD,
                        identity,
                        Map.of(
                                "identityId", identity,
                                "accessTokenTTL", 60,
                                "accessTokenMaxTTL", 120,
                                "accessTokenNumUsesLimit", 3,
                                "accessTokenTrustedIps", List.of(Map.of("ipAddress", "10.0.0.0/8"))))
                .then()
                .statusCode(200);

        org.asAdmin()
                .get(path())
                .then()
                .statusCode(200)
                .body(at("identityTokenAuth.id", notNullValue()))
                .body(at("identityTokenAuth.identityId", equalTo(identity)))
                .body(at("identityTokenAuth.accessTokenTTL", equalTo(60)))
                .body(at("identityTokenAuth.accessTokenMaxTTL", equalTo(120)))
                .body(at("identityTokenAuth.accessTokenNumUsesLimit", equalTo(3)))
                .body(at("identityTokenAuth.accessTokenTrustedIps[0].prefix", equalTo(8)));
        org.asAdmin()
                .get(Org.IDENTITIES + "/" + identity)
                .then()
                .body(at("identity.identity.authMethods", hasItem(METHOD)));
        org.asAdmin()
                .body(Map.of("accessTokenTTL", 90))
                .patch(path())
                .then()
                .statusCode(200)
                .body(at("identityTokenAuth.accessTokenTTL", equalTo(90)))
                .body(at("identityTokenAuth.accessTokenNumUsesLimit", equalTo(3)));
    }

    @Test
    void token_isAnOrdinaryAccessToken_shownOnce() {
        attach(Map.of("accessTokenTTL", 600));

        Response created = create("ci");
        String token = valueAt(created, "accessToken");
        String id = valueAt(created, "tokenData.id");

        created.then()
                .statusCode(200)
                .body(at("expiresIn", equalTo(600)))
                .body(at("accessTokenMaxTTL", equalTo(2_592_000)))
                .body(at("tokenType", equalTo("Bearer")))
                .body(at("tokenData.name", equalTo("ci")))
                .body(at("tokenData.identityId", equalTo(identity)))
                .body(at("tokenData.authMethod", equalTo(METHOD)))
                .body(at("tokenData.accessTokenTTL", equalTo(600)))
                .body(at("tokenData.accessTokenMaxTTL", equalTo(2_592_000)))
                .body(at("tokenData.accessTokenNumUses", equalTo(0)))
                .body(at("tokenData.accessTokenNumUsesLimit", equalTo(0)))
                .body(at("tokenData.accessTokenPeriod", equalTo(0)))
                .body(at("tokenData.isAccessTokenRevoked", equalTo(false)))
                .body(at("tokenData.accessTokenLastRenewedAt", nullValue()))
                .body(at("tokenData.createdAt", notNullValue()));
        assertThat(payload(token).getMap())
                .containsEntry("jti", id)
                .containsEntry("identityId", identity)
                .containsEntry("authMethod", METHOD);
        Org.as(token).get(Org.IDENTITIES).then().statusCode(200);
        Response read = org.asAdmin().get(TOKENS + id);
        Response list = org.asAdmin().get(path() + "/tokens");
        read.then().statusCode(200).body(at("token.id", equalTo(id))).body(at("token.name", equalTo("ci")));
        list.then().statusCode(200).body(at("tokens.id", contains(id)));
        assertThat(read.asString() + list.asString()).doesNotContain(token);
    }

    @Test
    void token_isRenamed() {
        attach(Map.of());
        String id = valueAt(create("old"), "tokenData.id");

        org.asAdmin()
                .body(Map.of("name", "new"))
                .patch(TOKENS + id)
                .then()
                .statusCode(200)
                .body(at("token.name", equalTo("new")));
        org.asAdmin().get(TOKENS + id).then().body(at("token.name", equalTo("new")));
    }

    @Test
    void revokedToken_isUselessAtOnce() {
        attach(Map.of());
        Response created = create("");
        Response other = create("");

        org.asAdmin()
                .post(TOKENS + valueAt(created, "tokenData.id") + "/revoke")
                .then()
                .statusCode(200)
                .body(at("token.isAccessTokenRevoked", equalTo(true)));

        Org.as(valueAt(created, "accessToken")).get(Org.IDENTITIES).then().statusCode(401);
        Org.as(valueAt(other, "accessToken")).get(Org.IDENTITIES).then().statusCode(200);
        org.asAdmin()
                .get(TOKENS + valueAt(created, "tokenData.id"))
                .then()
                .body(at("token.isAccessTokenRevoked", equalTo(true)));
    }

    @Test
    void token_isRevokedByItsHolder_andWithTheMethod() {
        attach(Map.of());
        Response first = create("");
        Response second = create("");
        given().contentType(ContentType.JSON)
                .body(Map.of("accessToken", first.<String>path("accessToken")))
                .post("/api/v1/auth/token/revoke")
                .then()
                .statusCode(200);
        org.asAdmin()
                .get(TOKENS + valueAt(first, "tokenData.id"))
                .then()
                .body(at("token.isAccessTokenRevoked", equalTo(true)));

        org.asAdmin().delete(path()).then().statusCode(200);

        Org.as(valueAt(second, "accessToken")).get(Org.IDENTITIES).then().statusCode(401);
    }

    /** T19: renewals go to the maximum and not beyond, and are told. */
    @Test
    void T19_tokenIsRenewedToItsMaximum() {
        attach(Map.of("accessTokenTTL", 60, "accessTokenMaxTTL", 100));
        Response created = create("");
        TestClock.step(Duration.ofSeconds(50));

        Response renewed = given().contentType(ContentType.JSON)
                .body(Map.of("accessToken", created.<String>path("accessToken")))
                .post("/api/v1/auth/token/renew");

        renewed.then().statusCode(200).body(at("expiresIn", equalTo(50)));
        org.asAdmin()
                .get(TOKENS + valueAt(created, "tokenData.id"))
                .then()
                .body(at("token.accessTokenLastRenewedAt", notNullValue()));
    }

    @Test
    void list_goesPageByPage() {
        attach(Map.of());
        String first = valueAt(create("a"), "tokenData.id");
        TestClock.step(Duration.ofSeconds(1));
        String second = valueAt(create("b"), "tokenData.id");

        org.asAdmin().get(path() + "/tokens?limit=1").then().body(at("tokens.id", contains(first)));
        org.asAdmin().get(path() + "/tokens?limit=1&offset=1").then().body(at("tokens.id", contains(second)));
        org.asAdmin().get(path() + "/tokens?limit=&offset=").then().body(at("tokens", hasSize(2)));
        org.asAdmin().get(path() + "/tokens?limit=x").then().statusCode(422);
    }

    @Test
    void missingParts_areTold() {
        org.asAdmin().body("{}").post(path() + "/tokens").then().statusCode(400);
        org.asAdmin().get(TOKENS + UUID.randomUUID()).then().statusCode(404);
        org.asAdmin().get(TOKENS + "nonsense").then().statusCode(422);
        attach(Map.of());
        org.asAdmin()
                .body(Map.of("name", "x".repeat(256)))
                .post(path() + "/tokens")
                .then()
                .statusCode(422);
    }

    /** T16: tokens of another organisation are not there, whatever is done to them. */
    @Test
    void T16_tokensOfAnotherOrganisationAreNotFound() {
        attach(Map.of());
        Response created = create("ours");
        String id = valueAt(created, "tokenData.id");
        Org stranger = Org.create();

        stranger.asAdmin().get(TOKENS + id).then().statusCode(404);
        stranger.asAdmin()
                .body(Map.of("name", "mine"))
                .patch(TOKENS + id)
                .then()
                .statusCode(404);
        stranger.asAdmin().post(TOKENS + id + "/revoke").then().statusCode(404);
        stranger.asAdmin().get(path() + "/tokens").then().statusCode(404);
        stranger.asAdmin().body("{}").post(path() + "/tokens").then().statusCode(404);
        Org.as(valueAt(created, "accessToken")).get(Org.IDENTITIES).then().statusCode(200);
    }

    /** T18: who makes a token acts as the identity; members may not make any. */
    @ParameterizedTest
    @ValueSource(strings = {"member", "no-access"})
    void T18_tokensAreMadeByAdministratorsOnly(String role) {
        attach(Map.of());

        Org.as(org.tokenOf(role)).body("{}").post(path() + "/tokens").then().statusCode(403);
    }

    /** Tokens of other methods are not reachable here: they end with their own routes. */
    @Test
    void loginTokens_areNotFound() {
        String client = org.universal(identity, Map.of());
        String secret = valueAt(org.clientSecret(identity, Map.of()), "clientSecret");
        String token = valueAt(Org.logIn(client, secret), "accessToken");

        org.asAdmin().get(TOKENS + payload(token).getString("jti")).then().statusCode(404);
    }

    @Test
    void everyAct_isRecorded() {
        try (EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            attach(Map.of());
            Response created = create("ci");
            String id = valueAt(created, "tokenData.id");
            org.asAdmin().get(TOKENS + id);
            org.asAdmin().get(path() + "/tokens");
            org.asAdmin().body(Map.of("name", "x")).patch(TOKENS + id);
            org.asAdmin().post(TOKENS + id + "/revoke");
            org.asAdmin().get(path());
            org.asAdmin().delete(path());

            var _ = tap.awaitEvent(
                    event -> event.text().contains("revoke-identity-token-auth")
                            && event.text().contains(identity),
                    Duration.ofSeconds(20));
            List<String> names = tap.all(event -> event.text().contains(identity)).stream()
                    .map(event -> event.json().path("data").path("event").asText())
                    .toList();
            assertThat(names)
                    .contains(
                            "add-identity-token-auth",
                            "create-token-identity-token-auth",
                            "get-token-identity-token-auth",
                            "get-tokens-identity-token-auth",
                            "update-token-identity-token-auth",
                            "revoke-token-identity-token-auth",
                            "get-identity-token-auth",
                            "revoke-identity-token-auth");
            assertThat(tap.all().toString()).doesNotContain(created.<String>path("accessToken"));
        }
    }

    private void attach(Map<String, ?> settings) {
        org.attach(METHOD, identity, settings).then().statusCode(200);
    }

    private Response create(String name) {
        return org.asAdmin().body(Map.of("name", name)).post(path() + "/tokens");
    }

    private String path() {
        return Org.auth(METHOD) + "/identities/" + identity;
    }

    private static JsonObject payload(String token) {
        return new JsonObject(new String(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]), UTF_8));
    }
}
