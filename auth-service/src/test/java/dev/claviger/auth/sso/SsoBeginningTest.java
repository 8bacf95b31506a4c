package dev.claviger.auth.sso;

import static dev.claviger.testkit.JsonAt.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import dev.claviger.auth.People;
import dev.claviger.auth.People.One;
import dev.claviger.auth.TestClock;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How logins by single sign-on begin: anybody may, from outside, and as often as an address may fail. */
@AuthServiceTest
class SsoBeginningTest extends SsoJourney {
    @Test
    void request_hasStateNonceAndChallenge_andTheConfiguredAddressOnly() {
        Response answer = given().redirects()
                .follow(false)
                .queryParam("orgSlug", slug())
                .queryParam("redirect_uri", "https://evil.example")
                .get(LOGIN);

        answer.then().statusCode(302);
        assertThat(answer.header("Location")).startsWith(issuer() + "/authorize?");
        Map<String, String> sent =
                FakeProvider.form(URI.create(answer.header("Location")).getRawQuery());
        assertThat(sent)
                .containsEntry("redirect_uri", "https://claviger.example" + CALLBACK)
                .containsEntry("code_challenge_method", "S256")
                .containsKeys("state", "nonce", "code_challenge");
        assertThat(answer.header("Set-Cookie")).contains("HttpOnly", "SameSite=Lax", "Secure");
    }

    /** Each leaves a row, and tells whether there is such an organisation. */
    @Test
    void T10_beginnings_lockTheirAddress_likeWrongPasswords_unlessPeopleComeBack() {
        One ada = linked("member");
        comeBack(leave(), claims()).then().statusCode(302);
        assertThat(People.failures(address)).isEqualTo("0");
        var _ = leave();
        given().queryParam("orgSlug", "nobody-there").get(LOGIN).then().statusCode(404);
        assertThat(People.failures(address)).isEqualTo("2");

        People.lock(address);

        given().redirects()
                .follow(false)
                .queryParam("orgSlug", slug())
                .get(LOGIN)
                .then()
                .statusCode(401)
                .body(at("message", containsString("Locked after too many failed attempts")));
        given().contentType(ContentType.JSON)
                .body(Map.of("orgSlug", slug(), "callbackPort", 41234))
                .post("/api/v1/sso/oidc/handover")
                .then()
                .statusCode(401);
        Org.as(ada.logIn())
                .header("X-Forwarded-For", address)
                .body(Map.of("orgSlug", slug()))
                .post("/api/v1/sso/oidc/link")
                .then()
                .statusCode(401);
        TestClock.step(Duration.ofMinutes(15));
        comeBack(leave(), claims()).then().statusCode(302);
    }

    @Test
    void T10_providerThatIsAway_locksNobodyOut() {
        put(Map.of("discoveryUrl", "http://127.0.0.1:1", "issuer", "http://127.0.0.1:1"))
                .then()
                .statusCode(200);

        given().queryParam("orgSlug", slug()).get(LOGIN).then().statusCode(401);

        assertThat(People.failures(address)).isEqualTo("0");
    }

    /** A page lets the browsers of everybody who looks at it begin logins. */
    @ParameterizedTest
    @ValueSource(strings = {"image", "iframe", "empty"})
    void T10_beginningsOfAForeignPage_areNone_andDoNotCount(String destination) {
        given().header("Sec-Fetch-Dest", destination)
                .queryParam("orgSlug", slug())
                .get(LOGIN)
                .then()
                .statusCode(401);

        assertThat(People.failures(address)).isEmpty();
        given().redirects()
                .follow(false)
                .header("Sec-Fetch-Dest", "document")
                .queryParam("orgSlug", slug())
                .get(LOGIN)
                .then()
                .statusCode(302);
    }

    /** Anybody may begin logins. */
    @Test
    void T20_beginnings_doNotAskTheProviderEachTime() {
        for (int i = 0; i < 5; i++) {
            var _ = leave();
        }

        assertThat(discoveries()).isLessThanOrEqualTo(1);
    }
}
