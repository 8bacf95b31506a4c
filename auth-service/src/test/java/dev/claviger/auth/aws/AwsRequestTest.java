package dev.claviger.auth.aws;

import static dev.claviger.testkit.JsonAt.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import dev.claviger.auth.TestClock;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which requests are sent on, where to, and what their answers mean. */
@AuthServiceTest
class AwsRequestTest extends AwsHarness {
    /** T21: one question may be asked, and nothing of the caller's goes along. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Action=AssumeRole&Version=2011-06-15&RoleArn=arn:aws:iam::123456789012:role/admin&RoleSessionName=x",
                BODY + "&x=1",
                BODY + "\n",
                " " + BODY,
                "Action=GetCallerIdentity&Action=GetSessionToken&Version=2011-06-15",
                "Action=GetCallerIdentity",
                "action=getcalleridentity&version=2011-06-15"
            })
    void T21_otherBodiesAreNotSent(String body) {
        attach(Map.of());

        logIn(body, json(signed(Map.of(), body))).then().statusCode(body.isEmpty() ? 422 : 401);

        assertThat(sts.asked()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "post", "POST /x HTTP/1.1\r\nX: "})
    void T21_otherMethodsAreNotSent(String method) {
        attach(Map.of());

        Org.logInBy(METHOD, body(method, BODY, json(signed(Map.of(), BODY)).encode()))
                .then()
                .statusCode(401)
                .body(at("message", equalTo(UNVERIFIED)));

        assertThat(sts.asked()).isEmpty();
    }

    /** T21: only what the signature needs is sent on; what else is signed cannot be verified and is refused. */
    @Test
    void T21_otherHeadersAreNotSentOn() {
        attach(Map.of());
        JsonObject unsigned = json(signed(Map.of(), BODY))
                .put("X-Forwarded-For", "10.0.0.1")
                .put("Cookie", "a=b")
                .put("Accept", "text/xml")
                .put("X-Amz-Target", "x")
                .put("Transfer-Encoding", "chunked")
                .put("Connection", "keep-alive")
                .put("Expect", "100-continue");

        logIn(BODY, unsigned).then().statusCode(200);

        assertThat(sts.asked().getFirst().headers().keySet())
                .containsExactlyInAnyOrder(
                        "accept",
                        "authorization",
                        "content-length",
                        "content-type",
                        "host",
                        "user-agent",
                        "x-amz-date",
                        "connection");
        assertThat(sts.asked().getFirst().headers()).containsEntry("connection", "close");
        for (String name : List.of("accept", "x-evil", "cookie", "x-http-method-override")) {
            logIn(BODY, json(signed(Map.of(name, "application/json"), BODY)))
                    .then()
                    .statusCode(401);
        }
        assertThat(sts.asked()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource
    void T21_oddHeadersAreRefused(String name, Object value) {
        attach(Map.of());

        logIn(BODY, json(signed(Map.of(), BODY)).put(name, value))
                .then()
                .statusCode(401)
                .body(at("message", equalTo(UNVERIFIED)));

        assertThat(sts.asked()).isEmpty();
    }

    static Stream<Arguments> T21_oddHeadersAreRefused() {
        return Stream.of(
                Arguments.of("Content-Type", "x\r\nX-Evil: 1"),
                Arguments.of("content-type", "application/x-www-form-urlencoded"),
                Arguments.of("Content-Length", "44"),
                Arguments.of("HOST", "evil.example"),
                Arguments.of("X-Amz-Date", ""),
                Arguments.of("X-Amz-Date", "19990101T000000Z"),
                Arguments.of("X-Amz-Date", "now"),
                Arguments.of("X-Amz-Date", new JsonArray().add("a").add("b")),
                Arguments.of("X-Amz-Date", new JsonObject()),
                Arguments.of("X-Note", "ä"),
                Arguments.of("Authorization", "Bearer x"),
                Arguments.of(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/eu-west-1/s3/aws4_request, SignedHeaders=host;x-amz-date, Signature="
                                + "0".repeat(64)),
                Arguments.of("X-Note", "x".repeat(9000)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "null", "{", "\"x\"", "{}", "{\"a\":{\"b\":{}}}"})
    void T20_whatIsNoHeaders_isRefused(String headers) {
        attach(Map.of());

        Org.logInBy(METHOD, body("POST", BODY, headers)).then().statusCode(headers.isEmpty() ? 422 : 401);
        Org.logInBy(METHOD, Map.of("identityId", identity, "iamRequestBody", "%%%", "iamRequestHeaders", "%%%"))
                .then()
                .statusCode(401);

        assertThat(sts.asked()).isEmpty();
    }

    /** T6: the signature must cover what makes it fresh and ours. */
    @Test
    void T6_signatureMustCoverHostAndDate() {
        attach(Map.of());
        for (String missing : List.of("host", "x-amz-date")) {
            Map<String, String> headers = headers(Map.of());
            headers.remove(missing);
            String signature = SigV4.authorization("POST", headers, BODY);

            logIn(BODY, json(headers(Map.of())).put("Authorization", signature))
                    .then()
                    .statusCode(401);
        }
        assertThat(sts.asked()).isEmpty();
    }

    @Test
    void T6_wrongSignatureIsRefused() {
        attach(Map.of());
        JsonObject headers = json(signed(Map.of(), BODY));
        headers.put(
                "Authorization",
                headers.getString("Authorization").replaceFirst("Signature=.{8}", "Signature=00000000"));

        logIn(BODY, headers).then().statusCode(401).body(at("message", equalTo(UNVERIFIED)));

        assertThat(sts.asked()).hasSize(1);
    }

    /** T9: whoever has seen a request may send it once more, but not for long. */
    @Test
    void T9_oldRequestsAreNotSent() {
        attach(Map.of());
        Instant now = TestClock.now();

        login(now.minusSeconds(329)).then().statusCode(200);
        login(now.minusSeconds(331)).then().statusCode(401);
        login(now.plusSeconds(29)).then().statusCode(200);
        login(now.plusSeconds(31)).then().statusCode(401).body(at("message", equalTo(UNVERIFIED)));

        assertThat(sts.asked()).hasSize(2);
    }

    /** T8: the request goes where the configuration says, or nowhere. */
    @Test
    void T8_hostOfTheCallerCountsForNothing() {
        attach(Map.of());
        try (Sts elsewhere = Sts.start()) {
            for (String host :
                    List.of(elsewhere.host(), "sts.eu-west-1.amazonaws.com", "127.0.0.1", "169.254.169.254")) {
                logIn(BODY, json(signed(Map.of("host", host), BODY))).then().statusCode(401);
            }

            assertThat(elsewhere.asked()).isEmpty();
            assertThat(sts.asked()).isEmpty();
        }
    }

    @Test
    void T8_redirectIsNotFollowed() {
        attach(Map.of());
        try (Sts elsewhere = Sts.start()) {
            sts.answerWith(exchange -> {
                exchange.getResponseHeaders().set("Location", elsewhere.url());
                Sts.send(exchange, 307, "");
            });

            login().then().statusCode(503);

            assertThat(elsewhere.asked()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://169.254.169.254", "https://10.0.0.1"})
    void T8_inside_isNotReached(String endpoint) {
        attach(Map.of("stsEndpoint", endpoint));

        logIn(BODY, json(signed(Map.of("host", endpoint.replaceFirst("https?://", "")), BODY)))
                .then()
                .statusCode(503);
    }

    /** T21: XML is not read, so there is nothing in it to be resolved; only the one form of answer is an answer. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><GetCallerIdentityResponse><GetCallerIdentityResult><Arn>&e;</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>",
                "",
                "null",
                "[]",
                "{}",
                "{\"GetCallerIdentityResult\":{\"Account\":\"123456789012\",\"Arn\":\"arn:aws:iam::123456789012:role/deployer\",\"UserId\":\"x\"}}",
                "{\"GetCallerIdentityResponse\":{\"GetCallerIdentityResult\":{\"Account\":123456789012,\"Arn\":\"x\",\"UserId\":\"x\"}}}",
                "{\"GetCallerIdentityResponse\":{\"GetCallerIdentityResult\":{\"Arn\":\"x\",\"UserId\":\"x\"}}}"
            })
    void T21_otherAnswersAreOutages(String body) {
        attach(Map.of());
        sts.answerWith(200, body);

        login().then().statusCode(503).body(at("message", containsString("cannot identify callers")));
    }
}
