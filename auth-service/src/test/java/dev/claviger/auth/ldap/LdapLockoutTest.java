package dev.claviger.auth.ldap;

import static dev.claviger.testkit.JsonAt.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import dev.claviger.auth.TestClock;
import dev.claviger.auth.Together;
import dev.claviger.testkit.EventTap;
import dev.claviger.testkit.JsonAt;
import dev.claviger.testkit.RealEngines;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** T10: wrong passwords lock an entry, by whatever name it is called. */
@AuthServiceTest
class LdapLockoutTest extends LdapHarness {
    private static final String LOCKED = "This identity auth method is temporarily locked, please try again later";

    @BeforeEach
    void configure() {
        attach(Map.of());
    }

    @Test
    void T10_wrongPasswordsLockTheEntry_andNoOther() {
        guess("ada", 3);
        int asked = directory.binds().size();

        right().then().statusCode(401).body(at("message", equalTo(LOCKED)));
        assertThat(directory.binds()).hasSize(asked + 1).last().isEqualTo(Directory.SEARCHER);
        logIn("bob", "bobs password").then().statusCode(200);

        TestClock.step(Duration.ofSeconds(299));
        right().then().statusCode(401);
        TestClock.step(Duration.ofSeconds(1));
        right().then().statusCode(200);
    }

    /** T1: all spellings, and all names that lead to one entry, count together. */
    @Test
    void T1_aliasesOfAnEntryAreOne() {
        org.asAdmin()
                .body(Map.of("searchFilter", "(|(uid={{username}})(mail={{username}}))"))
                .patch(path())
                .then()
                .statusCode(200);

        guess("ADA", 1);
        guess(" ada ", 1);
        guess("Ada@Example.com", 1);

        right().then().statusCode(401).body(at("message", equalTo(LOCKED)));
    }

    @Test
    void T10_unknownNamesLockToo() {
        guess("nobody", 3);

        logIn("nobody", "x").then().statusCode(401).body(at("message", equalTo(LOCKED)));
        logIn(" NOBODY", "x").then().statusCode(401).body(at("message", equalTo(LOCKED)));
        right().then().statusCode(200);
    }

    @Test
    void T10_successAndTimeForgive() {
        guess("ada", 2);
        right().then().statusCode(200);
        guess("ada", 2);
        TestClock.step(Duration.ofSeconds(31));
        guess("ada", 2);

        right().then().statusCode(200);
    }

    /** T10: of guesses that come at once no more are worth anything than of those that come in a row. */
    @Test
    void T10_parallelGuessesLock() {
        List<String> texts = Together.run(20, () -> JsonAt.<String>valueAt(logIn("ada", "guess"), "message"));

        assertThat(texts).filteredOn("Invalid credentials"::equals).hasSize(3);
        assertThat(texts).filteredOn(LOCKED::equals).hasSize(17);
        right().then().statusCode(401).body(at("message", equalTo(LOCKED)));
    }

    /** Machines log in many at a time; that is no guessing. */
    @Test
    void T20_parallelLoginsWithTheRightPassword_allSucceed() {
        List<Integer> statuses = Together.run(20, () -> right().statusCode());

        assertThat(statuses).containsOnly(200);
    }

    @Test
    void clearLockouts_liftsThem_andIsRecorded() {
        guess("ada", 3);
        guess("bob", 1);
        try (EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            org.asAdmin()
                    .post(path() + "/clear-lockouts")
                    .then()
                    .statusCode(200)
                    .body(at("deleted", equalTo(2)));
            org.asAdmin()
                    .post(path() + "/clear-lockouts")
                    .then()
                    .statusCode(200)
                    .body(at("deleted", equalTo(0)));

            var _ = tap.awaitEvent(
                    event -> event.text().contains("clear-identity-ldap-auth-lockouts")
                            && event.text().contains(identity),
                    Duration.ofSeconds(20));
        }
        right().then().statusCode(200);
    }

    @Test
    void T18_clearLockouts_isForThoseWhoMayEdit() {
        Org.as(org.tokenOf("no-access")).post(path() + "/clear-lockouts").then().statusCode(403);
        Org.as(Org.create().adminToken())
                .post(path() + "/clear-lockouts")
                .then()
                .statusCode(404);
        org.asAdmin()
                .post(Org.auth(METHOD) + "/identities/nonsense/clear-lockouts")
                .then()
                .statusCode(422);
    }

    /** Once per lock, and without the name that was typed. */
    @Test
    void lock_isRecorded() {
        try (EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            guess("ada", 3);

            String event = tap.awaitEvent(
                            each -> each.text().contains("check=lockout: too many wrong passwords for one name")
                                    && each.text().contains(identity),
                            Duration.ofSeconds(20))
                    .text();
            assertThat(event).contains("locked for 300 s").doesNotContain("uid=ada");
        }
    }

    @Test
    void threshold_ofOneLocksAtOnce_andLockoutsCanBeOff() {
        org.asAdmin().body(Map.of("lockoutThreshold", 1)).patch(path()).then().statusCode(200);
        guess("ada", 1);
        right().then().statusCode(401).body(at("message", equalTo(LOCKED)));

        org.asAdmin().body(Map.of("lockoutEnabled", false)).patch(path()).then().statusCode(200);
        right().then().statusCode(200);
    }

    private void guess(String name, int times) {
        for (int i = 0; i < times; i++) {
            logIn(name, "guess " + i).then().statusCode(401).body(at("message", equalTo("Invalid credentials")));
        }
    }

    private Response right() {
        return logIn("ada", Directory.ADAS_PASSWORD);
    }
}
