package dev.claviger.auth.universal;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.HeldRow;
import dev.claviger.auth.Org;
import dev.claviger.auth.TestClock;
import dev.claviger.auth.Together;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@AuthServiceTest
class UniversalLoginTest {
    private static final String LOCKED = "This identity auth method is temporarily locked, please try again later";

    private final Org org = Org.shared();
    private String identity = "";

    @BeforeEach
    void newIdentity() {
        identity = org.identity();
    }

    @Test
    void login_answersWhatClientsRead() {
        String client = org.universal(identity, Map.of("accessTokenTTL", 7200, "accessTokenMaxTTL", 86_400));
        String secret = secret(Map.of());

        Org.logIn(client, secret)
                .then()
                .statusCode(200)
                .body(at("accessToken", not(emptyString())))
                .body(at("expiresIn", equalTo(7200)))
                .body(at("accessTokenMaxTTL", equalTo(86_400)))
                .body(at("tokenType", equalTo("Bearer")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/login", "/login/"})
    void login_takesFormsToo(String route) {
        String client = org.universal(identity, Map.of());

        given().contentType(ContentType.URLENC)
                .formParam("clientId", client)
                .formParam("clientSecret", secret(Map.of()))
                .formParam("organizationSlug", "")
                .post(Org.UNIVERSAL + route)
                .then()
                .statusCode(200);
    }

    /** T12: nobody learns whether the client exists. */
    @Test
    void T12_unknownClientAndWrongSecretAreAlike() {
        String client = org.universal(identity, Map.of());

        Response wrong = Org.logIn(client, "wrong");
        Response unknown = Org.logIn(UUID.randomUUID().toString(), "wrong");
        Response nonsense = Org.logIn("nonsense", "wrong");

        assertThat(List.of(shape(wrong), shape(unknown), shape(nonsense)))
                .containsOnly("401 Unauthorized Invalid credentials [reqId, statusCode, message, error]");
    }

    @Test
    void secretOfAnotherClient_isWrong() {
        String client = org.universal(identity, Map.of());
        String other = org.identity();
        var _ = org.universal(other, Map.of());
        String foreign = valueAt(org.clientSecret(other, Map.of()), "clientSecret");

        Org.logIn(client, foreign).then().statusCode(401).body(at("message", equalTo("Invalid credentials")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"clientId\":\"x\"}",
                "{\"clientId\":\"\",\"clientSecret\":\"\"}",
                "{\"clientId\":7,\"clientSecret\":\"x\"}"
            })
    void incompleteLogin_isInvalid(String body) {
        given().contentType(ContentType.JSON)
                .body(body)
                .post(Org.UNIVERSAL + "/login")
                .then()
                .statusCode(422)
                .body(at("error", equalTo("ValidationFailure")));
    }

    @Test
    void T10_lockoutIsExact_whenManyGuessAtOnce() {
        String client = org.universal(identity, Map.of("lockoutThreshold", 5));

        List<String> answers = Together.run(20, () -> Org.logIn(client, "wrong").path("message"));

        assertThat(Collections.frequency(answers, "Invalid credentials")).isEqualTo(5);
        assertThat(Collections.frequency(answers, LOCKED)).isEqualTo(15);
    }

    @Test
    void T10_rightSecretIsLockedOutToo_untilTheTimeIsOver() {
        String client = org.universal(identity, Map.of("lockoutDurationSeconds", 60));
        String secret = secret(Map.of());
        fail(client, 3);

        Org.logIn(client, secret).then().statusCode(401).body(at("message", equalTo(LOCKED)));
        TestClock.step(Duration.ofSeconds(59));
        Org.logIn(client, secret).then().statusCode(401).body(at("message", equalTo(LOCKED)));
        TestClock.step(Duration.ofSeconds(1));
        Org.logIn(client, secret).then().statusCode(200);
    }

    @Test
    void T10_otherSpellingsOfTheClientCountToo() {
        String client = org.universal(identity, Map.of());

        var _ = Org.logIn(client.toUpperCase(Locale.ROOT), "wrong");
        var _ = Org.logIn(" " + client + " ", "wrong");
        var _ = Org.logIn(client, "wrong");

        Org.logIn(client, "wrong").then().body(at("message", equalTo(LOCKED)));
    }

    @Test
    void successForgetsFailures() {
        String client = org.universal(identity, Map.of());
        String secret = secret(Map.of());
        fail(client, 2);
        Org.logIn(client, secret).then().statusCode(200);
        fail(client, 2);

        Org.logIn(client, secret).then().statusCode(200);
    }

    @Test
    void failuresFarApart_doNotLock() {
        String client = org.universal(identity, Map.of("lockoutCounterResetSeconds", 30));
        fail(client, 2);
        TestClock.step(Duration.ofSeconds(31));
        fail(client, 2);

        Org.logIn(client, secret(Map.of())).then().statusCode(200);
    }

    @Test
    void lockout_canBeSwitchedOff() {
        String client = org.universal(identity, Map.of("lockoutEnabled", false));
        fail(client, 10);

        Org.logIn(client, secret(Map.of())).then().statusCode(200);
    }

    @Test
    void lockout_canBeLifted() {
        String client = org.universal(identity, Map.of());
        fail(client, 3);

        org.asAdmin()
                .post(Org.UNIVERSAL + "/identities/" + identity + "/clear-lockouts")
                .then()
                .statusCode(200)
                .body(at("deleted", equalTo(1)));
        Org.logIn(client, secret(Map.of())).then().statusCode(200);
    }

    @Test
    void T9_useLimitIsExact_whenManyLogInAtOnce() {
        String client = org.universal(identity, Map.of());
        String secret = secret(Map.of("numUsesLimit", 5));

        List<Integer> answers = Together.run(20, () -> Org.logIn(client, secret).statusCode());

        assertThat(Collections.frequency(answers, 200)).isEqualTo(5);
        assertThat(Collections.frequency(answers, 401)).isEqualTo(15);
    }

    /** The secret is good when it is looked at, and revoked before the token is stored. */
    @Test
    void T9_secretRevokedDuringTheLogin_givesNoToken() {
        String client = org.universal(identity, Map.of());
        Response created = org.clientSecret(identity, Map.of());
        String secret = valueAt(created, "clientSecret");
        String secretId = valueAt(created, "clientSecretData.id");
        CompletableFuture<Response> login;

        try (HeldRow held = HeldRow.by("SELECT FROM identity WHERE id = ? FOR UPDATE", UUID.fromString(identity))) {
            login = held.begin("INSERT INTO access_token", () -> Org.logIn(client, secret));
            Org.run("UPDATE client_secret SET revoked = true WHERE id = ?::uuid", secretId);
        }

        login.join().then().statusCode(401);
        assertThat(Org.read("SELECT count(*)::text FROM access_token WHERE identity_id = ?::uuid", identity))
                .isEqualTo("0");
    }

    /** Whoever revokes waits for the login that is faster, and then ends its token too. */
    @Test
    void T9_loginsAndTheRevocationOfTheirSecret_leaveNoToken() {
        String client = org.universal(identity, Map.of());
        Response created = org.clientSecret(identity, Map.of());
        String secret = valueAt(created, "clientSecret");
        String revoke = Org.UNIVERSAL + "/identities/" + identity + "/client-secrets/"
                + valueAt(created, "clientSecretData.id") + "/revoke";
        AtomicInteger turn = new AtomicInteger();

        var _ = Together.run(
                12,
                () -> turn.getAndIncrement() == 6
                        ? org.asAdmin().post(revoke).statusCode()
                        : Org.logIn(client, secret).statusCode());

        assertThat(Org.read(
                        "SELECT count(*)::text FROM access_token WHERE identity_id = ?::uuid AND revoked_at IS NULL",
                        identity))
                .isEqualTo("0");
    }

    @Test
    void usedUpSecret_saysSo_andIsRevoked() {
        String client = org.universal(identity, Map.of("lockoutEnabled", false));
        Response created = org.clientSecret(identity, Map.of("numUsesLimit", 1));
        String secret = valueAt(created, "clientSecret");
        Org.logIn(client, secret).then().statusCode(200);

        Org.logIn(client, secret)
                .then()
                .statusCode(401)
                .body(at("message", equalTo("Access denied due to client secret usage limit reached")));
        Org.logIn(client, secret).then().statusCode(401).body(at("message", equalTo("Invalid credentials")));
        org.asAdmin()
                .get(Org.UNIVERSAL + "/identities/" + identity + "/client-secrets/"
                        + valueAt(created, "clientSecretData.id"))
                .then()
                .body(at("clientSecretData.isClientSecretRevoked", equalTo(true)))
                .body(at("clientSecretData.clientSecretNumUses", equalTo(1)));
    }

    @Test
    void expiredSecret_saysSo_andIsRevoked() {
        String client = org.universal(identity, Map.of());
        String secret = secret(Map.of("ttl", 60));
        TestClock.step(Duration.ofSeconds(59));
        Org.logIn(client, secret).then().statusCode(200);
        TestClock.step(Duration.ofSeconds(1));

        Org.logIn(client, secret)
                .then()
                .statusCode(401)
                .body(at("message", equalTo("Access denied due to expired client secret")));
        Org.logIn(client, secret).then().statusCode(401).body(at("message", equalTo("Invalid credentials")));
    }

    @Test
    void address_mustBeTrusted() {
        String client =
                org.universal(identity, Map.of("clientSecretTrustedIps", List.of(Map.of("ipAddress", "10.0.0.0/8"))));
        String secret = secret(Map.of());

        assertThat(logInFrom("11.0.0.1", client, secret).statusCode()).isEqualTo(403);
        assertThat(logInFrom("10.1.2.3", client, secret).statusCode()).isEqualTo(200);
    }

    /** The entry that counts is the one our own proxy appended. */
    @Test
    void T10_addressCannotBeSpoofed() {
        String client =
                org.universal(identity, Map.of("clientSecretTrustedIps", List.of(Map.of("ipAddress", "10.0.0.0/8"))));

        assertThat(logInFrom("10.1.2.3, 11.0.0.1", client, secret(Map.of())).statusCode())
                .isEqualTo(403);
    }

    private static Response logInFrom(String forwardedFor, String client, String secret) {
        return given().contentType(ContentType.JSON)
                .header("X-Forwarded-For", forwardedFor)
                .body(Map.of("clientId", client, "clientSecret", secret))
                .post(Org.UNIVERSAL + "/login");
    }

    private static void fail(String client, int times) {
        for (int i = 0; i < times; i++) {
            Org.logIn(client, "wrong").then().statusCode(401);
        }
    }

    private static String shape(Response answer) {
        Map<String, Object> body = answer.jsonPath().getMap("");
        return "%d %s %s %s".formatted(answer.statusCode(), body.get("error"), body.get("message"), body.keySet());
    }

    private String secret(Map<String, ?> settings) {
        return valueAt(org.clientSecret(identity, settings), "clientSecret");
    }
}
