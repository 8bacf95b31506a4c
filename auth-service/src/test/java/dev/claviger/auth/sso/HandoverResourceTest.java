package dev.claviger.auth.sso;

import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.People;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the single sign-on of the login page refuses before it begins. */
@AuthServiceTest
class HandoverResourceTest {
    /** One of their own, so that tests do not lock each other out. */
    private final String address = People.address();

    private static final String BEGIN = "/api/v1/sso/oidc/handover";
    private static final String BODY = "{\"orgSlug\":\"nobody-there\",\"callbackPort\":41234}";

    @ParameterizedTest
    @ValueSource(strings = {"1", "80", "1023", "65536", "-1", "41234.5", "\"x\"", "\"41234@evil.example\"", "[41234]"})
    void T21_otherPorts_areRefused(String port) {
        given().contentType(ContentType.JSON)
                .body("{\"orgSlug\":\"nobody-there\",\"callbackPort\":%s}".formatted(port))
                .post(BEGIN)
                .then()
                .statusCode(422);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1023", "65536", "-5"})
    void sessionAtAnotherPort_isRefused(String port) {
        given().post(BEGIN + "/" + port).then().statusCode(422);
    }

    @Test
    void sessionAtNoPort_isNotFound() {
        given().post(BEGIN + "/x").then().statusCode(404);
    }

    @Test
    void T9_sessionIsNotFetched_withoutItsCookie() {
        given().post(BEGIN + "/41234").then().statusCode(401);
        given().cookie(SsoCookies.HANDOVER, "guessed")
                .post(BEGIN + "/41234")
                .then()
                .statusCode(401);
    }

    /** A page of another site can send these without asking the browser first. */
    @ParameterizedTest
    @ValueSource(strings = {"application/x-www-form-urlencoded", "text/plain"})
    void T21_formOfAnotherSite_beginsNothing(String type) {
        Response answer = given().contentType(type).body(BODY).post(BEGIN);

        answer.then().statusCode(415);
        assertThat(answer.headers().hasHeaderWithName("Set-Cookie")).isFalse();
    }

    @Test
    void T21_untypedBodyOfAnotherSite_beginsNothing() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(RestAssured.baseURI + ":" + RestAssured.port + BEGIN))
                .POST(HttpRequest.BodyPublishers.ofString(BODY))
                .build();

        try (HttpClient client = HttpClient.newHttpClient()) {
            assertThat(client.send(request, HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(415);
        }
    }

    @Test
    void addressOfAnotherSite_beginsNothing() {
        given().queryParam("orgSlug", "nobody-there").get(BEGIN).then().statusCode(405);
    }

    @Test
    void unknownOrganisation_isNotFound() {
        given().contentType(ContentType.JSON)
                .body(Map.of("orgSlug", "nobody-there", "callbackPort", 41234))
                .post(BEGIN)
                .then()
                .statusCode(404);
        given().contentType(ContentType.JSON).body("{}").post(BEGIN).then().statusCode(422);
        given().contentType(ContentType.JSON).post(BEGIN).then().statusCode(422);
    }

    private RequestSpecification given() {
        return RestAssured.given().header("X-Forwarded-For", address);
    }
}
