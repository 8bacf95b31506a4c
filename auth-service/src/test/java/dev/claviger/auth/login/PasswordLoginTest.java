package dev.claviger.auth.login;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.HeldRow;
import dev.claviger.auth.Org;
import dev.claviger.auth.People;
import dev.claviger.auth.People.One;
import dev.claviger.auth.TestClock;
import dev.claviger.auth.Together;
import dev.claviger.testkit.EventTap;
import dev.claviger.testkit.RealEngines;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** E-mail and password, as the CLI sends them (http-api.md 3.9, step 1). */
@AuthServiceTest
class PasswordLoginTest {
    private static final String LOCKED = "Locked after too many failed attempts. Try again in some minutes.";

    @Test
    void login_givesATokenWithoutOrganisation_andTheCookie() {
        One ada = People.member(Org.shared(), "member");

        Response answer = ada.tryLogin(People.PASSWORD);

        answer.then()
                .statusCode(200)
                .header("Set-Cookie", containsString("jid="))
                .header("Set-Cookie", containsString("HttpOnly"))
                .header("Set-Cookie", containsString("SameSite=Strict"))
                .header("Set-Cookie", containsString("Secure"))
                .header("Set-Cookie", containsString("Path=/"));
        Map<String, Object> claims = People.claims(valueAt(answer, "accessToken"));
        assertThat(claims)
                .containsEntry("authTokenType", "accessToken")
                .containsEntry("userId", ada.id().toString())
                .containsEntry("authMethod", "email")
                .containsKeys("exp", "iat", "jti")
                .doesNotContainKeys("organizationId", "orgRole");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v3/auth/login1", "/api/v3/auth/login2"})
    void srp_isNotOffered(String route) {
        given().contentType(ContentType.JSON)
                .body(Map.of("email", "a@example.com", "clientPublicKey", "x"))
                .post(route)
                .then()
                .statusCode(404);
    }

    @Test
    void T1_otherSpellingsOfTheEmail_areTheSamePerson() {
        One ada = People.stranger();
        String wide = ada.email().replace('p', '\uFF50').replace('@', '\uFF20');

        assertThat(People.logIn(ada.email().toUpperCase(Locale.ROOT), People.PASSWORD, ada.address())
                        .statusCode())
                .isEqualTo(200);
        assertThat(People.logIn("  " + ada.email() + " ", People.PASSWORD, ada.address())
                        .statusCode())
                .isEqualTo(200);
        assertThat(People.logIn(wide, People.PASSWORD, ada.address()).statusCode())
                .isEqualTo(200);
    }

    @Test
    void T1_otherSpellingsOfTheEmail_countTogether() {
        One ada = People.stranger();
        for (int i = 0; i < 4; i++) {
            var _ = People.logIn(ada.email().toUpperCase(Locale.ROOT), "wrong", ada.address());
            var _ = People.logIn(" " + ada.email() + "  ", "wrong", ada.address());
            var _ = People.logIn(ada.email().replace('p', '\uFF50'), "wrong", ada.address());
        }

        ada.tryLogin(People.PASSWORD).then().statusCode(401).body(at("message", equalTo(LOCKED)));
    }

    @Test
    void T10_lockoutIsExact_whenManyGuessAtOnce() {
        One ada = People.stranger();

        List<String> answers = Together.run(
                30, () -> People.logIn(ada.email(), "wrong", People.address()).path("message"));

        assertThat(Collections.frequency(answers, "Invalid credentials")).isEqualTo(10);
        assertThat(Collections.frequency(answers, LOCKED)).isEqualTo(20);
    }

    @Test
    void T10_rightPasswordIsLockedOutToo_untilTheTimeIsOver() {
        One ada = People.stranger();
        fail(ada.email(), 10);

        ada.tryLogin(People.PASSWORD).then().statusCode(401).body(at("message", equalTo(LOCKED)));
        TestClock.step(Duration.ofMinutes(15));
        ada.tryLogin(People.PASSWORD).then().statusCode(200);
    }

    @Test
    void T12_accountThatDoesNotExist_isLockedAlike() {
        String nobody = "nobody-" + UUID.randomUUID() + "@example.com";
        fail(nobody, 10);

        People.logIn(nobody, "wrong", People.address()).then().statusCode(401).body(at("message", equalTo(LOCKED)));
    }

    @Test
    void T10_addressIsLocked_whoeverItGuessesAt_andCannotBeSpoofed() {
        String address = People.address();
        Org.run(
                "INSERT INTO attempt_guard VALUES (sha256(?), 99, ?::timestamptz)",
                ("address:" + network(address)).getBytes(UTF_8),
                TestClock.now().toString());
        People.logIn("anybody@example.com", "wrong", address).then().body(at("message", not(equalTo(LOCKED))));
        One ada = People.stranger();

        People.logIn(ada.email(), People.PASSWORD, address).then().body(at("message", equalTo(LOCKED)));
        People.logIn(ada.email(), People.PASSWORD, "10.9.8.7, " + address)
                .then()
                .body(at("message", equalTo(LOCKED)));
        ada.tryLogin(People.PASSWORD).then().statusCode(200);
    }

    @Test
    void successForgetsFailures() {
        One ada = People.stranger();
        fail(ada.email(), 9);
        ada.tryLogin(People.PASSWORD).then().statusCode(200);
        fail(ada.email(), 9);

        ada.tryLogin(People.PASSWORD).then().statusCode(200);
    }

    @Test
    void T12_unknownPersonAndWrongPassword_areAlike() {
        One ada = People.stranger();

        Response wrong = ada.tryLogin("wrong");
        Response unknown = People.logIn("nobody-" + UUID.randomUUID() + "@example.com", "wrong", People.address());

        assertThat(shape(wrong)).isEqualTo(shape(unknown)).isEqualTo("401 Unauthorized Invalid credentials");
    }

    /** By the medians of many, taken in turns: a hash takes tens of milliseconds, and leaving it out would show at once. */
    @Test
    void T12_unknownPersonTakesAsLong() {
        List<Long> known = new ArrayList<>();
        List<Long> unknown = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            One ada = People.stranger();
            known.add(nanos(ada.email()));
            unknown.add(nanos("nobody-" + UUID.randomUUID() + "@example.com"));
        }

        double ratio = (double) median(known) / median(unknown);

        assertThat(ratio).isBetween(0.5, 2.0);
    }

    /** More at once than are computed or may wait: some are turned away, none breaks, and those turned away do not count. */
    @Test
    void T20_stormOfLogins_isTurnedAway_andLocksNobodyOut() {
        One ada = People.stranger();

        List<Integer> answers = Together.run(
                80,
                () -> People.logIn("nobody-" + UUID.randomUUID() + "@example.com", "wrong", People.address())
                        .statusCode());

        assertThat(answers).isSubsetOf(401, 503).contains(401);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> ada.tryLogin(People.PASSWORD).statusCode() == 200);
    }

    @Test
    void loginMakesAWeakHashStrong() {
        One ada = People.withWeakHash();
        ada.tryLogin("wrong").then().statusCode(401);
        assertThat(memory(ada)).isEqualTo("1024");

        ada.tryLogin(People.PASSWORD).then().statusCode(200);

        assertThat(memory(ada)).isEqualTo("4096");
        ada.tryLogin(People.PASSWORD).then().statusCode(200);
    }

    /** The password is right when it is compared, and another one before the session is stored. */
    @Test
    void T9_passwordChangedDuringTheLogin_opensNothing() {
        One ada = People.stranger();
        CompletableFuture<Response> login;

        try (HeldRow held =
                HeldRow.by("UPDATE app_user SET password_hash = sha256(password_hash) WHERE id = ?", ada.id())) {
            login = held.begin("FROM app_user WHERE id = $1 AND enabled", () -> ada.tryLogin(People.PASSWORD));
        }

        login.join().then().statusCode(401).header("Set-Cookie", nullValue());
        assertThat(Org.read("SELECT count(*)::text FROM user_session WHERE user_id = ?", ada.id()))
                .isEqualTo("0");
    }

    @Test
    void T9_personDisabledDuringTheLogin_opensNothing() {
        One ada = People.stranger();
        CompletableFuture<Response> login;

        try (HeldRow held = HeldRow.by("UPDATE app_user SET enabled = false WHERE id = ?", ada.id())) {
            login = held.begin("FROM app_user WHERE id = $1 AND enabled", () -> ada.tryLogin(People.PASSWORD));
        }

        login.join().then().statusCode(401).body(at("message", containsString("disabled")));
    }

    /** Two logins at once, each of which hashes the password anew: both were right. */
    @Test
    void passwordHashedAnewDuringTheLogin_isTheSamePassword() {
        One ada = People.withWeakHash();

        assertThat(Together.run(3, () -> ada.tryLogin(People.PASSWORD).statusCode()))
                .containsOnly(200);
    }

    @Test
    void disabledPerson_isToldOnlyWithTheRightPassword() {
        One ada = People.stranger();
        Org.run("UPDATE app_user SET enabled = false WHERE id = ?", ada.id());

        ada.tryLogin(People.PASSWORD).then().statusCode(401).body(at("message", containsString("disabled")));
        ada.tryLogin("wrong").then().statusCode(401).body(at("message", equalTo("Invalid credentials")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{\"email\":\"a@example.com\"}", "{\"email\":7,\"password\":\"x\"}", "{\"email\":\"\"}"})
    void incompleteLogin_isInvalid(String body) {
        given().contentType(ContentType.JSON)
                .body(body)
                .post(People.LOGIN)
                .then()
                .statusCode(422)
                .body(at("error", equalTo("ValidationFailure")));
    }

    @Test
    void organisations_areThoseOfTheCaller() {
        Org first = Org.create();
        Org second = Org.create();
        One ada = People.member(first, "member");
        People.join(ada, second, "admin");
        String token = ada.logIn();

        ada.as(token)
                .get("/api/v1/organization")
                .then()
                .statusCode(200)
                .body(at("organizations", hasSize(2)))
                .body("organizations.find { it.id == '%s' }.userRole".formatted(second.id()), equalTo("admin"))
                .body(at("organizations[0].name", equalTo("Harbour")));
        ada.as(token)
                .get("/api/v1/organization/accessible-with-sub-orgs")
                .then()
                .statusCode(200)
                .body(at("organizations", hasSize(2)))
                .body(at("organizations[0].subOrganizations", hasSize(0)));
    }

    @Test
    void select_givesATokenForTheOrganisation() {
        Org org = Org.shared();
        One ada = People.member(org, "admin");

        Response answer = ada.select(ada.logIn(), org.id());

        answer.then().statusCode(200).body(at("isMfaEnabled", equalTo(false)));
        String token = valueAt(answer, "token");
        assertThat(People.claims(token))
                .containsEntry("organizationId", org.id().toString())
                .containsEntry("orgRole", "admin")
                .containsEntry("username", ada.email());
        ada.as(token).get(Org.IDENTITIES).then().statusCode(200);
        ada.as(token)
                .post("/api/v1/auth/checkAuth")
                .then()
                .statusCode(200)
                .body(at("message", equalTo("Authenticated")));
    }

    @Test
    void T16_foreignOrganisation_cannotBeSelected() {
        One ada = People.member(Org.shared(), "admin");

        ada.select(ada.logIn(), Org.create().id()).then().statusCode(401);
        ada.select(ada.logIn(), UUID.randomUUID()).then().statusCode(401);
    }

    @Test
    void select_needsAUserAgent() {
        Org org = Org.shared();
        One ada = People.member(org, "admin");

        ada.as(ada.logIn())
                .header("User-Agent", " ")
                .body(Map.of("organizationId", org.id().toString()))
                .post(People.SELECT)
                .then()
                .statusCode(400);
    }

    /** A token without organisation opens what is the person's own and nothing else. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/identities",
                "/api/v1/identities/details",
                "/api/v1/auth/universal-auth/identities/6f3c7f0e-6f0e-4d2c-8d0d-111111111111"
            })
    void T18_tokenWithoutOrganisation_opensNothingElse(String route) {
        One ada = People.member(Org.shared(), "admin");

        ada.as(ada.logIn()).get(route).then().statusCode(403).body(at("error", equalTo("TokenError")));
    }

    /** Another site could make a browser send these, and so log it in as somebody else. */
    @Test
    void T11_formAndUntypedBody_setNoSession() {
        One ada = People.member(Org.shared(), "member");
        String json = "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(ada.email(), People.PASSWORD);

        for (Response answer : List.of(
                given().contentType(ContentType.URLENC)
                        .formParams("email", ada.email(), "password", People.PASSWORD)
                        .post(People.LOGIN),
                given().contentType(ContentType.TEXT).body(json).post(People.LOGIN),
                given().contentType("multipart/form-data")
                        .multiPart("email", ada.email())
                        .post(People.LOGIN),
                given().post(People.LOGIN))) {
            answer.then().statusCode(415).header("Set-Cookie", nullValue());
        }
        ada.tryLogin(People.PASSWORD).then().statusCode(200);
    }

    @Test
    void T14_loginAndLockAreRecorded() {
        Org org = Org.shared();
        One ada = People.member(org, "member");
        try (EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            var _ = ada.tokenFor(org);
            fail(ada.email(), 10);

            var _ = tap.awaitEvent(
                    event -> event.text().contains("user-login")
                            && event.text().contains(ada.id().toString()),
                    Duration.ofSeconds(20));
            var _ = tap.awaitEvent(
                    event -> event.text().contains("select-organization")
                            && event.text().contains(ada.id().toString()),
                    Duration.ofSeconds(20));
            var _ = tap.awaitEvent(event -> event.text().contains("check=lockout"), Duration.ofSeconds(20));
            assertThat(tap.all().toString()).doesNotContain(People.PASSWORD);
        }
    }

    private static void fail(String email, int times) {
        for (int i = 0; i < times; i++) {
            People.logIn(email, "wrong", People.address())
                    .then()
                    .statusCode(401)
                    .body(at("message", not(equalTo(LOCKED))));
        }
    }

    /** The first 64 bits of an address made by {@link People#address}. */
    private static String network(String address) {
        try {
            return HexFormat.of().formatHex(InetAddress.ofLiteral(address).getAddress(), 0, 8);
        } catch (IllegalArgumentException e) {
            throw new AssertionError(e);
        }
    }

    private static long nanos(String email) {
        long start = System.nanoTime();
        People.logIn(email, "wrong", People.address()).then().statusCode(401);
        return System.nanoTime() - start;
    }

    private static long median(List<Long> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private static String shape(Response answer) {
        return "%d %s %s".formatted(answer.statusCode(), valueAt(answer, "error"), valueAt(answer, "message"));
    }

    private static String memory(One one) {
        return Org.read("SELECT password_memory_kib::text FROM app_user WHERE id = ?", one.id());
    }
}
