package dev.claviger.auth.role;

import static dev.claviger.auth.Org.rule;
import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.claviger.auth.AuthServiceTest;
import dev.claviger.auth.Org;
import dev.claviger.testkit.EventTap;
import dev.claviger.testkit.RealEngines;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Roles that organisations make, and what those who hold them may do. */
@AuthServiceTest
class RoleResourceTest {
    private Org org;

    @BeforeEach
    void organisation() {
        org = Org.shared();
    }

    @Test
    void create_answersTheRole_withActionsAsLists() {
        String slug = "auditors-" + UUID.randomUUID();

        Response created = org.asAdmin()
                .body(Map.of(
                        "slug",
                        " " + slug.toUpperCase(java.util.Locale.ROOT),
                        "name",
                        "Auditors",
                        "description",
                        "They look",
                        "permissions",
                        List.of(
                                Map.of("subject", "audit-logs", "action", "read"),
                                Map.of(
                                        "subject",
                                        "app-connections",
                                        "action",
                                        List.of("read", "connect"),
                                        "conditions",
                                        Map.of("connectionId", "x")))))
                .post(Org.ROLES);

        created.then()
                .statusCode(200)
                .body(at("role.id", notNullValue()))
                .body(at("role.slug", equalTo(slug)))
                .body(at("role.name", equalTo("Auditors")))
                .body(at("role.description", equalTo("They look")))
                .body(at("role.permissions[0].subject", equalTo("audit-logs")))
                .body(at("role.permissions[0].action", equalTo(List.of("read"))))
                .body(at("role.permissions[1].action", equalTo(List.of("read", "connect"))))
                .body(at("role.permissions[1].conditions", equalTo(Map.of("connectionId", "x"))));
        String id = valueAt(created, "role.id");
        for (String route : List.of(id, "slug/" + slug)) {
            org.asAdmin()
                    .get(Org.ROLES + "/" + route)
                    .then()
                    .statusCode(200)
                    .body(at("role", equalTo(valueAt(created, "role"))));
        }
        org.asAdmin().get(Org.ROLES).then().statusCode(200).body(at("roles.id", hasItem(id)));
    }

    @Test
    void update_changesWhatIsGiven_forHoldersAtOnce() {
        String token = org.tokenWith(List.of(rule("groups", "read")));
        String id = roleIdOf(token);
        Org.as(token).get(Org.GROUPS).then().statusCode(200);

        org.asAdmin()
                .body(Map.of("permissions", List.of(rule("role", "read"))))
                .patch(Org.ROLES + "/" + id)
                .then()
                .statusCode(200)
                .body(at("role.name", equalTo("Role")))
                .body(at("role.permissions[0].subject", equalTo("role")));

        Org.as(token).get(Org.GROUPS).then().statusCode(403);
        Org.as(token).get(Org.ROLES).then().statusCode(200);
    }

    @Test
    void delete_isRefusedWhileSomebodyHoldsIt() {
        String token = org.tokenWith(List.of(rule("groups", "read")));
        String id = roleIdOf(token);

        org.asAdmin()
                .delete(Org.ROLES + "/" + id)
                .then()
                .statusCode(400)
                .body(at("message", containsString("1 machine identities, 0 groups and 0 people")));
        org.give(Org.identityOf(token), "no-access");
        org.asAdmin().delete(Org.ROLES + "/" + id).then().statusCode(200).body(at("role.id", equalTo(id)));
        org.asAdmin().get(Org.ROLES + "/" + id).then().statusCode(404);
    }

    @Test
    void identity_carriesItsRole() {
        String slug = org.role(List.of(rule("groups", "read")));
        String id = org.identity(slug);

        org.asAdmin()
                .get(Org.IDENTITIES + "/" + id)
                .then()
                .body(at("identity.role", equalTo("custom")))
                .body(at("identity.roleId", equalTo(roleId(slug))))
                .body(at("identity.customRole.id", equalTo(roleId(slug))))
                .body(at("identity.customRole.slug", equalTo(slug)))
                .body(at("identity.customRole.name", equalTo("Role")))
                .body(at("identity.customRole.description", equalTo("")))
                .body(at("identity.customRole.permissions[0].action", equalTo(List.of("read"))));
        org.asAdmin()
                .body(Map.of("search", Map.of("role", slug)))
                .post(Org.IDENTITIES + "/search")
                .then()
                .body(at("totalCount", equalTo(1)));
        org.give(id, "member");
        org.asAdmin()
                .get(Org.IDENTITIES + "/" + id)
                .then()
                .body(at("identity.role", equalTo("member")))
                .body(at("identity", not(hasItem("customRole"))));
    }

    @ParameterizedTest
    @MethodSource
    void badInputIsRefused(String field, Object value) {
        Map<String, Object> body =
                new HashMap<>(Map.of("name", "Role", "slug", "fine-" + UUID.randomUUID(), "permissions", List.of()));
        body.put(field, value);

        org.asAdmin().body(body).post(Org.ROLES).then().statusCode(422).body(at("message[0].path[0]", equalTo(field)));
    }

    static Stream<Arguments> badInputIsRefused() {
        return Stream.of(
                arguments("name", ""),
                arguments("name", "x".repeat(256)),
                arguments("slug", ""),
                arguments("slug", "admin"),
                arguments("slug", "Custom"),
                arguments("slug", "two words"),
                arguments("slug", "-edge"),
                arguments("slug", "x".repeat(65)),
                arguments("description", "x".repeat(1025)),
                arguments("permissions", "all"),
                arguments("permissions", Map.of()),
                arguments("permissions", List.of("all")),
                arguments("permissions", List.of(rule("secrets", "read"))),
                arguments("permissions", List.of(rule("identity", "fly"))),
                arguments("permissions", List.of(rule("identity", "a\u0000b"))));
    }

    @Test
    void unknownWords_areAnsweredWithTheKnownOnes() {
        org.asAdmin()
                .body(Map.of("name", "x", "slug", "x", "permissions", List.of(rule("secrets", "read"))))
                .post(Org.ROLES)
                .then()
                .body(at("message[0].message", containsString("workspace, project, role, member")));
        org.asAdmin()
                .body(Map.of("name", "x", "slug", "x", "permissions", List.of(rule("billing", "pay"))))
                .post(Org.ROLES)
                .then()
                .body(at("message[0].message", containsString("read, manage-billing")));
    }

    @Test
    void slugIsUniqueInTheOrganisation() {
        String slug = org.role(List.of());

        org.asAdmin()
                .body(Map.of("name", "x", "slug", slug, "permissions", List.of()))
                .post(Org.ROLES)
                .then()
                .statusCode(400);
        org.asAdmin()
                .body(Map.of("slug", slug))
                .patch(Org.ROLES + "/" + roleId(org.role(List.of())))
                .then()
                .statusCode(400);
    }

    @Test
    void T16_rolesOfOthersDoNotExist() {
        Org other = Org.create();
        String slug = other.role(List.of());
        String id = valueAt(other.asAdmin().get(Org.ROLES + "/slug/" + slug), "role.id");

        org.asAdmin().get(Org.ROLES + "/" + id).then().statusCode(404);
        org.asAdmin().get(Org.ROLES + "/slug/" + slug).then().statusCode(404);
        org.asAdmin().body("{}").patch(Org.ROLES + "/" + id).then().statusCode(404);
        org.asAdmin().delete(Org.ROLES + "/" + id).then().statusCode(404);
        org.asAdmin()
                .body(Map.of("name", "x", "role", slug))
                .post(Org.IDENTITIES)
                .then()
                .statusCode(422);
        org.asAdmin()
                .body(Map.of("name", "x", "role", slug))
                .post(Org.GROUPS)
                .then()
                .statusCode(422);
    }

    /** Who may edit roles does not become an administrator by editing the one it holds. */
    @Test
    void T18_holderCannotWidenItsOwnRole() {
        String token = org.tokenWith(List.of(rule("role", "create", "read", "edit", "delete")));
        String id = roleIdOf(token);

        beyond(
                Org.as(token)
                        .body(Map.of("permissions", List.of(rule("role", "edit"), rule("identity", "edit"))))
                        .patch(Org.ROLES + "/" + id),
                "identity",
                "edit");
        beyond(
                Org.as(token)
                        .body(Map.of(
                                "name", "x", "slug", "wide", "permissions", List.of(rule("groups", "add-identities"))))
                        .post(Org.ROLES),
                "groups",
                "add-identities");
        Org.as(token).get(Org.GROUPS).then().statusCode(403);
    }

    @Test
    void T18_strongerRoleCanNeitherBeWeakenedNorDeleted() {
        String token = org.tokenWith(List.of(rule("role", "read", "edit", "delete")));
        String stronger = roleId(org.role(List.of(rule("sso", "edit"))));

        beyond(Org.as(token).body(Map.of("permissions", List.of())).patch(Org.ROLES + "/" + stronger), "sso", "edit");
        beyond(Org.as(token).delete(Org.ROLES + "/" + stronger), "sso", "edit");
    }

    @Test
    void T18_strongerRoleCannotBeGiven() {
        String token = org.tokenWith(List.of(rule("identity", "create", "read", "edit"), rule("groups", "create")));
        String stronger = org.role(List.of(rule("sso", "edit")));

        beyond(Org.as(token).body(Map.of("name", "x", "role", stronger)).post(Org.IDENTITIES), "sso", "edit");
        beyond(
                Org.as(token).body(Map.of("role", stronger)).patch(Org.IDENTITIES + "/" + org.identity()),
                "sso",
                "edit");
        beyond(
                Org.as(token).body(Map.of("role", stronger)).patch(Org.IDENTITIES + "/" + Org.identityOf(token)),
                "sso",
                "edit");
        beyond(Org.as(token).body(Map.of("name", "x", "role", stronger)).post(Org.GROUPS), "sso", "edit");
    }

    /** A role of conditions does not cover the same without them. */
    @Test
    void T18_conditionedRight_cannotBeGivenWithoutItsCondition() {
        Map<String, ?> connect = Map.of(
                "subject",
                "app-connections",
                "action",
                List.of("connect"),
                "conditions",
                Map.of("connectionId", Map.of("$in", List.of("a", "b"))));
        String token = org.tokenWith(List.of(rule("role", "create", "edit"), connect));

        beyond(
                Org.as(token)
                        .body(Map.of(
                                "name", "x", "slug", "all", "permissions", List.of(rule("app-connections", "connect"))))
                        .post(Org.ROLES),
                "app-connections",
                "connect");
        Org.as(token)
                .body(Map.of(
                        "name",
                        "x",
                        "slug",
                        "one-" + UUID.randomUUID(),
                        "permissions",
                        List.of(Map.of(
                                "subject",
                                "app-connections",
                                "action",
                                "connect",
                                "conditions",
                                Map.of("connectionId", "a")))))
                .post(Org.ROLES)
                .then()
                .statusCode(200);
    }

    /** Whoever may make client secrets for a machine is that machine. */
    @Test
    void T18_strongerMachineCannotBeTakenOverThroughItsClientSecrets() {
        String token = org.tokenWith(List.of(
                rule("identity", "create", "read", "edit", "delete", "revoke-auth", "create-token", "delete-token")));
        String stronger = org.identity(org.role(List.of(rule("sso", "edit"))));
        var _ = org.universal(stronger, Map.of());
        String route = Org.UNIVERSAL + "/identities/" + stronger;

        beyond(Org.as(token).body("{}").post(route + "/client-secrets"), "sso", "edit");
        beyond(Org.as(token).body("{}").patch(route), "sso", "edit");
        beyond(Org.as(token).delete(route), "sso", "edit");
        beyond(Org.as(token).delete(Org.IDENTITIES + "/" + stronger), "sso", "edit");
        beyond(Org.as(token).body(Map.of("name", "mine")).patch(Org.IDENTITIES + "/" + stronger), "sso", "edit");
    }

    @Test
    void T18_machineThatIsStrongerThroughItsGroup_cannotBeTakenOver() {
        String token = org.tokenWith(List.of(rule("identity", "create", "read", "edit", "create-token")));
        String stronger = org.identity("no-access");
        var _ = org.universal(stronger, Map.of());
        Org.as(token)
                .body("{}")
                .post(Org.UNIVERSAL + "/identities/" + stronger + "/client-secrets")
                .then()
                .statusCode(200);
        org.join(org.group("admin"), stronger);

        beyond(
                Org.as(token).body("{}").post(Org.UNIVERSAL + "/identities/" + stronger + "/client-secrets"),
                "sso",
                "edit");
    }

    @Test
    void T14_everyActIsRecorded() {
        try (EventTap tap = EventTap.on(RealEngines.ACCESS_EVENTS)) {
            String slug = org.role(List.of(rule("sso", "edit")));
            String id = roleId(slug);
            org.asAdmin().body(Map.of("name", "Renamed")).patch(Org.ROLES + "/" + id);
            Org.as(org.tokenOf("member")).body("{}").patch(Org.ROLES + "/" + id);
            org.asAdmin().delete(Org.ROLES + "/" + id);

            for (List<String> parts : List.of(
                    List.of("dev.claviger.create-org-role", slug, "\"outcome\":\"success\""),
                    List.of("dev.claviger.update-org-role", id, "Renamed", "\"outcome\":\"success\""),
                    List.of("dev.claviger.update-org-role", id, "\"outcome\":\"denied\""),
                    List.of("dev.claviger.delete-org-role", id, "\"outcome\":\"success\""))) {
                var _ = tap.awaitEvent(
                        event -> parts.stream().allMatch(event.text()::contains), Duration.ofSeconds(20));
            }
        }
    }

    private String roleId(String slug) {
        return valueAt(
                org.asAdmin()
                        .get(Org.ROLES + "/slug/" + slug)
                        .then()
                        .statusCode(200)
                        .extract(),
                "role.id");
    }

    private String roleIdOf(String token) {
        return valueAt(org.asAdmin().get(Org.IDENTITIES + "/" + Org.identityOf(token)), "identity.roleId");
    }

    private static void beyond(Response answer, String subject, String action) {
        answer.then()
                .statusCode(403)
                .body(at("error", equalTo("PermissionBoundaryError")))
                .body(at("details.missingPermissions", hasItems(Map.of("action", action, "subject", subject))));
    }
}
