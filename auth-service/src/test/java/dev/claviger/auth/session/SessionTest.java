package dev.claviger.auth.session;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import dev.claviger.auth.People;
import dev.claviger.auth.People.One;
import dev.claviger.auth.TestClock;
import dev.claviger.auth.Together;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The life of a session: refresh, idle and absolute end, and every way to end it early. */
@AuthServiceTest
class SessionTest {
    private static final String REFRESH = "/api/v1/auth/token";
    private static final String MINE = "/api/v2/users/me/sessions";

    private Org org;
    private One ada;

    @BeforeEach
    void newMember() {
        org = Org.shared();
        ada = People.member(org, "admin");
    }

    @Test
    void refresh_givesATokenForTheChosenOrganisation() {
        Response login = ada.tryLogin(People.PASSWORD);
        ada.select(valueAt(login, "accessToken"), org.id()).then().statusCode(200);

        Response refreshed = refresh(login.cookie("jid"));

        refreshed
                .then()
                .statusCode(200)
                .body(at("organizationId", equalTo(org.id().toString())));
        ada.as(valueAt(refreshed, "token")).get(Org.IDENTITIES).then().statusCode(200);
        assertThat(refreshed.cookie("jid")).isNotEqualTo(login.cookie("jid"));
    }

    @Test
    void T9_refreshTokenUsedTwice_endsTheSession() {
        Response login = ada.tryLogin(People.PASSWORD);
        String stolen = login.cookie("jid");
        Response refreshed = refresh(stolen);

        refresh(stolen).then().statusCode(401);

        refresh(refreshed.cookie("jid")).then().statusCode(401);
        ada.as(valueAt(login, "accessToken"))
                .post("/api/v1/auth/checkAuth")
                .then()
                .statusCode(401);
        ada.as(valueAt(refreshed, "token"))
                .post("/api/v1/auth/checkAuth")
                .then()
                .statusCode(401);
    }

    @Test
    void T9_refreshTokenWorksOnce_whenManyUseItAtOnce() {
        String cookie = ada.tryLogin(People.PASSWORD).cookie("jid");

        List<Integer> answers = Together.run(10, () -> refresh(cookie).statusCode());

        assertThat(Collections.frequency(answers, 200)).isEqualTo(1);
        assertThat(Collections.frequency(answers, 401)).isEqualTo(9);
    }

    @Test
    void refresh_isRefused_withoutOrWithAForeignCookie() {
        given().post(REFRESH).then().statusCode(401);
        refresh("x").then().statusCode(401);
        refresh("").then().statusCode(401);
    }

    @Test
    void session_endsWhenIdle() {
        Response login = ada.tryLogin(People.PASSWORD);
        TestClock.step(Duration.ofDays(6));
        String second =
                refresh(login.cookie("jid")).then().statusCode(200).extract().cookie("jid");
        TestClock.step(Duration.ofDays(7));

        refresh(second).then().statusCode(401);
    }

    @Test
    void session_endsAfterItsAbsoluteTime_howeverOftenItIsRefreshed() {
        String cookie = ada.tryLogin(People.PASSWORD).cookie("jid");
        for (int week = 0; week < 4; week++) {
            TestClock.step(Duration.ofDays(6));
            cookie = refresh(cookie).then().statusCode(200).extract().cookie("jid");
        }
        TestClock.step(Duration.ofDays(6));

        refresh(cookie).then().statusCode(401);
    }

    @Test
    void accessToken_endsByItself() {
        String token = ada.tokenFor(org);
        TestClock.step(Duration.ofDays(1));

        ada.as(token).get(Org.IDENTITIES).then().statusCode(403).body(at("error", equalTo("TokenError")));
    }

    @Test
    void logout_endsEveryTokenOfTheSession() {
        Response login = ada.tryLogin(People.PASSWORD);
        String token = valueAt(ada.select(valueAt(login, "accessToken"), org.id()), "token");

        ada.as(token).post("/api/v1/auth/logout").then().statusCode(200);

        ada.as(token).get(Org.IDENTITIES).then().statusCode(401);
        ada.as(valueAt(login, "accessToken")).get("/api/v1/organization").then().statusCode(401);
        refresh(login.cookie("jid")).then().statusCode(401);
    }

    /** The routes of machines, which take the tokens of people too. */
    @Test
    void T19_tokenOfAPersonThatIsRevoked_endsTheSession_everywhere() {
        Response login = ada.tryLogin(People.PASSWORD);
        String token = valueAt(ada.select(valueAt(login, "accessToken"), org.id()), "token");
        String other = ada.tokenFor(org);

        ada.as(token)
                .body(Map.of("accessToken", token))
                .post("/api/v1/auth/token/revoke")
                .then()
                .statusCode(200);

        ada.as(token).get(Org.IDENTITIES).then().statusCode(401);
        refresh(login.cookie("jid")).then().statusCode(401);
        assertThat(Org.read(
                        "SELECT count(*)::text FROM principal_entry WHERE key = ?",
                        "token:" + People.claims(token).get("jti")))
                .isEqualTo("1");
        given().header("X-Vault-Token", other)
                .post("/v1/auth/token/revoke-self")
                .then()
                .statusCode(204);
        ada.as(other).get(Org.IDENTITIES).then().statusCode(401);
    }

    @Test
    void revocation_isToldToTheOtherServices() {
        String token = ada.tokenFor(org);
        String session = String.valueOf(People.claims(token).get("jti"));

        ada.as(token).post("/api/v1/auth/logout").then().statusCode(200);

        assertThat(Org.read("SELECT count(*)::text FROM principal_entry WHERE key = ?", "token:" + session))
                .isEqualTo("1");
    }

    @Test
    void T19_tokenIsWorthless_onceTheMembershipOrThePersonIsGone() {
        One bob = People.member(org, "admin");
        String token = bob.tokenFor(org);
        Org.run("UPDATE org_membership SET status = 'deactivated' WHERE user_id = ?", bob.id());
        bob.as(token).get(Org.IDENTITIES).then().statusCode(401);
        Org.run("UPDATE org_membership SET status = 'active' WHERE user_id = ?", bob.id());
        bob.as(token).get(Org.IDENTITIES).then().statusCode(200);

        Org.run("UPDATE app_user SET enabled = false WHERE id = ?", bob.id());

        bob.as(token).get(Org.IDENTITIES).then().statusCode(401);
        bob.as(token).post("/api/v1/auth/checkAuth").then().statusCode(401);
    }

    /** Rights are those of the membership now, not those in the token. */
    @Test
    void T18_downgradeCountsAtOnce() {
        One bob = People.member(org, "admin");
        String token = bob.tokenFor(org);

        Org.run("UPDATE org_membership SET role = 'no-access' WHERE user_id = ?", bob.id());

        bob.as(token).get(Org.IDENTITIES).then().statusCode(403).body(at("error", equalTo("PermissionDenied")));
    }

    @Test
    void people_seeAndEndTheirSessions() {
        One bob = People.member(org, "member");
        String first = bob.logIn();
        String second = bob.logIn();
        String firstId = String.valueOf(People.claims(first).get("jti"));
        bob.as(second).get(MINE).then().statusCode(200).body("", hasSize(2)).body(at("[0].ip", equalTo(bob.address())));

        bob.as(second).delete(MINE + "/" + firstId).then().statusCode(200);

        bob.as(first).get(MINE).then().statusCode(401);
        bob.as(second).get(MINE).then().body("", hasSize(1));
        bob.as(second).delete(MINE).then().statusCode(200);
        bob.as(second).get(MINE).then().statusCode(401);
    }

    @Test
    void T16_foreignSession_cannotBeEnded() {
        One bob = People.member(org, "admin");
        String foreign = ada.logIn();
        String id = String.valueOf(People.claims(foreign).get("jti"));

        bob.as(bob.logIn()).delete(MINE + "/" + id).then().statusCode(404);
        bob.as(bob.logIn()).delete(MINE + "/" + UUID.randomUUID()).then().statusCode(404);
        bob.as(bob.logIn()).delete(MINE + "/x").then().statusCode(422);

        ada.as(foreign).get(MINE).then().statusCode(200);
    }

    @Test
    void machineToken_isNobodysSession() {
        org.asAdmin().post("/api/v1/auth/checkAuth").then().statusCode(403);
        org.asAdmin().get(MINE).then().statusCode(403);
        org.asAdmin().get("/api/v1/user").then().statusCode(403);
    }

    @Test
    void profile_isTheCallers() {
        ada.as(ada.logIn())
                .get("/api/v1/user")
                .then()
                .statusCode(200)
                .body(at("user.id", equalTo(ada.id().toString())))
                .body(at("user.email", equalTo(ada.email())))
                .body(at("user.isMfaEnabled", equalTo(false)));
    }

    @Test
    void passwordChange_asksForTheOldOne_andEndsOtherSessions() {
        One bob = People.member(org, "member");
        String other = bob.logIn();
        String mine = bob.logIn();
        String chosen = "a much longer one 7";

        bob.as(mine).body(passwords("wrong", chosen)).post(CHANGE).then().statusCode(401);
        bob.as(mine)
                .body(passwords(People.PASSWORD, "short"))
                .post(CHANGE)
                .then()
                .statusCode(422);
        bob.as(mine)
                .body(passwords(People.PASSWORD, "Password123"))
                .post(CHANGE)
                .then()
                .statusCode(422);
        bob.as(mine)
                .body(passwords(People.PASSWORD, chosen))
                .post(CHANGE)
                .then()
                .statusCode(200);

        bob.as(mine).get(MINE).then().statusCode(200);
        bob.as(other).get(MINE).then().statusCode(401);
        bob.tryLogin(People.PASSWORD).then().statusCode(401);
        bob.tryLogin(chosen).then().statusCode(200).body(at("accessToken", not(equalTo(""))));
    }

    private static final String CHANGE = "/api/v2/password/user-password-reset";

    private static Map<String, String> passwords(String old, String chosen) {
        return Map.of("oldPassword", old, "newPassword", chosen);
    }

    private static Response refresh(String cookie) {
        return given().cookie("jid", cookie).post(REFRESH);
    }
}
