package dev.claviger.auth.sso;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import dev.claviger.auth.People;
import dev.claviger.auth.People.One;
import dev.claviger.auth.TestClock;
import dev.claviger.testkit.EventTap;
import dev.claviger.testkit.JsonAt;
import dev.claviger.testkit.LogCanary;
import dev.claviger.testkit.RealEngines;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Single sign-on from the login page and back to it. */
@AuthServiceTest
class SsoHandoverTest {
    /** One of their own, so that tests do not lock each other out. */
    private final String address = People.address();

    private static final String BEGIN = "/api/v1/sso/oidc/handover";
    private static final String CALLBACK = "/api/v1/sso/oidc/callback";
    private static final String PAGE = "https://claviger.example/login?callback_port=41234";

    private Org org;
    private One ada;
    private final FakeProvider provider = new FakeProvider();
    private final String subject = UUID.randomUUID().toString();

    /** A browser on its way to the provider. */
    private record Away(Map<String, String> sent, String cookie) {}

    @BeforeEach
    void configure() {
        org = Org.create();
        org.asAdmin()
                .body(Map.of(
                        "discoveryUrl",
                        provider.issuer(),
                        "issuer",
                        provider.issuer(),
                        "clientId",
                        FakeProvider.CLIENT,
                        "clientSecret",
                        FakeProvider.SECRET))
                .put("/api/v1/sso/oidc/config")
                .then()
                .statusCode(200);
        ada = People.member(org, "admin");
        Org.run(
                "INSERT INTO sso_link SELECT id, ?, ?, now() FROM sso_provider WHERE org_id = ?",
                subject,
                ada.id(),
                org.id());
    }

    @AfterEach
    void stop() {
        provider.close();
    }

    @Test
    void person_comesBackToThePage_whichFetchesTheSession() {
        Response back = comeBack(leave(41234), claims());

        back.then().statusCode(302).header("Location", equalTo(PAGE + "#sso"));
        assertThat(back.headers().getValues("Set-Cookie"))
                .singleElement()
                .satisfies(cookie -> assertThat(cookie)
                        .startsWith("claviger_handover=")
                        .contains("; Path=/api/v1/sso/oidc/handover/41234;", "HttpOnly", "Secure", "SameSite=Strict"));
        Response fetched = fetch(41234, secret(back));
        fetched.then().statusCode(200).cookie("claviger_handover", equalTo(""));
        String token = valueAt(fetched, "token");
        assertThat(People.claims(token))
                .containsEntry("userId", ada.id().toString())
                .containsEntry("authMethod", "oidc")
                .containsEntry("organizationId", org.id().toString());
        ada.select(token, org.id()).then().statusCode(200).body(at("isMfaEnabled", equalTo(false)));
    }

    @Test
    void login_isRecorded_andSoIsFetchingTheSession() {
        try (EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            fetch(41234, secret(comeBack(leave(41234), claims()))).then().statusCode(200);

            for (String name : List.of("user-login", "refresh-user-session")) {
                var _ = tap.awaitEvent(
                        event -> event.text().contains(name)
                                && event.text().contains(ada.id().toString()),
                        Duration.ofSeconds(20));
            }
        }
    }

    @Test
    void pageWithoutAPort_isComeBackToAsWell() {
        Response back = comeBack(leave(0), claims());

        back.then().statusCode(302).header("Location", equalTo("https://claviger.example/login#sso"));
        fetch(0, secret(back)).then().statusCode(200);
    }

    @Test
    void T9_sessionIsFetchedOnce_andEndsWhenSomebodyComesASecondTime() {
        String secret = secret(comeBack(leave(41234), claims()));
        String token = valueAt(fetch(41234, secret).then().statusCode(200).extract(), "token");
        ada.as(token).get("/api/v1/user").then().statusCode(200);

        fetch(41234, secret).then().statusCode(401);

        ada.as(token).get("/api/v1/user").then().statusCode(401);
    }

    @Test
    void T9_stateOfAnotherBrowser_isRefused() {
        Away attacker = leave(41234);
        Away victim = leave(41234);
        String code = provider.grant(attacker.sent, claims());

        callback(new Away(attacker.sent, victim.cookie), code).then().statusCode(401);
        callback(new Away(victim.sent, attacker.cookie), code).then().statusCode(401);
    }

    @Test
    void T9_loginThatTookTooLong_isRefused() {
        Away away = leave(41234);
        TestClock.step(Duration.ofMinutes(10));

        comeBack(away, claims()).then().statusCode(401);
    }

    @Test
    void T21_whatComesBack_doesNotDecideWhereToGoOn() {
        Away away = leave(41234);

        given().redirects()
                .follow(false)
                .cookie(SsoCookies.BROWSER, away.cookie)
                .header("Host", "evil.example")
                .queryParam("state", away.sent.get("state"))
                .queryParam("code", provider.grant(away.sent, claims()))
                .queryParam("callback_port", "50000")
                .queryParam("redirect_uri", "https://evil.example")
                .get(CALLBACK)
                .then()
                .statusCode(302)
                .header("Location", equalTo(PAGE + "#sso"));
    }

    @Test
    void T21_wishesOfWhoBegins_doNotDecideWhereToGo() {
        Response begun = given().contentType(ContentType.JSON)
                .body(Map.of(
                        "orgSlug",
                        slug(),
                        "callbackPort",
                        41234,
                        "redirect_uri",
                        "https://evil.example",
                        "landing",
                        "https://evil.example"))
                .post(BEGIN);

        begun.then().statusCode(200).body(at("url", startsWith(provider.issuer() + "/authorize?")));
        assertThat(JsonAt.<String>valueAt(begun, "url")).doesNotContain("evil");
    }

    /** A login that did not begin on the page does not end there. */
    @Test
    void T21_ordinaryLogin_doesNotReachThePage() {
        Response begun = given().redirects()
                .follow(false)
                .queryParam("orgSlug", slug())
                .queryParam("callbackPort", "41234")
                .queryParam("callback_port", "41234")
                .get("/api/v1/sso/oidc/login");
        Away away = new Away(query(begun.header("Location")), begun.cookie(SsoCookies.BROWSER));

        comeBack(away, claims()).then().statusCode(302).header("Location", equalTo("https://claviger.example/"));
    }

    @Test
    void refusedPerson_comesBackToThePage_withoutASession() {
        assertRefused(comeBack(leave(41234), claims("aud", "another-client")), "#sso-failed");
        assertRefused(comeBack(leave(41234), claims("sub", "nobody-here")), "#sso-unknown");
        Org.run("UPDATE org_membership SET status = 'deactivated' WHERE user_id = ?", ada.id());
        assertRefused(comeBack(leave(41234), claims()), "#sso-unknown");
    }

    @Test
    void T21_errorOfTheProvider_isNotRepeated() {
        Away away = leave(41234);

        Response back = given().redirects()
                .follow(false)
                .cookie(SsoCookies.BROWSER, away.cookie)
                .queryParam("state", away.sent.get("state"))
                .queryParam("error", "<script>alert(1)</script>")
                .queryParam("error_description", "<script>alert(1)</script>")
                .get(CALLBACK);

        assertRefused(back, "#sso-failed");
    }

    /** The second factor is of the person, whoever vouches for them. */
    @Test
    void T18_page_isAskedForTheSecondFactor() {
        ada.as(ada.logIn()).post("/api/v1/user/me/totp/register").then().statusCode(200);
        Org.run("UPDATE user_totp SET confirmed = true WHERE user_id = ?", ada.id());

        String token = valueAt(fetch(41234, secret(comeBack(leave(41234), claims()))), "token");

        ada.select(token, org.id()).then().statusCode(200).body(at("isMfaEnabled", equalTo(true)));
    }

    @Test
    void T13_nothingSecretIsSaid() {
        try (LogCanary canary = LogCanary.listen();
                EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            Away away = leave(41234);
            String secret = secret(comeBack(away, claims()));
            Response fetched = fetch(41234, secret);
            String token = valueAt(fetched, "token");
            String signature = token.substring(token.lastIndexOf('.') + 1);

            var _ = tap.awaitEvent(
                    event -> event.text().contains("refresh-user-session")
                            && event.text().contains(ada.id().toString()),
                    Duration.ofSeconds(20));
            canary.assertSilent(away.cookie, secret, signature);
            assertThat(List.of(away.cookie, secret, signature))
                    .noneMatch(tap.all().toString()::contains);
        }
    }

    private static void assertRefused(Response back, String news) {
        back.then().statusCode(302).header("Location", equalTo(PAGE + news)).body(not(startsWith("<")));
        assertThat(back.headers().hasHeaderWithName("Set-Cookie")).isFalse();
    }

    private Away leave(int port) {
        Response begun = given().contentType(ContentType.JSON)
                .body(Map.of("orgSlug", slug(), "callbackPort", port))
                .post(BEGIN);
        begun.then().statusCode(200);
        return new Away(query(valueAt(begun, "url")), begun.cookie(SsoCookies.BROWSER));
    }

    private static Map<String, String> query(String address) {
        return FakeProvider.form(URI.create(address).getRawQuery());
    }

    private Response comeBack(Away away, Map<String, ?> claims) {
        return callback(away, provider.grant(away.sent, claims));
    }

    private Response callback(Away away, String code) {
        return given().redirects()
                .follow(false)
                .cookie(SsoCookies.BROWSER, away.cookie)
                .queryParam("state", away.sent.get("state"))
                .queryParam("code", code)
                .get(CALLBACK);
    }

    private static String secret(Response back) {
        return back.then().statusCode(302).extract().cookie(SsoCookies.HANDOVER);
    }

    private Response fetch(int port, String secret) {
        return given().cookie(SsoCookies.HANDOVER, secret).post(BEGIN + "/" + port);
    }

    private Map<String, Object> claims() {
        return new HashMap<>(Map.of("sub", subject, "email", "sol@example.com", "email_verified", true));
    }

    private Map<String, Object> claims(String name, Object value) {
        Map<String, Object> claims = claims();
        claims.put(name, value);
        return claims;
    }

    /** The slug of organisations in tests is their id. */
    private String slug() {
        return org.id().toString();
    }

    private RequestSpecification given() {
        return RestAssured.given().header("X-Forwarded-For", address);
    }
}
