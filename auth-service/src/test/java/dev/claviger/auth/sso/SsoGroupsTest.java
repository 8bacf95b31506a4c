package dev.claviger.auth.sso;

import static dev.claviger.auth.Org.rule;
import static dev.claviger.testkit.JsonAt.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.HeldMembers;
import dev.claviger.auth.Org;
import dev.claviger.auth.People.One;
import dev.claviger.testkit.EventTap;
import dev.claviger.testkit.RealEngines;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Groups of the provider that put people into groups here, and the ways to gain by that. */
@AuthServiceTest
class SsoGroupsTest extends SsoJourney {
    private static final String MAPPING = CONFIG + "/groups";

    @BeforeEach
    void claim() {
        put(Map.of("groupClaim", "groups")).then().statusCode(200);
    }

    @Test
    void mapping_isAnsweredAndRead_asItWasGiven() {
        String group = readers();

        map(Map.of("ops", group)).then().statusCode(200);

        org.asAdmin()
                .get(MAPPING)
                .then()
                .statusCode(200)
                .body(at("groups", hasSize(1)))
                .body(at("groups[0].claimValue", equalTo("ops")))
                .body(at("groups[0].groupId", equalTo(group)))
                .body(at("groups[0].groupName", equalTo("Crew")));
        map(Map.of()).then().statusCode(200).body(at("groups", empty()));
    }

    @Test
    void person_joinsAndLeaves_atEachLogin() {
        One ada = linked("no-access");
        String group = readers();
        map(Map.of("ops", group)).then().statusCode(200);

        ada.as(login("ops", "others")).get(Org.GROUPS).then().statusCode(200);
        assertThat(members(group)).isEqualTo("1");
        assertThat(principal(ada)).contains(group);
        ada.as(login("ops")).get(Org.GROUPS).then().statusCode(200);

        ada.as(login("others")).get(Org.GROUPS).then().statusCode(403);
        assertThat(members(group)).isEqualTo("0");
        assertThat(principal(ada)).doesNotContain(group);
    }

    @Test
    void newcomer_isInTheirGroups_fromTheFirstLoginOn() {
        put(Map.of("groupClaim", "groups", "admitsUnknown", true)).then().statusCode(200);
        map(Map.of("ops", readers())).then().statusCode(200);

        Org.as(login("ops")).get(Org.GROUPS).then().statusCode(200);
    }

    @Test
    void claimValue_isComparedExactly() {
        One ada = linked("no-access");
        map(Map.of("ops", readers())).then().statusCode(200);

        ada.as(login("OPS", "ops/", "op*", "")).get(Org.GROUPS).then().statusCode(403);
    }

    @Test
    void memberAddedByHand_stays_alsoInAMappedGroup() {
        One ada = linked("no-access");
        String mapped = readers();
        String other = readers();
        map(Map.of("ops", mapped)).then().statusCode(200);
        add(ada, mapped);
        add(ada, other);

        var _ = login("others");

        assertThat(members(mapped)).isEqualTo("1");
        assertThat(members(other)).isEqualTo("1");
    }

    @Test
    void memberByMapping_isKept_onceAddedByHand() {
        One ada = linked("no-access");
        String group = readers();
        map(Map.of("ops", group)).then().statusCode(200);
        var _ = login("ops");

        add(ada, group);
        var _ = login("others");

        assertThat(members(group)).isEqualTo("1");
    }

    @Test
    void entryThatIsTakenAway_takesItsMembersAlong() {
        One ada = linked("no-access");
        String group = readers();
        map(Map.of("ops", group)).then().statusCode(200);
        String token = login("ops");
        ada.as(token).get(Org.GROUPS).then().statusCode(200);

        map(Map.of()).then().statusCode(200);

        ada.as(token).get(Org.GROUPS).then().statusCode(403);
        assertThat(principal(ada)).doesNotContain(group);
    }

    @Test
    void otherIssuerAndNoProvider_takeTheMembersAlong() {
        var _ = linked("no-access");
        String group = readers();
        map(Map.of("ops", group)).then().statusCode(200);
        var _ = login("ops");

        put(Map.of("groupClaim", "groups", "issuer", "https://elsewhere.example"))
                .then()
                .statusCode(200);

        assertThat(members(group)).isEqualTo("0");
        org.asAdmin().delete(CONFIG).then().statusCode(200);
        org.asAdmin().get(MAPPING).then().statusCode(404);
    }

    @Test
    void T14_everyChangeIsRecordedByItself() {
        One ada = linked("no-access");
        String group = readers();
        String second = readers();
        try (EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            map(Map.of("ops", group, "dev", second)).then().statusCode(200);
            var _ = login("ops", "dev");
            var _ = login("dev");

            for (List<String> parts : List.of(
                    List.of("dev.claviger.update-oidc-sso-groups", group),
                    List.of("dev.claviger.add-user-to-group", group, ada.email()),
                    List.of("dev.claviger.add-user-to-group", second, ada.email()),
                    List.of("dev.claviger.remove-user-from-group", group, ada.email()))) {
                var _ = tap.awaitEvent(
                        event -> parts.stream().allMatch(event.text()::contains), Duration.ofSeconds(20));
            }
            assertThat(tap.all(event -> event.text().contains("-user-to-group")
                            || event.text().contains("-user-from-group")))
                    .hasSize(3)
                    .extracting(event -> event.json().path("id").asText())
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void T18_nobodyMapsToAGroupThatGivesMoreThanTheyHave() {
        String token = org.tokenWith(
                List.of(rule("sso", "read", "edit"), rule("groups", "read", "add-members", "remove-members")));

        mapAs(token, Map.of("ops", org.group("admin")))
                .then()
                .statusCode(403)
                .body(at("error", equalTo("PermissionBoundaryError")));
        mapAs(token, Map.of("ops", readers())).then().statusCode(200);
    }

    @Test
    void T18_strongerMappingIsNotReplaced() {
        map(Map.of("ops", org.group("admin"))).then().statusCode(200);
        String token = org.tokenWith(
                List.of(rule("sso", "read", "edit"), rule("groups", "read", "add-members", "remove-members")));

        mapAs(token, Map.of()).then().statusCode(403).body(at("error", equalTo("PermissionBoundaryError")));
    }

    /** Else they would name a provider of their own, which says that they are in whatever group. */
    @Test
    void T18_providerIsNotExchanged_underAStrongerMapping() {
        map(Map.of("ops", org.group("admin"))).then().statusCode(200);
        String token = org.tokenWith(List.of(rule("sso", "read", "edit", "delete")));

        Org.as(token)
                .body(body(Map.of("groupClaim", "groups", "admitsUnknown", true, "issuer", "https://evil.example")))
                .put(CONFIG)
                .then()
                .statusCode(403)
                .body(at("error", equalTo("PermissionBoundaryError")));
        Org.as(token).delete(CONFIG).then().statusCode(403);
        put(Map.of("groupClaim", "groups")).then().statusCode(200);
    }

    @Test
    void T18_whoCannotAddMembers_mapsNoGroups() {
        String token = org.tokenWith(List.of(rule("sso", "read", "edit"), rule("groups", "read")));

        mapAs(token, Map.of("ops", readers())).then().statusCode(403);
        Org.as(org.tokenOf("member")).get(MAPPING).then().statusCode(403);
    }

    /** A weak administrator maps to a weak group, and waits until somebody else makes it a strong one. */
    @Test
    void T18_groupThatGrewSince_isNotGivenByTheOldMapping() {
        One eve = linked("no-access");
        String group = readers();
        String weak = org.tokenWith(
                List.of(rule("sso", "read", "edit"), rule("groups", "read", "add-members", "remove-members")));
        mapAs(weak, Map.of("ops", group)).then().statusCode(200);
        org.asAdmin()
                .body(Map.of("role", "admin"))
                .patch(Org.GROUPS + "/" + group)
                .then()
                .statusCode(200);

        eve.as(login("ops")).get(Org.IDENTITIES).then().statusCode(403);
        assertThat(members(group)).isEqualTo("0");

        map(Map.of("ops", group)).then().statusCode(200);
        eve.as(login("ops")).get(Org.IDENTITIES).then().statusCode(200);
    }

    @Test
    void T16_groupOfAnotherOrganisation_isNotThere() {
        String foreign = Org.create().group("no-access");

        map(Map.of("ops", foreign)).then().statusCode(404);
        map(Map.of("ops", UUID.randomUUID().toString())).then().statusCode(404);
    }

    /** The provider says what somebody was; an administrator says meanwhile that they are no member any more. */
    @Test
    void T18_memberWhoIsDeactivatedMeanwhile_staysSo() {
        One ada = linked("no-access");
        put(Map.of("groupClaim", "groups", "groupRoles", Map.of("ops", "admin")))
                .then()
                .statusCode(200);
        Away away = leave();
        CompletableFuture<Response> back;

        try (HeldMembers held = HeldMembers.of(org)) {
            back = HeldMembers.begin(() -> comeBack(away, claims("groups", List.of("ops"))));
            held.run("UPDATE org_membership SET status = 'deactivated' WHERE user_id = ?", ada.id());
        }

        back.join().then().statusCode(403);
        assertThat(Org.read("SELECT status FROM org_membership WHERE user_id = ?", ada.id()))
                .isEqualTo("deactivated");
    }

    @Test
    void badInput_isRefused() {
        String group = readers();

        org.asAdmin().body("{}").put(MAPPING).then().statusCode(422);
        putRaw(List.of(Map.of("claimValue", "ops"))).then().statusCode(422);
        putRaw(List.of(Map.of("claimValue", " ", "groupId", group))).then().statusCode(422);
        putRaw(List.of(Map.of("claimValue", "a\u0000b", "groupId", group)))
                .then()
                .statusCode(422);
        putRaw(List.of(Map.of("claimValue", "ops", "groupId", group), Map.of("claimValue", "ops", "groupId", group)))
                .then()
                .statusCode(422);
        put(Map.of()).then().statusCode(200);
        map(Map.of("ops", group)).then().statusCode(422).body(at("message[0].message", containsString("groupClaim")));
    }

    /** What PostgreSQL cannot keep must not get there. */
    @Test
    void nulInTheConfiguration_isInvalid() {
        put(Map.of("groupRoles", Map.of("a\u0000b", "member"))).then().statusCode(422);
        put(Map.of("groupClaim", "a\u0000b")).then().statusCode(422);
        put(Map.of("caCert", "a\u0000b")).then().statusCode(422);
    }

    private String readers() {
        return org.group(org.role(List.of(rule("groups", "read"))));
    }

    private Response map(Map<String, String> groups) {
        return mapAs(org.adminToken(), groups);
    }

    private static Response mapAs(String token, Map<String, String> groups) {
        List<Map<String, String>> entries = groups.entrySet().stream()
                .map(entry -> Map.of("claimValue", entry.getKey(), "groupId", entry.getValue()))
                .toList();
        return Org.as(token).body(Map.of("groups", entries)).put(MAPPING);
    }

    private Response putRaw(List<Map<String, String>> entries) {
        return org.asAdmin().body(Map.of("groups", entries)).put(MAPPING);
    }

    private String login(String... groups) {
        return refreshed(comeBack(leave(), claims("groups", List.of(groups))));
    }

    private void add(One one, String group) {
        org.asAdmin()
                .post(Org.GROUPS + "/" + group + "/users/" + one.email())
                .then()
                .statusCode(200);
    }

    private static String members(String group) {
        return Org.read("SELECT count(*)::text FROM group_user WHERE group_id = ?::uuid", group);
    }

    private String principal(One one) {
        return Org.read(
                "SELECT body::text FROM principal_entry WHERE key = ?", "user:%s:%s".formatted(org.id(), one.id()));
    }
}
