package dev.claviger.auth.sso;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.hamcrest.Matchers.nullValue;

import dev.claviger.auth.Org;
import dev.claviger.auth.People;
import dev.claviger.auth.People.One;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An organisation with a provider, and somebody who goes there and comes back. */
abstract class SsoJourney {
    static final String CONFIG = "/api/v1/sso/oidc/config";
    static final String LOGIN = "/api/v1/sso/oidc/login";
    static final String CALLBACK = "/api/v1/sso/oidc/callback";

    Org org;
    final String subject = UUID.randomUUID().toString();
    final String email = "sso-" + subject + "@example.com";
    /** One of their own, so that tests do not lock each other out. */
    final String address = People.address();

    private final FakeProvider provider = new FakeProvider();

    /** A browser on its way to the provider. */
    record Away(Map<String, String> sent, String cookie) {}

    @BeforeEach
    void configure() {
        org = Org.create();
        put(Map.of()).then().statusCode(200).body(at("clientSecret", nullValue()));
    }

    @AfterEach
    void stop() {
        provider.close();
    }

    final String issuer() {
        return provider.issuer();
    }

    final int discoveries() {
        return provider.discoveries();
    }

    /** Does this while the next people are at the provider. */
    final void meanwhile(Runnable work) {
        provider.beforeToken(work);
    }

    final String grant(Map<String, String> sent, Map<String, ?> claims) {
        return provider.grant(sent, claims);
    }

    /** A member who is linked already. */
    final One linked(String role) {
        One one = People.member(org, role);
        Org.run(
                "INSERT INTO sso_link SELECT id, ?, ?, now() FROM sso_provider WHERE org_id = ?",
                subject,
                one.id(),
                org.id());
        return one;
    }

    final Away leave() {
        return leave("");
    }

    final Away leave(String invitation) {
        return leave(org, invitation);
    }

    final Away leave(Org into, String invitation) {
        Response answer = given().redirects()
                .follow(false)
                .queryParam("orgSlug", into.id())
                .queryParam("invitation", invitation)
                .get(LOGIN);
        answer.then().statusCode(302);
        return new Away(
                FakeProvider.form(URI.create(answer.header("Location")).getRawQuery()),
                answer.cookie(SsoCookies.BROWSER));
    }

    final Response comeBack(Away away, Map<String, ?> claims) {
        return callback(away, provider.grant(away.sent, claims));
    }

    final RequestSpecification given() {
        return RestAssured.given().header("X-Forwarded-For", address);
    }

    final Response callback(Away away, String code) {
        return given().redirects()
                .follow(false)
                .cookie(SsoCookies.BROWSER, away.cookie)
                .queryParam("state", away.sent.get("state"))
                .queryParam("code", code)
                .get(CALLBACK);
    }

    final String refreshed(Response callback) {
        return valueAt(
                given().cookie("jid", callback.then().statusCode(302).extract().cookie("jid"))
                        .post("/api/v1/auth/token")
                        .then()
                        .statusCode(200)
                        .extract(),
                "token");
    }

    final Map<String, Object> claims() {
        return new HashMap<>(Map.of(
                "sub", subject, "email", email, "email_verified", true, "given_name", "Sol", "family_name", "Ray"));
    }

    final Map<String, Object> claims(String name, Object value) {
        Map<String, Object> claims = claims();
        claims.put(name, value);
        return claims;
    }

    final Response put(Map<String, ?> settings) {
        return org.asAdmin().body(body(settings)).put(CONFIG);
    }

    final Map<String, @Nullable Object> body(Map<String, ?> settings) {
        Map<String, @Nullable Object> body = new HashMap<>(Map.of(
                "discoveryUrl",
                provider.issuer(),
                "issuer",
                provider.issuer(),
                "clientId",
                FakeProvider.CLIENT,
                "clientSecret",
                FakeProvider.SECRET));
        body.putAll(settings);
        return body;
    }

    /** The slug of organisations in tests is their id. */
    final String slug() {
        return org.id().toString();
    }
}
