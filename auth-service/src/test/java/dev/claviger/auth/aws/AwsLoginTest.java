package dev.claviger.auth.aws;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import dev.claviger.testkit.EventTap;
import dev.claviger.testkit.LogCanary;
import dev.claviger.testkit.RealEngines;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@AuthServiceTest
class AwsLoginTest extends AwsHarness {
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
        assertCannotBeFoundOut(body("POST", BODY, forged.encode()));
    }

    @Test
    void missingPartsOfALogin_areTold() {
        Org.logInBy(METHOD, Map.of())
                .then()
                .statusCode(422)
                .body("message.path.flatten()", equalTo(List.of("identityId", "iamRequestBody", "iamRequestHeaders")));
    }
}
