package dev.claviger.auth.token;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import dev.claviger.auth.TestClock;
import dev.claviger.auth.Together;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Access tokens from login to their end: claims, use, renewal, revocation. */
@AuthServiceTest
class TokenLifeTest {
    private static final String DETAILS = Org.IDENTITIES + "/details";
    private static final String RENEW = "/api/v1/auth/token/renew";
    private static final String REVOKE = "/api/v1/auth/token/revoke";

    private final Org org = Org.shared();

    @Test
    void claims_areWhatClientsRead() {
        String identity = org.identity("member");
        JsonObject claims = claims(login(identity, Map.of("accessTokenTTL", 7200)));
        long now = TestClock.now().getEpochSecond();

        assertThat(claims.getMap())
                .containsEntry("iss", "claviger")
                .containsEntry("authTokenType", "identityAccessToken")
                .containsEntry("identityId", identity)
                .containsEntry("identityName", "pipeline")
                .containsEntry("authMethod", "universal-auth")
                .containsEntry("orgId", org.id().toString())
                .containsEntry("orgRole", "member")
                .containsEntry("iat", (int) now)
                .containsEntry("exp", (int) now + 7200)
                .containsEntry("identityAccessTokenId", claims.getString("jti"))
                .containsKey("clientSecretId");
        assertThat(claims.getJsonObject("prov").getMap()).isEmpty();
    }

    @Test
    void keySet_publishesPublicKeysOnly_andNamesTheSigner() {
        String kid = new JsonObject(decoded(login(org.identity(), Map.of()), 0)).getString("kid");

        given().get("/.well-known/jwks.json")
                .then()
                .statusCode(200)
                .header("Cache-Control", "public, max-age=60")
                .body(at("keys.kid", hasItem(kid)))
                .body(at("keys.kty", everyItem(equalTo("EC"))))
                .body(at("keys.alg", everyItem(equalTo("ES256"))))
                .body(at("keys", everyItem(not(hasKey("d")))));
    }

    @Test
    void token_endsWhenItSays() {
        String token = login(org.identity(), Map.of("accessTokenTTL", 60));
        TestClock.step(Duration.ofSeconds(59));
        Org.as(token).get(DETAILS).then().statusCode(200);
        TestClock.step(Duration.ofSeconds(1));

        Org.as(token)
                .get(DETAILS)
                .then()
                .statusCode(403)
                .body(at("error", equalTo("TokenError")))
                .body(at("message", equalTo("Your token has expired. Please re-authenticate.")));
    }

    @Test
    void renewal_givesANewToken_ofTheSameLogin() {
        String first = login(org.identity(), Map.of("accessTokenTTL", 600, "accessTokenMaxTTL", 1000));
        TestClock.step(Duration.ofMinutes(5));

        Response renewed = renew(first);

        renewed.then()
                .statusCode(200)
                .body(at("accessToken", not(equalTo(first))))
                .body(at("expiresIn", equalTo(600)))
                .body(at("accessTokenMaxTTL", equalTo(1000)))
                .body(at("tokenType", equalTo("Bearer")));
        String second = valueAt(renewed, "accessToken");
        assertThat(claims(second).getString("jti")).isEqualTo(claims(first).getString("jti"));
        Org.as(second).get(DETAILS).then().statusCode(200);
    }

    @Test
    void T19_renewalsStopAtTheMaximum() {
        String token = login(org.identity(), Map.of("accessTokenTTL", 600, "accessTokenMaxTTL", 1000));
        TestClock.step(Duration.ofSeconds(599));
        String second = valueAt(renew(token), "accessToken");
        renew(token).then().body(at("expiresIn", equalTo(401)));
        TestClock.step(Duration.ofSeconds(400));
        String last =
                valueAt(renew(second).then().body(at("expiresIn", equalTo(1))).extract(), "accessToken");
        TestClock.step(Duration.ofSeconds(1));

        renew(last).then().statusCode(401);
        Org.as(last).get(DETAILS).then().statusCode(403);
    }

    @Test
    void periodicToken_isRenewedWithoutEnd() {
        String token = login(
                org.identity(), Map.of("accessTokenPeriod", 600, "accessTokenMaxTTL", 1000, "accessTokenTTL", 10));
        TestClock.step(Duration.ofSeconds(599));
        token = valueAt(renew(token), "accessToken");
        TestClock.step(Duration.ofSeconds(599));

        renew(token)
                .then()
                .statusCode(200)
                .body(at("expiresIn", equalTo(600)))
                .body(at("accessTokenMaxTTL", equalTo(1_000_000_000)));
    }

    @Test
    void unlimitedToken_isLimitedByTheInstallation() {
        String identity = org.identity();
        String client = org.universal(identity, Map.of("accessTokenTTL", 0, "accessTokenMaxTTL", 0));

        Org.logIn(client, valueAt(org.clientSecret(identity, Map.of()), "clientSecret"))
                .then()
                .body(at("expiresIn", equalTo(7_776_000)))
                .body(at("accessTokenMaxTTL", equalTo(0)));
    }

    @Test
    void renewal_takesTheRightsThatTheIdentityHasNow() {
        String identity = org.identity("admin");
        String token = login(identity, Map.of());
        org.asAdmin().body(Map.of("role", "no-access", "name", "renamed")).patch(Org.IDENTITIES + "/" + identity);

        JsonObject claims = claims(valueAt(renew(token), "accessToken"));

        assertThat(claims.getString("orgRole")).isEqualTo("no-access");
        assertThat(claims.getString("identityName")).isEqualTo("renamed");
    }

    @Test
    void T9_revokedTokenIsOfNoUse_norAreItsRenewals() {
        String token = login(org.identity(), Map.of());
        String renewed = valueAt(renew(token), "accessToken");

        revoke(renewed).then().statusCode(200).body(at("message", equalTo("Successfully revoked access token")));

        for (String each : List.of(token, renewed)) {
            Org.as(each).get(DETAILS).then().statusCode(401).body(at("error", equalTo("Unauthorized")));
            renew(each).then().statusCode(401);
        }
        revoke(token).then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", "st.1.2"})
    void whatIsNoTokenOfOurs_isRefused(String token) {
        renew(token).then().statusCode(401);
        revoke(token).then().statusCode(403).body(at("error", equalTo("TokenError")));
        Org.as(token).get(DETAILS).then().statusCode(403).body(at("error", equalTo("TokenError")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"accessToken\":null}", "{\"accessToken\":\"\"}", "{\"accessToken\":7}"})
    void missingToken_isInvalid(String body) {
        given().contentType(ContentType.JSON).body(body).post(RENEW).then().statusCode(422);
        given().contentType(ContentType.JSON).body(body).post(REVOKE).then().statusCode(422);
    }

    @Test
    void T11_missingOrDoubledCredentials_areRefused() {
        String token = login(org.identity(), Map.of());

        given().get(DETAILS).then().statusCode(401);
        given().header("Authorization", "Basic " + token).get(DETAILS).then().statusCode(401);
        Org.as(token)
                .header("Authorization", "Bearer " + token)
                .get(DETAILS)
                .then()
                .statusCode(401);
        Org.as(token)
                .header("x-api-key", "key")
                .get(DETAILS)
                .then()
                .statusCode(400)
                .body(at("message", containsString("Authorization header")));
        given().header("x-api-key", "key").get(DETAILS).then().statusCode(400);
        given().get(DETAILS + "?path=/api/v1/auth/universal-auth/login").then().statusCode(401);
    }

    @Test
    void T9_useLimitIsExact_whenManyCallAtOnce() {
        String token = login(org.identity(), Map.of("accessTokenNumUsesLimit", 5));

        List<Integer> answers =
                Together.run(20, () -> Org.as(token).get(DETAILS).statusCode());

        assertThat(Collections.frequency(answers, 200)).isEqualTo(5);
        assertThat(Collections.frequency(answers, 401)).isEqualTo(15);
        renew(token).then().statusCode(401);
    }

    @Test
    void token_isBoundToItsAddresses_alsoForRenewal() {
        String token =
                login(org.identity(), Map.of("accessTokenTrustedIps", List.of(Map.of("ipAddress", "10.0.0.0/8"))));

        Org.as(token).header("X-Forwarded-For", "11.0.0.1").get(DETAILS).then().statusCode(401);
        Org.as(token).header("X-Forwarded-For", "10.9.9.9").get(DETAILS).then().statusCode(200);
        renew(token).then().statusCode(401);
    }

    @Test
    void T19_tokenEndsWithItsIdentity() {
        String identity = org.identity();
        String token = login(identity, Map.of());

        org.asAdmin().delete(Org.IDENTITIES + "/" + identity).then().statusCode(200);

        Org.as(token).get(DETAILS).then().statusCode(401);
        renew(token).then().statusCode(401);
    }

    @Test
    void T19_tokenEndsWithItsLoginMethod() {
        String identity = org.identity();
        String token = login(identity, Map.of());

        org.asAdmin().delete(Org.UNIVERSAL + "/identities/" + identity).then().statusCode(200);

        Org.as(token).get(DETAILS).then().statusCode(401);
    }

    /** T18: whoever was degraded acts with its new role at once, whatever its token says. */
    @Test
    void T18_rightsAreThoseOfNow() {
        String identity = org.identity("admin");
        String token = login(identity, Map.of());
        Org.as(token).get(Org.IDENTITIES).then().statusCode(200);

        org.asAdmin().body(Map.of("role", "no-access")).patch(Org.IDENTITIES + "/" + identity);

        Org.as(token).get(Org.IDENTITIES).then().statusCode(403).body(at("error", equalTo("PermissionDenied")));
    }

    private String login(String identity, Map<String, ?> settings) {
        String client = org.universal(identity, settings);
        return valueAt(Org.logIn(client, valueAt(org.clientSecret(identity, Map.of()), "clientSecret")), "accessToken");
    }

    private static Response renew(String token) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("accessToken", token))
                .post(RENEW);
    }

    private static Response revoke(String token) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("accessToken", token))
                .post(REVOKE);
    }

    private static JsonObject claims(String token) {
        return new JsonObject(decoded(token, 1));
    }

    private static String decoded(String token, int part) {
        return new String(Base64.getUrlDecoder().decode(token.split("\\.", -1)[part]), StandardCharsets.UTF_8);
    }
}
