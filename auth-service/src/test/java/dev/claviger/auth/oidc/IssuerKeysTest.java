package dev.claviger.auth.oidc;

import static dev.claviger.testkit.JsonAt.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import dev.claviger.auth.TestClock;
import dev.claviger.auth.Together;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An issuer's keys: fetched with restraint, found at once when they change, and good while the issuer is away. */
@AuthServiceTest
class IssuerKeysTest {
    private static final Duration REFETCH_INTERVAL = Duration.ofSeconds(30);
    private static final Duration KEYS_MAX_AGE = Duration.ofMinutes(5);

    private final SignedElsewhere issuer = SignedElsewhere.start();

    @AfterEach
    void stop() {
        issuer.close();
    }

    @Test
    void login_works_rightAfterTheIssuerChangedItsKey() {
        String identity = configured();
        logIn(identity, issuer.token()).then().statusCode(200);
        issuer.rotate();

        Response login = logIn(identity, issuer.token());

        login.then().statusCode(200);
    }

    @Test
    void withdrawnKey_isRefused_onceTheKeysAreOld() {
        String identity = configured();
        String early = issuer.token();
        logIn(identity, early).then().statusCode(200);
        issuer.rotate();
        TestClock.step(KEYS_MAX_AGE);

        Response login = logIn(identity, early);

        login.then().statusCode(401);
    }

    @Test
    void T20_unknownKeyIds_causeOneFetchPerInterval() {
        String identity = configured();
        logIn(identity, issuer.token()).then().statusCode(200);
        int before = issuer.discoveries();

        List<Integer> answers = Together.run(
                20,
                () -> logIn(
                                identity,
                                tokenWithKeyId(
                                        "k" + Math.abs(Thread.currentThread().threadId())))
                        .statusCode());

        assertThat(answers).containsOnly(401);
        assertThat(issuer.discoveries() - before).isEqualTo(1);
        TestClock.step(REFETCH_INTERVAL);
        logIn(identity, tokenWithKeyId("another")).then().statusCode(401);
        assertThat(issuer.discoveries() - before).isEqualTo(2);
    }

    @Test
    void T20_sameUnknownKeyId_isNotAskedForAgain() {
        String identity = configured();
        logIn(identity, tokenWithKeyId("stranger")).then().statusCode(401);
        logIn(identity, tokenWithKeyId("stranger")).then().statusCode(401);
        int before = issuer.discoveries();
        TestClock.step(REFETCH_INTERVAL);

        logIn(identity, tokenWithKeyId("stranger")).then().statusCode(401);

        assertThat(issuer.discoveries()).isEqualTo(before);
    }

    @Test
    void T20_firstLogins_shareOneFetch() {
        String identity = configured();

        List<Integer> answers =
                Together.run(20, () -> logIn(identity, issuer.token()).statusCode());

        assertThat(answers).containsOnly(200);
        assertThat(issuer.discoveries()).isEqualTo(1);
    }

    @Test
    void login_works_whileTheIssuerIsDown() {
        String identity = configured();
        logIn(identity, issuer.token()).then().statusCode(200);
        issuer.goDown();
        TestClock.step(KEYS_MAX_AGE);

        Response login = logIn(identity, issuer.token());

        login.then().statusCode(200);
    }

    @Test
    void login_isUnavailable_whenTheIssuerWasNeverSeen() {
        String identity = configured();
        issuer.goDown();
        logIn(identity, issuer.token()).then().statusCode(503);
        issuer.comeBack();

        Response login = logIn(identity, issuer.token());

        login.then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "7",
                "{}",
                "{\"keys\":null}",
                "{\"keys\":{}}",
                "{\"keys\":[]}",
                "{\"keys\":[null,1,\"k\",[]]}",
                "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"k\",\"k\":\"c2VjcmV0\"}]}",
                "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"k\",\"n\":\"AQAB\",\"e\":\"AQAB\"}]}",
                "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"k\",\"n\":7,\"e\":\"AQAB\"}]}",
                "{\"keys\":[{\"kty\":\"RSA\",\"kid\":[\"k\"]}]}",
                "{\"keys\":[{\"kty\":\"EC\",\"kid\":\"k\",\"crv\":\"P-256\",\"x\":\"AQ\",\"y\":\"AQ\"}]}",
                "<html>"
            })
    void T8_uselessKeySet_isNamed_andSparesTheKeysThatWereGood(String useless) {
        String seen = configured();
        logIn(seen, issuer.token()).then().statusCode(200);
        issuer.spoilKeys(honest -> useless);
        TestClock.step(KEYS_MAX_AGE);

        logIn(seen, issuer.token()).then().statusCode(200);

        try (SignedElsewhere fresh = SignedElsewhere.start()) {
            fresh.spoilKeys(honest -> useless);
            String unseen = configured(fresh);
            Org.logInWithIdToken(unseen, fresh.token())
                    .then()
                    .statusCode(503)
                    .body(at("message", containsString("key set")));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "\"text\"",
                "{}",
                "{\"issuer\":\"x\"}",
                "{\"jwks_uri\":7,\"issuer\":\"x\"}",
                "{\"jwks_uri\":\"http://127.0.0.1:1/keys\"}",
                "{\"jwks_uri\":\"http://elsewhere.example/keys\",\"issuer\":\"x\"}",
                "{\"jwks_uri\":\"not a url\",\"issuer\":\"x\"}",
                "{\"jwks_uri\":\"file:///etc/passwd\",\"issuer\":\"x\"}"
            })
    void T8_uselessDiscovery_isUnavailable_notAnError(String useless) {
        issuer.spoilDiscovery(honest -> useless);
        String identity = configured();

        Response login = logIn(identity, issuer.token());

        login.then().statusCode(503).body(at("message", containsString("127.0.0.1")));
    }

    private String configured() {
        return configured(issuer);
    }

    private static String configured(SignedElsewhere issuer) {
        String identity = Org.shared().identity();
        Org.shared().oidc(identity, issuer.url(), Map.of()).then().statusCode(200);
        return identity;
    }

    private String tokenWithKeyId(String keyId) {
        return issuer.sign("{\"alg\":\"RS256\",\"kid\":\"%s\"}".formatted(keyId), "{}");
    }

    private static Response logIn(String identity, String token) {
        return Org.logInWithIdToken(identity, token);
    }
}
