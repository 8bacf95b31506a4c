package dev.claviger.auth.totp;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import dev.claviger.auth.People;
import dev.claviger.auth.People.One;
import dev.claviger.auth.TestClock;
import dev.claviger.auth.Together;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The second factor, as the CLI asks for it (http-api.md 3.9, step 3b). */
@AuthServiceTest
class SecondFactorTest {
    private static final String POLICY = "/api/x/login-policy";
    private static final String TOTP = "/api/v1/user/me/totp";

    private Org org;
    private One ada;
    private String secret = "";
    private List<String> recoveryCodes = List.of();

    @BeforeEach
    void enrol() {
        org = Org.shared();
        ada = People.member(org, "admin");
        Response registered = ada.as(ada.logIn()).post(TOTP + "/register");
        registered.then().statusCode(200).body(at("recoveryCodes", hasSize(10)));
        String url = valueAt(registered, "otpUrl");
        secret = url.replaceAll(".*secret=([A-Z2-7]+).*", "$1");
        recoveryCodes = valueAt(registered, "recoveryCodes");
        ada.as(ada.logIn())
                .body(Map.of("totp", code()))
                .post(TOTP + "/verify")
                .then()
                .statusCode(200);
        TestClock.step(Duration.ofSeconds(30));
    }

    @Test
    void login_asksForTheCode_andThenOpens() {
        Response first = ada.select(ada.logIn(), org.id());
        first.then().statusCode(200).body(at("isMfaEnabled", equalTo(true))).body(at("mfaMethod", equalTo("totp")));

        String verified = valueAt(
                verify(valueAt(first, "token"), code()).then().statusCode(200).extract(), "token");
        Response second = ada.select(verified, org.id());

        second.then().statusCode(200).body(at("isMfaEnabled", equalTo(false)));
        ada.as(valueAt(second, "token")).get(Org.IDENTITIES).then().statusCode(200);
        assertThat(People.claims(valueAt(second, "token"))).containsEntry("isMfaVerified", true);
    }

    /** The longest token of a person whose address has 40 letters: a terminal takes 1,023 at once, and some of those for its own. */
    @Test
    void pasteCode_isShortEnoughForATerminal() {
        String email = "ada.byron.%s@example.com".formatted(ada.id().toString().substring(0, 18));
        Org.run("UPDATE app_user SET email = ? WHERE id = ?", email, ada.id());
        One renamed = new One(ada.id(), email, ada.address());
        String challenge = valueAt(renamed.select(renamed.logIn(), org.id()), "token");
        String verified = valueAt(
                renamed.as(challenge)
                        .body(Map.of("mfaToken", code()))
                        .post(People.VERIFY)
                        .then()
                        .statusCode(200)
                        .extract(),
                "token");

        String token = valueAt(renamed.select(verified, org.id()), "token");

        String pasted = "{\"email\":\"%s\",\"JTWToken\":\"%s\"}".formatted(email, token);
        assertThat(email).hasSize(40);
        assertThat(Base64.getEncoder().encodeToString(pasted.getBytes(UTF_8))).hasSizeLessThanOrEqualTo(900);
    }

    @Test
    void T6_challengeToken_opensNothingElse() {
        String challenge = challenge();

        ada.as(challenge).get(Org.IDENTITIES).then().statusCode(403);
        ada.as(challenge).get("/api/v1/organization").then().statusCode(403);
        ada.select(challenge, org.id()).then().statusCode(403);
        verify(ada.logIn(), code()).then().statusCode(401).body(at("context.code", equalTo("mfa_expired")));
    }

    @Test
    void T9_codeWorksOnce_alsoInAnotherLogin() {
        String code = code();
        verify(challenge(), code).then().statusCode(200);

        verify(challenge(), code).then().statusCode(401).body(at("context.code", equalTo("mfa_invalid")));
    }

    @ParameterizedTest
    @ValueSource(strings = {" %s%s", "%s %s", "%s-%s", "%s\u00a0%s ", "%s\u2013%s"})
    void T9_otherFormattingOfAUsedCode_isTheSameCode(String format) {
        String code = code();
        String formatted = format.formatted(code.substring(0, 3), code.substring(3));
        verify(challenge(), formatted).then().statusCode(200);

        verify(challenge(), code).then().statusCode(401);
        verify(challenge(), formatted).then().statusCode(401);
    }

    @Test
    void T9_codeWorksOnce_whenManyUseItAtOnce() {
        String code = code();
        List<String> challenges = List.of(challenge(), challenge(), challenge(), challenge());

        List<Integer> answers = Together.run(
                4,
                () -> verify(challenges.get(TURN.getAndIncrement() % 4), code).statusCode());

        assertThat(Collections.frequency(answers, 200)).isEqualTo(1);
    }

    private static final AtomicInteger TURN = new AtomicInteger();

    @Test
    void T10_challengeHasFiveTries() {
        String challenge = challenge();
        for (int left = 4; left >= 0; left--) {
            verify(challenge, "000000")
                    .then()
                    .statusCode(401)
                    .body(at("context.code", equalTo("mfa_invalid")))
                    .body(at("context.triesLeft", equalTo(left)));
        }

        verify(challenge, code()).then().statusCode(401).body(at("context.code", equalTo("mfa_expired")));
    }

    /** New challenges give no new guesses. */
    @Test
    void T10_accountIsLocked_overAllChallenges() {
        for (int i = 0; i < 10; i++) {
            verify(challenge(), "000000").then().statusCode(401);
        }

        verify(challenge(), code()).then().statusCode(401).body(at("error", equalTo("Unauthorized")));
        TestClock.step(Duration.ofMinutes(15));
        verify(challenge(), code()).then().statusCode(200);
    }

    @Test
    void challenge_expires() {
        String challenge = challenge();
        TestClock.step(Duration.ofMinutes(5));

        verify(challenge, code()).then().statusCode(401).body(at("context.code", equalTo("mfa_expired")));
    }

    @Test
    void T9_recoveryCodeWorksOnce_inAnySpelling() {
        String code = recoveryCodes.getFirst();
        String spelled = code.toLowerCase(Locale.ROOT).replaceAll("(.{4})", "$1 ");
        verify(challenge(), spelled).then().statusCode(200);

        verify(challenge(), code).then().statusCode(401);
        verify(challenge(), recoveryCodes.get(1)).then().statusCode(200);
    }

    @Test
    void secondFactor_isTakenAwayOnlyByShowingIt() {
        String token = ada.logIn();

        ada.as(token).body(Map.of("totp", "000000")).delete(TOTP).then().statusCode(403);
        ada.as(token).post(TOTP + "/register").then().statusCode(400);
        ada.as(token).body(Map.of("totp", code())).delete(TOTP).then().statusCode(200);

        ada.select(ada.logIn(), org.id()).then().body(at("isMfaEnabled", equalTo(false)));
        ada.as(ada.logIn()).get(TOTP).then().statusCode(404);
    }

    @Test
    void newRecoveryCodes_replaceTheOldOnes() {
        List<String> fresh = valueAt(
                ada.as(ada.logIn())
                        .body(Map.of("totp", code()))
                        .post(TOTP + "/recovery-codes")
                        .then()
                        .statusCode(200)
                        .extract(),
                "recoveryCodes");

        verify(challenge(), recoveryCodes.getFirst()).then().statusCode(401);
        verify(challenge(), fresh.getFirst()).then().statusCode(200);
        ada.as(ada.logIn())
                .get(TOTP)
                .then()
                .body(at("isVerified", equalTo(true)))
                .body(at("recoveryCodesLeft", equalTo(9)));
    }

    @Test
    void secret_isSealedAtRest() {
        String stored = Org.read("SELECT encode(sealed_secret, 'hex') FROM user_totp WHERE user_id = ?", ada.id());

        assertThat(stored).doesNotContain(HexFormat.of().formatHex(Base32Reader.decode(secret)));
    }

    @Test
    void unconfirmedSecret_isNotAskedFor() {
        One bob = People.member(org, "member");
        bob.as(bob.logIn()).post(TOTP + "/register").then().statusCode(200);
        bob.as(bob.logIn())
                .body(Map.of("totp", "000000"))
                .post(TOTP + "/verify")
                .then()
                .statusCode(403);

        bob.select(bob.logIn(), org.id()).then().statusCode(200).body(at("isMfaEnabled", equalTo(false)));
    }

    /** Whoever has the password of somebody must not learn which code is right. */
    @Test
    void T10_confirmedFactor_answersNoGuesses() {
        String token = ada.logIn();

        ada.as(token).body(Map.of("totp", code())).post(TOTP + "/verify").then().statusCode(400);
        ada.as(token)
                .body(Map.of("totp", "000000"))
                .post(TOTP + "/verify")
                .then()
                .statusCode(400);

        verify(challenge(), code()).then().statusCode(200);
    }

    @Test
    void T10_firstCode_isNotGuessed() {
        One bob = People.member(org, "member");
        String token = bob.logIn();
        bob.as(token).post(TOTP + "/register").then().statusCode(200);
        for (int i = 0; i < 10; i++) {
            bob.as(token)
                    .body(Map.of("totp", "000000"))
                    .post(TOTP + "/verify")
                    .then()
                    .statusCode(403);
        }

        bob.as(token)
                .body(Map.of("totp", "000000"))
                .post(TOTP + "/verify")
                .then()
                .statusCode(401);
    }

    @Test
    void organisationMayAskForASecondFactor() {
        Org strict = Org.create();
        One bob = People.member(strict, "member");
        One admin = People.member(strict, "admin");
        String token = bob.tokenFor(strict);
        Map<String, ?> strictly = Map.of("requireSecondFactor", true);
        bob.as(token).body(strictly).put(POLICY).then().statusCode(403);
        admin.as(admin.tokenFor(strict)).body(strictly).put(POLICY).then().statusCode(403);
        strict.asAdmin().body("{}").put(POLICY).then().statusCode(422);
        strict.asAdmin().body(strictly).put(POLICY).then().statusCode(200);

        assertThat(revokedUntil(strict, bob))
                .isEqualTo(String.valueOf(TestClock.now().getEpochSecond()));
        strict.asAdmin().get(POLICY).then().statusCode(200).body(at("requireSecondFactor", equalTo(true)));
        bob.as(token).get(Org.IDENTITIES).then().statusCode(401);
        bob.select(bob.logIn(), strict.id()).then().statusCode(403);
    }

    @Test
    void organisationThatAsksForASecondFactor_leavesThoseAloneWhoHaveShownOne() {
        Org strict = Org.create();
        People.join(ada, strict, "member");
        String verified =
                valueAt(verify(challenge(), code()).then().statusCode(200).extract(), "token");
        String token = valueAt(ada.select(verified, strict.id()), "token");
        Org.run("UPDATE user_session SET ended_at = now() WHERE user_id = ? AND NOT mfa_verified", ada.id());

        strict.asAdmin()
                .body(Map.of("requireSecondFactor", true))
                .put(POLICY)
                .then()
                .statusCode(200);

        ada.as(token).get(TOTP).then().statusCode(200);
        assertThat(revokedUntil(strict, ada)).isEmpty();
    }

    /** Until when the other services refuse the tokens of somebody. */
    private static String revokedUntil(Org org, One one) {
        return Org.read(
                "SELECT body ->> 'revokedUntil' FROM principal_entry WHERE key = ?",
                "user:%s:%s".formatted(org.id(), one.id()));
    }

    private String challenge() {
        return valueAt(
                ada.select(ada.logIn(), org.id())
                        .then()
                        .body(at("isMfaEnabled", equalTo(true)))
                        .extract(),
                "token");
    }

    private Response verify(String token, String code) {
        return ada.as(token)
                .body(Map.of("email", ada.email(), "mfaToken", code, "mfaMethod", "totp"))
                .post(People.VERIFY);
    }

    private String code() {
        return Totp.code(Base32Reader.decode(secret), TestClock.now().getEpochSecond() / 30);
    }
}
