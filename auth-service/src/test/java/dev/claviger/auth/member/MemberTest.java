package dev.claviger.auth.member;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import dev.claviger.auth.People;
import dev.claviger.auth.People.One;
import dev.claviger.auth.TestClock;
import dev.claviger.auth.Together;
import dev.claviger.testkit.EventTap;
import dev.claviger.testkit.RealEngines;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What administrators do with people, and what nobody may do to those with more rights. */
@AuthServiceTest
class MemberTest {
    private Org org;
    private One ada;
    private String admin;

    @BeforeEach
    void newOrganisation() {
        org = Org.create();
        ada = People.member(org, "admin");
        admin = ada.tokenFor(org);
    }

    @Test
    void members_areListedAndRead() {
        One bob = People.member(org, "member");

        ada.as(admin)
                .get(route(org))
                .then()
                .statusCode(200)
                .body(at("users.user.email", hasItems(ada.email(), bob.email())))
                .body("users.find { it.user.id == '%s' }.role".formatted(bob.id()), equalTo("member"));
        ada.as(admin)
                .get(of(bob))
                .then()
                .statusCode(200)
                .body(at("membership.userId", equalTo(bob.id().toString())));
    }

    @Test
    void role_isChanged_andCountsAtOnce() {
        One bob = People.member(org, "no-access");
        String token = bob.tokenFor(org);
        bob.as(token).get(Org.IDENTITIES).then().statusCode(403);

        change(of(bob), Map.of("role", "admin")).then().statusCode(200).body(at("membership.role", equalTo("admin")));

        bob.as(token).get(Org.IDENTITIES).then().statusCode(200);
    }

    @Test
    void deactivatedMember_isShutOut_untilActivated() {
        One bob = People.member(org, "member");
        String token = bob.tokenFor(org);

        change(of(bob), Map.of("isActive", false))
                .then()
                .statusCode(200)
                .body(at("membership.isActive", equalTo(false)));
        bob.as(token).get(Org.IDENTITIES).then().statusCode(401);
        bob.select(bob.logIn(), org.id()).then().statusCode(401);
        assertThat(principal(bob)).contains("\"enabled\": false");

        change(of(bob), Map.of("isActive", true)).then().statusCode(200);
        bob.as(token).get(Org.IDENTITIES).then().statusCode(200);
    }

    @Test
    void removedMember_isGone() {
        One bob = People.member(org, "member");
        String token = bob.tokenFor(org);
        String membership = of(bob);

        ada.as(admin).delete(membership).then().statusCode(200);

        bob.as(token).get(Org.IDENTITIES).then().statusCode(401);
        ada.as(admin).get(membership).then().statusCode(404);
        assertThat(principal(bob)).contains("\"enabled\": false");
    }

    @Test
    void T18_lastAdminStays() {
        change(of(ada), Map.of("role", "member")).then().statusCode(400).body(at("message", containsString("last")));
        change(of(ada), Map.of("isActive", false)).then().statusCode(400);
        ada.as(admin).delete(of(ada)).then().statusCode(400);
        ada.as(admin).get(route(org)).then().statusCode(200);
    }

    @Test
    void T18_oneAdminStays_whenTwoTakeEachOtherDown() {
        One bob = People.member(org, "admin");
        String bobs = bob.tokenFor(org);
        String first = of(ada);
        String second = of(bob);

        List<Callable<Response>> demotions = List.of(
                () -> ada.as(admin).body(Map.of("role", "member")).patch(second),
                () -> bob.as(bobs).body(Map.of("role", "member")).patch(first));
        AtomicInteger next = new AtomicInteger();

        List<Integer> answers = Together.run(
                2, () -> demotions.get(next.getAndIncrement()).call().statusCode());

        assertThat(answers).contains(200);
        assertThat(Org.read(
                        "SELECT count(*)::text FROM org_membership WHERE org_id = ? AND role = 'admin' AND status = 'active'",
                        org.id()))
                .isEqualTo("1");
    }

    @Test
    void T18_lastAdminIsNotDisabled() {
        String instance = instanceAdmin();
        One bob = People.member(org, "admin");

        disable(instance, bob).then().statusCode(200);
        disable(instance, ada).then().statusCode(400).body(at("message", containsString("last")));

        ada.as(admin).get(route(org)).then().statusCode(200);
        disable(instance, bob).then().statusCode(200);
    }

    /** Somebody who belongs to several organisations may be the last administrator of one of them. */
    @Test
    void T18_lastAdminOfAnotherOrganisationIsNotDisabled() {
        One bob = People.member(org, "member");
        People.join(bob, Org.create(), "admin");

        disable(instanceAdmin(), bob).then().statusCode(400).body(at("message", containsString("last")));

        bob.tryLogin(People.PASSWORD).then().statusCode(200);
    }

    @Test
    void T18_oneAdminStays_whenAllAreShutOutAtOnce() {
        String instance = instanceAdmin();
        One bob = People.member(org, "admin");
        One eve = People.member(org, "admin");
        List<Callable<Response>> ways = List.of(
                () -> disable(instance, ada),
                () -> Org.as(instance).delete("/api/x/users/" + bob.id()),
                () -> Org.as(instance).body(Map.of("role", "member")).patch(of(eve)));
        AtomicInteger next = new AtomicInteger();

        List<Integer> answers =
                Together.run(3, () -> ways.get(next.getAndIncrement()).call().statusCode());

        assertThat(answers).containsExactlyInAnyOrder(200, 200, 400);
        assertThat(Org.read(
                        "SELECT count(*)::text FROM org_membership m JOIN app_user u ON u.id = m.user_id WHERE m.org_id = ? AND m.role = 'admin' AND m.status = 'active' AND u.enabled",
                        org.id()))
                .isEqualTo("1");
    }

    @Test
    void T18_memberRaisesNobody() {
        One bob = People.member(org, "member");
        String token = bob.tokenFor(org);

        bob.as(token).body(Map.of("role", "admin")).patch(of(bob)).then().statusCode(403);
        bob.as(token).delete(of(ada)).then().statusCode(403);
        bob.as(token)
                .post("/api/x/members/" + membership(ada) + "/password-reset")
                .then()
                .statusCode(403);
        bob.as(token).delete("/api/x/users/" + ada.id()).then().statusCode(403);
    }

    @Test
    void T18_adminCannotTouchTheOwnerOfTheInstance() {
        One owner = People.member(org, "member");
        Org.run("UPDATE app_user SET super_admin = true WHERE id = ?", owner.id());

        change(of(owner), Map.of("role", "no-access"))
                .then()
                .statusCode(403)
                .body(at("error", equalTo("PermissionBoundaryError")));
        ada.as(admin).delete(of(owner)).then().statusCode(403);
        ada.as(admin)
                .post("/api/x/members/" + membership(owner) + "/password-reset")
                .then()
                .statusCode(403);
        Org.run("UPDATE app_user SET super_admin = false WHERE id = ?", owner.id());
    }

    @Test
    void T16_foreignMembersAreNotThere() {
        Org other = Org.create();
        One eve = People.member(other, "member");
        String foreign = "/api/v2/organizations/%s/memberships/%s".formatted(org.id(), membership(eve));

        ada.as(admin).get(foreign).then().statusCode(404);
        change(foreign, Map.of("role", "member")).then().statusCode(404);
        ada.as(admin).delete(foreign).then().statusCode(404);
        ada.as(admin).get(route(other)).then().statusCode(404);
        ada.as(admin).get(route(other) + "/" + membership(eve)).then().statusCode(404);
        ada.as(admin)
                .post("/api/x/members/" + membership(eve) + "/password-reset")
                .then()
                .statusCode(404);
        ada.as(admin).get(route(org) + "/" + UUID.randomUUID()).then().statusCode(404);
        ada.as(admin).get(route(org) + "/x").then().statusCode(422);
    }

    @Test
    void passwordReset_worksOnce_andEndsAllSessions() {
        One bob = People.member(org, "member");
        String session = bob.logIn();
        String token = valueAt(reset(bob).then().statusCode(200).extract(), "token");

        choose(token, "short").then().statusCode(422);
        choose(token, "a brand new one 5").then().statusCode(200);

        choose(token, "another new one 6").then().statusCode(401);
        bob.as(session).get("/api/v1/user").then().statusCode(401);
        bob.tryLogin(People.PASSWORD).then().statusCode(401);
        bob.tryLogin("a brand new one 5").then().statusCode(200);
    }

    @Test
    void passwordReset_expires_andANewOneReplacesTheOld() {
        One bob = People.member(org, "member");
        String first = valueAt(reset(bob), "token");
        String second = valueAt(reset(bob), "token");
        choose(first, "a brand new one 5").then().statusCode(401);
        TestClock.step(Duration.ofDays(1));

        choose(second, "a brand new one 5").then().statusCode(401);
    }

    /** A hash costs much work and memory, and nobody has logged in here. */
    @Test
    void T10_tokensAreNotGuessed_fromALockedAddress_andOnlyWrongOnesCount() {
        One bob = People.member(org, "member");
        String token = valueAt(reset(bob).then().statusCode(200).extract(), "token");
        String address = People.address();
        People.lock(address);

        choose(token, "a brand new one 5", address)
                .then()
                .statusCode(401)
                .body(at("message", containsString("Locked")));

        choose(token, "a brand new one 5").then().statusCode(200);
        choose(token, "a brand new one 5", bob.address()).then().statusCode(401);
        assertThat(People.failures(bob.address())).isEqualTo("1");
    }

    /** Whoever resets the password of somebody is them, in all their organisations. */
    @Test
    void T18_personOfOtherOrganisationsToo_isNotTakenOver() {
        One bob = People.member(org, "member");
        People.join(bob, Org.create(), "admin");

        reset(bob).then().statusCode(403).body(at("error", equalTo("PermissionBoundaryError")));
        ada.as(admin)
                .delete("/api/x/members/" + membership(bob) + "/second-factor")
                .then()
                .statusCode(403);
    }

    /** What justified it must be so still when it is used. */
    @Test
    void T18_passwordReset_isWorthNothing_onceThePersonBelongsElsewhereToo() {
        One bob = People.member(org, "member");
        String token = valueAt(reset(bob).then().statusCode(200).extract(), "token");
        People.join(bob, Org.create(), "admin");

        choose(token, "a brand new one 5").then().statusCode(401);

        bob.tryLogin(People.PASSWORD).then().statusCode(200);
    }

    @Test
    void passwordReset_byAnAdministratorOfTheInstance_worksWhereverThePersonBelongs() {
        One bob = People.member(org, "member");
        String instance = instanceAdmin();
        String token = valueAt(
                Org.as(instance)
                        .post("/api/x/members/" + membership(bob) + "/password-reset")
                        .then()
                        .statusCode(200)
                        .extract(),
                "token");
        People.join(bob, Org.create(), "admin");

        choose(token, "a brand new one 5").then().statusCode(200);
    }

    @Test
    void T18_passwordReset_endsWithAChangeOfThePassword() {
        One bob = People.member(org, "member");
        String token = valueAt(reset(bob).then().statusCode(200).extract(), "token");
        bob.as(bob.logIn())
                .body(Map.of("oldPassword", People.PASSWORD, "newPassword", "my own choice 77"))
                .post("/api/v2/password/user-password-reset")
                .then()
                .statusCode(200);

        choose(token, "a brand new one 5").then().statusCode(401);

        bob.tryLogin("my own choice 77").then().statusCode(200);
    }

    @Test
    void instanceAdmin_disablesAndDeletesPeople() {
        One bob = People.member(org, "member");
        String token = bob.tokenFor(org);
        ada.as(admin)
                .body(Map.of("enabled", false))
                .patch("/api/x/users/" + bob.id())
                .then()
                .statusCode(403);
        String instance = instanceAdmin();

        Org.as(instance)
                .body(Map.of("enabled", false))
                .patch("/api/x/users/" + bob.id())
                .then()
                .statusCode(200);
        bob.as(token).get(Org.IDENTITIES).then().statusCode(401);
        bob.tryLogin(People.PASSWORD).then().statusCode(401);
        Org.as(instance)
                .body(Map.of("enabled", true))
                .patch("/api/x/users/" + bob.id())
                .then()
                .statusCode(200);
        bob.tryLogin(People.PASSWORD).then().statusCode(200);

        Org.as(instance).delete("/api/x/users/" + bob.id()).then().statusCode(200);
        Org.as(instance).delete("/api/x/users/" + bob.id()).then().statusCode(404);
        bob.tryLogin(People.PASSWORD).then().statusCode(401);
        Org.as(instance)
                .delete("/api/x/users/" + ada.id())
                .then()
                .statusCode(400)
                .body(at("message", containsString("last")));
    }

    @Test
    void T14_changeAndRefusalAreRecorded() {
        One bob = People.member(org, "member");
        String token = bob.tokenFor(org);
        try (EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            change(of(bob), Map.of("role", "no-access")).then().statusCode(200);
            bob.as(token).body(Map.of("role", "admin")).patch(of(bob)).then().statusCode(403);

            var _ = tap.awaitEvent(
                    event -> event.text().contains("update-org-membership")
                            && event.text().contains(bob.id().toString())
                            && event.text().contains("\"outcome\":\"success\""),
                    Duration.ofSeconds(20));
            var _ = tap.awaitEvent(
                    event -> event.text().contains("update-org-membership")
                            && event.text().contains("\"outcome\":\"denied\""),
                    Duration.ofSeconds(20));
        }
    }

    private Response change(String route, Map<String, ?> change) {
        return ada.as(admin).body(change).patch(route);
    }

    private Response reset(One one) {
        return ada.as(admin).post("/api/x/members/" + membership(one) + "/password-reset");
    }

    private static Response choose(String token, String password) {
        return choose(token, password, People.address());
    }

    private static Response choose(String token, String password, String address) {
        return given().contentType(ContentType.JSON)
                .header("X-Forwarded-For", address)
                .body(Map.of("token", token, "newPassword", password))
                .post("/api/x/password-reset");
    }

    private static Response disable(String instanceAdmin, One one) {
        return Org.as(instanceAdmin).body(Map.of("enabled", false)).patch("/api/x/users/" + one.id());
    }

    private String instanceAdmin() {
        String token = org.tokenOf("admin");
        Org.run(
                "UPDATE identity SET instance_admin = true WHERE id = ?::uuid",
                String.valueOf(People.claims(token).get("identityId")));
        return token;
    }

    private String of(One one) {
        return route(org) + "/" + membership(one);
    }

    private static String route(Org org) {
        return "/api/v2/organizations/%s/memberships".formatted(org.id());
    }

    private static String membership(One one) {
        return Org.read("SELECT id::text FROM org_membership WHERE user_id = ? ORDER BY created_at LIMIT 1", one.id());
    }

    private String principal(One one) {
        return Org.read(
                "SELECT body::text FROM principal_entry WHERE key = ?", "user:%s:%s".formatted(org.id(), one.id()));
    }
}
