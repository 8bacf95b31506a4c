package dev.claviger.auth.aws;

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
import dev.claviger.testkit.EventTap;
import dev.claviger.testkit.LogCanary;
import dev.claviger.testkit.RealEngines;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@AuthServiceTest
class AwsAuthTest {
    private static final String METHOD = "aws-auth";
    private static final String WRAPPER = "identityAwsAuth.";
    private static final String UNVERIFIED = "Access denied: the signed AWS request could not be verified.";
    private static final String BODY = "Action=GetCallerIdentity&Version=2011-06-15";
    private static final String ROLE = "arn:aws:iam::123456789012:role/deployer";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Org org = Org.shared();
    private final Sts sts = Sts.start();
    private String identity = "";

    @BeforeEach
    void newIdentity() {
        identity = org.identity("member");
    }

    @AfterEach
    void stop() {
        sts.close();
    }

    @Test
    void login_sendsTheSignedRequestOn() {
        attach(Map.of("accessTokenTTL", 600));

        Response answer = login();

        answer.then()
                .statusCode(200)
                .body(at("expiresIn", equalTo(600)))
                .body(at("accessTokenMaxTTL", equalTo(2_592_000)))
                .body(at("tokenType", equalTo("Bearer")));
        Sts.Asked asked = sts.asked().getFirst();
        assertThat(asked.method()).isEqualTo("POST");
        assertThat(asked.body()).isEqualTo(BODY);
        assertThat(asked.headers()).containsEntry("accept", "application/json").containsEntry("host", sts.host());
        Org.as(valueAt(answer, "accessToken")).get(Org.IDENTITIES).then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/login", "/login/"})
    void login_takesFormsToo(String route) {
        attach(Map.of());

        given().contentType(ContentType.URLENC)
                .formParam("identityId", identity)
                .formParam("iamHttpRequestMethod", "POST")
                .formParam("iamRequestBody", base64(BODY))
                .formParam(
                        "iamRequestHeaders", base64(json(signed(Map.of(), BODY)).encode()))
                .post(Org.auth(METHOD) + route)
                .then()
                .statusCode(200);
    }

    /** Renewal keeps them: they are for permission templates. */
    @Test
    void token_carriesTheCaller() {
        attach(Map.of());
        String token = valueAt(login(), "accessToken");
        String renewed = valueAt(
                given().contentType(ContentType.JSON)
                        .body(Map.of("accessToken", token))
                        .post("/api/v1/auth/token/renew"),
                "accessToken");

        for (String each : List.of(token, renewed)) {
            assertThat(payload(each)
                            .getJsonObject("identityAuth")
                            .getJsonObject("aws")
                            .getMap())
                    .isEqualTo(Map.of(
                            "accountId", "123456789012",
                            "arn", "arn:aws:sts::123456789012:assumed-role/deployer/i-0abc",
                            "userId", "AROA0ABCDEFGHIJKLMNOP:i-0abc",
                            "partition", "aws",
                            "service", "sts",
                            "resourceType", "assumed-role",
                            "resourceName", "deployer"));
        }
    }

    /** Clients differ in how they write down the same request. */
    @Test
    void login_takesTheSpellingsOfClients() {
        attach(Map.of());
        JsonObject lists = new JsonObject();
        json(signed(Map.of(), BODY))
                .forEach(header -> lists.put(header.getKey(), new JsonArray().add(header.getValue())));

        logIn(BODY, lists).then().statusCode(200);
        logIn(BODY, json(signed(Map.of(), BODY)).put("Content-Length", BODY.length()))
                .then()
                .statusCode(200);
        logIn(BODY, json(signed(Map.of("content-length", "43"), BODY))).then().statusCode(200);
        logIn(BODY, json(signed(Map.of("x-amz-security-token", "FwoGZXIvYXdzE/+=="), BODY)))
                .then()
                .statusCode(200);
        String swapped = "Version=2011-06-15&Action=GetCallerIdentity";
        logIn(swapped, json(signed(Map.of(), swapped))).then().statusCode(200);
    }

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

    @ParameterizedTest
    @CsvSource({"400, 401", "403, 401", "429, 503", "500, 503", "204, 503"})
    void statusOfSts_isUnderstood(int status, int expected) {
        attach(Map.of());
        sts.answerWith(status, "");

        login().then().statusCode(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "123456789012, '', 200",
        "'210987654321, 123456789012', '', 200",
        "'', arn:aws:sts::123456789012:assumed-role/deployer, 200",
        "'', 'arn:aws:iam::123456789012:role/other, arn:aws:iam::123456789012:role/dep*', 200",
        "123456789012, arn:aws:iam::123456789012:role/other, 401",
        "210987654321, arn:aws:iam::123456789012:role/deployer, 401",
        "'', arn:aws:iam::210987654321:*, 401",
        "'', arn:aws:sts::123456789012:assumed-role/deployer/i-0abc, 401"
    })
    void T7_accountAndPrincipalMustBothFit(String accounts, String principals, int status) {
        attach(Map.of("allowedAccountIds", accounts, "allowedPrincipalArns", principals));

        login().then().statusCode(status);
    }

    /** T7: STS vouches for them, but nobody has named them. */
    @ParameterizedTest
    @CsvSource({
        "123456789012, arn:aws:iam::123456789012:root",
        "123456789012, arn:aws:sts::123456789012:federated-user/ada",
        "123456789012, arn:aws:iam::210987654321:user/ada",
        "210987654321, arn:aws:iam::123456789012:user/ada"
    })
    void T7_othersThanUsersAndRolesStayOut(String account, String arn) {
        attach(Map.of("allowedAccountIds", "123456789012", "allowedPrincipalArns", ""));
        sts.knowAs(account, arn);

        login().then().statusCode(401);
    }

    @Test
    void refusal_tellsTheAdministratorWhy() {
        attach(Map.of("allowedPrincipalArns", "arn:aws:iam::123456789012:role/other"));
        try (EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            login().then()
                    .statusCode(401)
                    .body(at("message", equalTo("Access denied: AWS principal ARN not allowed.")));

            JsonNode data = tap.awaitEvent(
                            event -> event.text().contains("login-identity-aws-auth")
                                    && event.text().contains(identity),
                            Duration.ofSeconds(20))
                    .json()
                    .path("data");
            assertThat(data.path("outcome").asText()).isEqualTo("denied");
            assertThat(data.path("reason").asText())
                    .isEqualTo("check=allowedPrincipalArns expected=arn:aws:iam::123456789012:role/other"
                            + " received=arn:aws:sts::123456789012:assumed-role/deployer/i-0abc");
            assertThat(data.path("metadata").path("awsAccountId").asText()).isEqualTo("123456789012");
        }
    }

    /** T13: the signature and the session token are good for minutes, and in no log and no event. */
    @Test
    void T13_signedRequestsAreNotSaid() {
        String mark = LogCanary.mark("session").replaceAll("[^A-Za-z0-9]", "");
        try (LogCanary canary = LogCanary.listen();
                EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            attach(Map.of());
            JsonObject headers = json(signed(Map.of("x-amz-security-token", mark), BODY));
            String signature = headers.getString("Authorization").replaceFirst(".*Signature=", "");

            logIn(BODY, headers).then().statusCode(200);
            logIn(BODY, headers.copy().put("Cookie", mark + "\n")).then().statusCode(401);
            sts.answerWith(500, mark);
            logIn(BODY, headers).then().statusCode(503);
            org.asAdmin().delete(path()).then().statusCode(200);

            var _ = tap.awaitEvent(
                    event -> event.text().contains("revoke-identity-aws-auth")
                            && event.text().contains(identity),
                    Duration.ofSeconds(20));
            canary.assertSilent(mark, signature, base64(mark));
            assertThat(tap.all().toString()).doesNotContain(mark).doesNotContain(signature);
        }
    }

    @Test
    void detach_endsItsTokens() {
        attach(Map.of());
        String token = valueAt(login(), "accessToken");

        org.asAdmin().delete(path()).then().statusCode(200);

        Org.as(token).get(Org.IDENTITIES).then().statusCode(401);
        login().then().statusCode(401);
    }

    /** T12: an identity that logs in this way, one that does not, none, and what is no id at all. */
    @Test
    void T12_identitiesCannotBeFoundOut() {
        attach(Map.of());
        JsonObject forged = json(signed(Map.of(), BODY));
        forged.put("Authorization", forged.getString("Authorization").replaceFirst(".{4}$", "0000"));
        Map<String, @Nullable Object> bad = body("POST", BODY, forged.encode());
        String without = org.identity();

        Alike.check(
                round -> Org.logInBy(METHOD, bad),
                round -> Org.logInBy(METHOD, as(without, bad)),
                round -> Org.logInBy(METHOD, as(UUID.randomUUID().toString(), bad)),
                round -> Org.logInBy(METHOD, as("nonsense", bad)));
    }

    private static Map<String, @Nullable Object> as(String identity, Map<String, @Nullable Object> login) {
        Map<String, @Nullable Object> body = new HashMap<>(login);
        body.put("identityId", identity);
        return body;
    }

    /** Terraform compares every field with what it sent. */
    @Test
    void whatIsSent_comesBack() {
        org.attach(
                        METHOD,
                        identity,
                        Map.of(
                                "stsEndpoint",
                                "https://sts.amazonaws.com/",
                                "allowedPrincipalArns",
                                ROLE + ",arn:aws:iam::123456789012:user/*",
                                "allowedAccountIds",
                                "123456789012,  210987654321",
                                "accessTokenTTL",
                                60))
                .then()
                .statusCode(200);

        org.asAdmin()
                .get(path())
                .then()
                .statusCode(200)
                .body(at(WRAPPER + "identityId", equalTo(identity)))
                .body(at(WRAPPER + "type", equalTo("iam")))
                .body(at(WRAPPER + "stsEndpoint", equalTo("https://sts.amazonaws.com/")))
                .body(at(WRAPPER + "allowedPrincipalArns", equalTo(ROLE + ", arn:aws:iam::123456789012:user/*")))
                .body(at(WRAPPER + "allowedAccountIds", equalTo("123456789012, 210987654321")))
                .body(at(WRAPPER + "accessTokenTTL", equalTo(60)))
                .body(at(WRAPPER + "warnings", hasSize(0)));
        org.asAdmin()
                .get(Org.IDENTITIES + "/" + identity)
                .then()
                .body(at("identity.identity.authMethods", equalTo(List.of(METHOD))));
    }

    @Test
    void looseConfiguration_isWarnedAbout() {
        org.attach(METHOD, identity, Map.of("allowedAccountIds", "123456789012"))
                .then()
                .statusCode(200)
                .body(at(WRAPPER + "stsEndpoint", equalTo("https://sts.amazonaws.com/")))
                .body(at(WRAPPER + "warnings", hasItem(containsString("allowedPrincipalArns is empty"))));
        org.asAdmin()
                .body(Map.of("stsEndpoint", sts.url(), "allowedPrincipalArns", ROLE))
                .patch(path())
                .then()
                .statusCode(200)
                .body(at(WRAPPER + "warnings", hasSize(2)))
                .body(at(WRAPPER + "warnings", hasItem(containsString("no endpoint of AWS"))));
    }

    /** T7: every customer of AWS is nobody in particular. */
    @Test
    void T7_configurationThatBindsNobodyIsRefused() {
        org.attach(METHOD, identity, Map.of()).then().statusCode(400);
        org.attach(METHOD, identity, Map.of("allowedPrincipalArns", " , ", "allowedAccountIds", ""))
                .then()
                .statusCode(400);
    }

    @ParameterizedTest
    @CsvSource({
        "stsEndpoint, file:///etc/passwd",
        "stsEndpoint, https://user:secret@sts.amazonaws.com",
        "stsEndpoint, https://sts.amazonaws.com/path",
        "stsEndpoint, https://sts.amazonaws.com?x=1",
        "allowedPrincipalArns, *",
        "allowedPrincipalArns, arn:aws:iam::*:role/deployer",
        "allowedPrincipalArns, arn:aws:iam::123456789012:root",
        "allowedPrincipalArns, arn:aws:iam::1234*:*",
        "allowedPrincipalArns, arn:aws:s3:::bucket",
        "allowedPrincipalArns, arn:aws:iam::123456789012:role/(a+)+$",
        "allowedAccountIds, 12345",
        "allowedAccountIds, *"
    })
    void badInputIsRefused(String field, String value) {
        org.attach(METHOD, identity, settings(Map.of(field, value)))
                .then()
                .statusCode(422)
                .body("message.path.flatten()", hasItem(field));
    }

    @Test
    void missingPartsOfALogin_areTold() {
        Org.logInBy(METHOD, Map.of())
                .then()
                .statusCode(422)
                .body("message.path.flatten()", equalTo(List.of("identityId", "iamRequestBody", "iamRequestHeaders")));
    }

    private void attach(Map<String, ?> overrides) {
        org.attach(METHOD, identity, settings(overrides)).then().statusCode(200);
    }

    private Map<String, Object> settings(Map<String, ?> overrides) {
        Map<String, Object> body = new HashMap<>(Map.of("stsEndpoint", sts.url(), "allowedPrincipalArns", ROLE));
        body.putAll(overrides);
        return body;
    }

    private Response login() {
        return login(TestClock.now());
    }

    private Response login(Instant signedAt) {
        return logIn(BODY, json(signed(Map.of("x-amz-date", TIME.format(signedAt)), BODY)));
    }

    private Response logIn(String request, JsonObject headers) {
        return Org.logInBy(METHOD, body("POST", request, headers.encode()));
    }

    private Map<String, @Nullable Object> body(String method, String request, String headers) {
        return Map.of(
                "identityId",
                identity,
                "iamHttpRequestMethod",
                method,
                "iamRequestBody",
                base64(request),
                "iamRequestHeaders",
                base64(headers));
    }

    /** The headers of a client, signed. */
    private Map<String, String> signed(Map<String, String> overrides, String body) {
        Map<String, String> headers = headers(overrides);
        String signature = SigV4.authorization("POST", headers, body);
        headers.put("authorization", signature);
        return headers;
    }

    private Map<String, String> headers(Map<String, String> overrides) {
        Map<String, String> headers = new TreeMap<>(Map.of(
                "content-type", "application/x-www-form-urlencoded; charset=utf-8",
                "host", sts.host(),
                "x-amz-date", TIME.format(TestClock.now())));
        headers.putAll(overrides);
        return headers;
    }

    /** As clients write them, with capitals. */
    private static JsonObject json(Map<String, String> headers) {
        Map<String, String> names = Map.of(
                "authorization", "Authorization",
                "content-type", "Content-Type",
                "host", "Host",
                "x-amz-date", "X-Amz-Date",
                "content-length", "Content-Length");
        JsonObject json = new JsonObject();
        headers.forEach((name, value) -> json.put(names.getOrDefault(name, name), value));
        return json;
    }

    private String path() {
        return Org.auth(METHOD) + "/identities/" + identity;
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    private static JsonObject payload(String token) {
        return new JsonObject(new String(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]), UTF_8));
    }
}
