package dev.claviger.auth.method;

import static dev.claviger.auth.Org.rule;
import static dev.claviger.testkit.JsonAt.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import dev.claviger.auth.TestClock;
import dev.claviger.auth.oidc.SignedElsewhere;
import dev.claviger.testkit.EventTap;
import dev.claviger.testkit.RealEngines;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Logins that are played through for an administrator, by the example of JWT auth. */
@AuthServiceTest
class RehearsalTest {
    private static final String METHOD = "jwt-auth";
    private static final String HEADER = "{\"alg\":\"RS256\",\"kid\":\"k\"}";
    private static final SignedElsewhere SIGNER = SignedElsewhere.start();

    private Org org;
    private String identity = "";

    @BeforeEach
    void configure() {
        org = Org.create();
        identity = org.identity();
        org.attach(
                        METHOD,
                        identity,
                        Map.of(
                                "configurationType", "static",
                                "publicKeys", List.of(SIGNER.publicKey()),
                                "boundAudiences", "https://claviger.example",
                                "boundSubject", "job"))
                .then()
                .statusCode(200);
    }

    @AfterAll
    static void stop() {
        SIGNER.close();
    }

    @Test
    void explanation_showsEveryCheck_andIssuesNothing() {
        Response explained = explain(token(Map.of()));

        explained
                .then()
                .statusCode(200)
                .body(at("explanation.wouldLogIn", equalTo(true)))
                .body(at("explanation.signature.passed", equalTo(true)))
                .body(at("explanation.warnings", hasSize(1)))
                .body(at("explanation.checks.claim", hasItems("exp", "nbf", "iss", "sub", "aud")));
        assertThat(explained.asString()).doesNotContain("accessToken");
        assertThat(Org.read("SELECT count(*)::text FROM access_token WHERE identity_id = ?::uuid", identity))
                .isEqualTo("0");
    }

    @Test
    void explanation_goesOnBehindTheFirstRefusal_whichIsWhatALoginAnswers() {
        String token = token(Map.of("sub", "other", "aud", "elsewhere"));

        explain(token)
                .then()
                .statusCode(200)
                .body(at("explanation.wouldLogIn", equalTo(false)))
                .body("explanation.checks.findAll { !it.passed }.claim", equalTo(List.of("sub", "aud")))
                .body(
                        "explanation.checks.find { it.claim == 'sub' }.answer",
                        equalTo("Access denied: JWT subject not allowed."));
        Org.logInBy(METHOD, Map.of("identityId", identity, "jwt", token))
                .then()
                .statusCode(403)
                .body(at("message", equalTo("Access denied: JWT subject not allowed.")));
    }

    @Test
    void explanation_saysWhatIsWrongWithTheSignature() {
        String token = token(Map.of());

        explain(token.substring(0, token.lastIndexOf('.')) + ".c2ln")
                .then()
                .body(at("explanation.wouldLogIn", equalTo(false)))
                .body(at("explanation.signature.passed", equalTo(false)))
                .body(at("explanation.signature.reason", containsString("check=signature")));
        explain("no token")
                .then()
                .statusCode(200)
                .body(at("explanation.signature.reason", containsString("check=form")))
                .body(at("explanation.checks", hasSize(0)));
    }

    @Test
    void T18_itTakesTheRightToChangeTheConfiguration() {
        String token = token(Map.of());

        explainAs(org.tokenWith(List.of(rule("identity", "read"))), token)
                .then()
                .statusCode(403);
        explainAs(Org.create().adminToken(), token).then().statusCode(404);
    }

    @Test
    void otherMethodsAndBadInput_areRefused() {
        org.asAdmin()
                .body(Map.of("jwt", "x"))
                .post("/api/x/identities/%s/explain-login/ldap-auth".formatted(identity))
                .then()
                .statusCode(422)
                .body(at("message[0].message", containsString("azure-auth, gcp-auth, jwt-auth, kubernetes-auth")));
        org.asAdmin()
                .body(Map.of("jwt", "x"))
                .post("/api/x/identities/%s/explain-login/azure-auth".formatted(identity))
                .then()
                .statusCode(400);
        org.asAdmin()
                .body("{}")
                .post("/api/x/identities/%s/explain-login/jwt-auth".formatted(identity))
                .then()
                .statusCode(422);
    }

    @Test
    void T14_itIsRecorded_withoutTheToken() {
        String token = token(Map.of());
        try (EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            explain(token).then().statusCode(200);

            var event = tap.awaitEvent(
                    each -> each.text().contains("explain-identity-login")
                            && each.text().contains(identity),
                    Duration.ofSeconds(20));
            assertThat(event.text()).doesNotContain(token);
        }
    }

    private Response explain(String token) {
        return explainAs(org.adminToken(), token);
    }

    private Response explainAs(String caller, String token) {
        return Org.as(caller)
                .body(Map.of("jwt", token))
                .post("/api/x/identities/%s/explain-login/%s".formatted(identity, METHOD));
    }

    private static String token(Map<String, ?> overrides) {
        return SIGNER.sign(HEADER, claims(overrides));
    }

    private static String claims(Map<String, ?> overrides) {
        Map<String, Object> claims = new HashMap<>(Map.of(
                "aud", "https://claviger.example",
                "sub", "job",
                "exp", TestClock.now().plusSeconds(3600).getEpochSecond()));
        claims.putAll(overrides);
        return new JsonObject(claims).encode();
    }
}
