package dev.claviger.auth.member;

import static dev.claviger.auth.Org.rule;
import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.nullValue;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import dev.claviger.auth.People;
import dev.claviger.auth.People.One;
import dev.claviger.auth.access.Everything;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** People who hold a role that their organisation made. */
@AuthServiceTest
class MemberRoleTest {
    private Org org;

    @BeforeEach
    void newOrganisation() {
        org = Org.create();
    }

    @Test
    void roleOfTheOrganisation_isGiven_shown_andCountsAtOnce() {
        One bob = People.member(org, "no-access");
        String token = bob.tokenFor(org);
        bob.as(token).get(Org.GROUPS).then().statusCode(403);
        String slug = org.role(List.of(rule("groups", "read")));

        give(bob, slug)
                .then()
                .statusCode(200)
                .body(at("membership.role", equalTo("custom")))
                .body(at("membership.roleId", equalTo(roleId(slug))))
                .body(at("membership.customRole.slug", equalTo(slug)));

        bob.as(token).get(Org.GROUPS).then().statusCode(200);
        bob.as(token).get(Org.IDENTITIES).then().statusCode(403);
        org.asAdmin()
                .get(route(org))
                .then()
                .statusCode(200)
                .body(at("users.customRole.slug", hasItem(slug)))
                .body(at("users.role", hasItem("custom")));
        org.asAdmin().get(of(bob)).then().statusCode(200).body(at("membership.customRole.slug", equalTo(slug)));
        Org.as(bob.logIn()).get("/api/v1/organization").then().body(at("organizations[0].userRole", equalTo("custom")));
    }

    @Test
    void builtInRole_takesItsPlace() {
        One bob = holding(rule("groups", "read"));

        give(bob, "no-access")
                .then()
                .statusCode(200)
                .body(at("membership.role", equalTo("no-access")))
                .body(at("membership.roleId", nullValue()));

        bob.as(bob.tokenFor(org)).get(Org.GROUPS).then().statusCode(403);
    }

    @Test
    void roleStays_whenSomethingElseChanges() {
        One bob = holding(rule("groups", "read"));

        change(bob, Map.of("isActive", false)).then().statusCode(200).body(at("membership.role", equalTo("custom")));
        change(bob, Map.of("isActive", true)).then().statusCode(200);

        bob.as(bob.tokenFor(org)).get(Org.GROUPS).then().statusCode(200);
    }

    @Test
    void role_isEditedForThoseWhoHoldIt_andStaysWhileTheyDo() {
        String slug = org.role(List.of(rule("groups", "read")));
        One bob = People.member(org, "no-access");
        give(bob, slug).then().statusCode(200);
        String token = bob.tokenFor(org);

        org.asAdmin()
                .body(Map.of("slug", "renamed-" + slug, "permissions", List.of(rule("role", "read"))))
                .patch(Org.ROLES + "/" + roleId(slug))
                .then()
                .statusCode(200);

        bob.as(token).get(Org.GROUPS).then().statusCode(403);
        bob.as(token).get(Org.ROLES).then().statusCode(200);
        org.asAdmin()
                .delete(Org.ROLES + "/" + roleId("renamed-" + slug))
                .then()
                .statusCode(400)
                .body(at("message", containsString("1 people")));
    }

    /** To the other services the holder has the strongest built-in role that the role covers, as through a group. */
    @Test
    void principal_isToldAnew_whenTheRoleIsGivenAndEdited() {
        String slug = org.role(memberRules());
        One bob = People.member(org, "no-access");

        give(bob, slug).then().statusCode(200);
        assertThat(principal(bob)).contains("\"orgRole\": \"member\"");
        assertThat(People.claims(bob.tokenFor(org))).containsEntry("orgRole", "member");

        org.asAdmin()
                .body(Map.of("permissions", List.of(rule("role", "read"))))
                .patch(Org.ROLES + "/" + roleId(slug))
                .then()
                .statusCode(200);
        assertThat(principal(bob)).contains("\"orgRole\": \"no-access\"");
    }

    @Test
    void T18_strongerRole_isGivenToNobody_andToOneselfLeast() {
        One eve = holding(rule("member", "create", "read", "edit"));
        One bob = People.member(org, "no-access");
        String token = eve.tokenFor(org);
        String stronger = org.role(List.of(rule("sso", "edit")));

        beyond(eve.as(token).body(Map.of("role", stronger)).patch(of(bob)));
        beyond(eve.as(token).body(Map.of("role", stronger)).patch(of(eve)));
        eve.as(token).body(Map.of("role", "admin")).patch(of(eve)).then().statusCode(403);
        beyond(eve.as(token)
                .body(Map.of(
                        "inviteeEmails", List.of("new-" + eve.id() + "@example.com"),
                        "organizationId", org.id().toString(),
                        "organizationRoleSlug", stronger))
                .post("/api/v1/invite-org/signup"));
    }

    @Test
    void T18_strongerHolder_isNotManaged() {
        One eve = holding(rule("member", "read", "edit", "delete"));
        One strong = holding(rule("sso", "edit"));
        String token = eve.tokenFor(org);

        beyond(eve.as(token).body(Map.of("role", "no-access")).patch(of(strong)));
        beyond(eve.as(token).delete(of(strong)));
        beyond(eve.as(token).post("/api/x/members/" + membership(strong) + "/password-reset"));
    }

    /** Editing the role one holds must not be the way round. */
    @Test
    void T18_holderDoesNotWidenTheirOwnRole() {
        String slug = org.role(List.of(rule("role", "read", "edit"), rule("member", "read", "edit")));
        One eve = People.member(org, "no-access");
        give(eve, slug).then().statusCode(200);

        beyond(eve.as(eve.tokenFor(org))
                .body(Map.of("permissions", List.of(rule("role", "edit"), rule("sso", "edit"))))
                .patch(Org.ROLES + "/" + roleId(slug)));
    }

    /** A role can be weakened at any time, so one that is as strong does not stand in for the last administrator. */
    @Test
    void T18_lastAdminStays_besideARoleAsStrong() {
        One ada = People.member(org, "admin");
        String slug = org.role(Everything.rules());
        One bob = People.member(org, "no-access");
        give(bob, slug).then().statusCode(200);

        give(ada, slug).then().statusCode(400).body(at("message", containsString("last")));
        give(ada, "member").then().statusCode(400);
        org.asAdmin().delete(of(ada)).then().statusCode(400);
        assertThat(principal(bob)).contains("\"orgRole\": \"admin\"");
    }

    @Test
    void T16_roleOfAnotherOrganisation_isNotThere() {
        String foreign = Org.create().role(List.of(rule("groups", "read")));
        One bob = People.member(org, "no-access");

        give(bob, foreign).then().statusCode(422).body(at("message[0].path[0]", equalTo("role")));
        give(bob, "custom").then().statusCode(422);
    }

    private One holding(Map<String, ?> rule) {
        One one = People.member(org, "no-access");
        give(one, org.role(List.of(rule))).then().statusCode(200);
        return one;
    }

    private Response give(One one, String role) {
        return change(one, Map.of("role", role));
    }

    private Response change(One one, Map<String, ?> change) {
        return org.asAdmin().body(change).patch(of(one));
    }

    private String roleId(String slug) {
        return valueAt(org.asAdmin().get(Org.ROLES + "/slug/" + slug), "role.id");
    }

    private String of(One one) {
        return route(org) + "/" + membership(one);
    }

    private static String route(Org org) {
        return "/api/v2/organizations/%s/memberships".formatted(org.id());
    }

    private static String membership(One one) {
        return Org.read("SELECT id::text FROM org_membership WHERE user_id = ?", one.id());
    }

    private String principal(One one) {
        return Org.read(
                "SELECT body::text FROM principal_entry WHERE key = ?", "user:%s:%s".formatted(org.id(), one.id()));
    }

    /** What http-api.md 6.7 gives to members. */
    private static List<Map<String, ?>> memberRules() {
        return List.of(
                rule("workspace", "create"),
                rule("project", "create"),
                rule("member", "read"),
                rule("groups", "read"),
                rule("role", "read"),
                rule("settings", "read"),
                rule("billing", "read"),
                rule("incident-contact", "read"),
                rule("audit-logs", "read"),
                rule("identity", "create", "read", "edit", "delete"),
                rule("secret-scanning", "create", "read", "edit", "delete"),
                rule("app-connections", "connect"),
                rule("gateway", "list-gateways", "create-gateways", "attach-gateways"),
                rule("relay", "list-relays", "create-relays", "edit-relays"));
    }

    private static void beyond(Response answer) {
        answer.then()
                .statusCode(403)
                .body(at("error", equalTo("PermissionBoundaryError")))
                .body(at("details.missingPermissions", hasItems(Map.of("action", "edit", "subject", "sso"))));
    }
}
