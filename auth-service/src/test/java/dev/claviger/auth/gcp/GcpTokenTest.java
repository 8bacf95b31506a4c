package dev.claviger.auth.gcp;

import static dev.claviger.testkit.JsonAt.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.TestClock;
import dev.claviger.auth.TestClouds;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that are not for this identity, not for now, or not signed. */
@AuthServiceTest
class GcpTokenTest extends GcpHarness {
    /** T6: whoever can get a token of Google for another audience must not get in with it. */
    @ParameterizedTest
    @MethodSource
    void T6_audienceIsThisIdentity(Object audience) {
        attach(Map.of());
        logIn(machine(Map.of("aud", audience)))
                .then()
                .statusCode(401)
                .body(at("message", equalTo("Access denied: GCP audience not allowed.")));

        org.asAdmin().body(Map.of("type", "iam")).patch(path()).then().statusCode(200);
        logIn(signed(Map.of("aud", audience))).then().statusCode(401);
    }

    static Stream<Arguments> T6_audienceIsThisIdentity() {
        return Stream.of(
                Arguments.of(UUID.randomUUID().toString()),
                Arguments.of("https://claviger.example"),
                Arguments.of(""),
                Arguments.of(List.of()),
                Arguments.of(List.of("https://claviger.example")),
                Arguments.of(7));
    }

    @Test
    void T6_severalAudiencesAreRefused() {
        attach(Map.of());

        logIn(machine(Map.of("aud", List.of(identity, "https://other.example"))))
                .then()
                .statusCode(401);
        logIn(machine(without("aud"))).then().statusCode(401);
        logIn(machine(Map.of("aud", identity.toUpperCase(Locale.ROOT)))).then().statusCode(200);
    }

    @Test
    void T6_issuerIsGoogle() {
        attach(Map.of());

        for (Map<String, @Nullable Object> claims : List.<Map<String, @Nullable Object>>of(
                Map.of("iss", "https://accounts.google.com.evil.example"),
                Map.of("iss", "https://accounts.google.com/"),
                Map.of("iss", account),
                without("iss"))) {
            logIn(machine(claims)).then().statusCode(401).body(at("message", equalTo(UNVERIFIED)));
        }
    }

    @Test
    void T6_timesAreKept() {
        attach(Map.of());
        long now = TestClock.now().getEpochSecond();

        logIn(machine(Map.of("exp", now - 29))).then().statusCode(200);
        logIn(machine(Map.of("exp", now - 30))).then().statusCode(401);
        logIn(machine(Map.of("nbf", now + 31))).then().statusCode(401);
        logIn(machine(without("exp"))).then().statusCode(401);
    }

    /** T9: the service account chooses how long its token lives; Google would sign one for twelve hours, a key of its own for ever. */
    @Test
    void T9_longLivedTokensOfServiceAccountsAreRefused() {
        attach(iam());
        long now = TestClock.now().getEpochSecond();

        logIn(signed(Map.of("exp", now + 3630))).then().statusCode(200);
        logIn(signed(Map.of("exp", now + 3631)))
                .then()
                .statusCode(401)
                .body(at("message", containsString("lives too long")));
        logIn(signed(Map.of("exp", now + 1800, "iat", now - 1800))).then().statusCode(200);
        logIn(signed(Map.of("exp", now + 1800, "iat", now - 1831))).then().statusCode(401);
        logIn(signed(Map.of("iat", now + 31))).then().statusCode(401);
        logIn(signed(Map.of("iat", "now"))).then().statusCode(401);
        logIn(signed(Map.of("exp", Long.MAX_VALUE))).then().statusCode(401);
        logIn(signed(without("exp"))).then().statusCode(401);
    }

    /** T8: nobody decides by what he writes into a token whose keys are fetched, not even at Google. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "other@shop.iam.gserviceaccount.com",
                "../../oauth2/v3/certs",
                "sa@shop.iam.gserviceaccount.com/../../certs",
                "sa@evil.example#@shop.iam.gserviceaccount.com",
                "sa@evil.example?x=@shop.iam.gserviceaccount.com",
                "sa%2f@shop.iam.gserviceaccount.com",
                "ada@gmail.com",
                ""
            })
    void T8_keysOfStrangersAreNotAskedFor(String subject) {
        attach(iam());
        int before = TestClouds.questions();

        logIn(signed(Map.of("sub", subject))).then().statusCode(401).body(at("message", equalTo(UNVERIFIED)));
        logIn(signed(without("sub"))).then().statusCode(401).body(at("message", equalTo(UNVERIFIED)));

        assertThat(TestClouds.questions()).isEqualTo(before);
    }

    @Test
    void serviceAccountThatGoogleDoesNotKnow_isAnOutage() {
        attach(Map.of("type", "iam", "allowedServiceAccounts", "gone@shop.iam.gserviceaccount.com"));

        logIn(signed(Map.of("sub", "gone@shop.iam.gserviceaccount.com"))).then().statusCode(503);
    }

    @Test
    void T6_foreignSignatureIsRefused() {
        attach(iam());
        String token = signed(Map.of());

        logIn(token.substring(0, token.length() - 4) + "AAAA").then().statusCode(401);
        logIn("a.b.c").then().statusCode(401).body(at("message", equalTo(UNVERIFIED)));
        logIn(google.sign("{\"alg\":\"none\",\"kid\":\"k\"}", claims(Map.of("sub", account), Map.of())))
                .then()
                .statusCode(401);
    }
}
