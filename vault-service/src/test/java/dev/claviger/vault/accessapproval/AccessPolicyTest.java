package dev.claviger.vault.accessapproval;

import static dev.claviger.testkit.JsonAt.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.Person;
import dev.claviger.vault.permission.Condition;
import dev.claviger.vault.permission.Rule;
import dev.claviger.vault.permission.RuledGrants;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class AccessPolicyTest {
    private final Desk desk = new Desk();

    @Test
    void aPolicy_fromBeginningToEnd() {
        String id = desk.policy(
                "dev:/app/**",
                Map.of(
                        "name", "app",
                        "approvers", List.of(Desk.named(desk.ann, 1), Desk.named(desk.bob, 2)),
                        "approvalsRequired", List.of(Map.of("numberOfApprovals", 1, "stepNumber", 2)),
                        "bypassers", List.of(Desk.named(desk.chief)),
                        "enforcementLevel", "soft",
                        "maxTimePeriod", "8h",
                        "requestExpirationTime", "3d"));

        desk.chief
                .calls()
                .get(Desk.POLICIES + "/" + id)
                .then()
                .statusCode(200)
                .body(at("approval.id", equalTo(id)))
                .body(at("approval.projectId", equalTo(desk.safe.projectId.toString())))
                .body(at("approval.name", equalTo("app")))
                .body(at("approval.environment.slug", equalTo("dev")))
                .body(at("approval.environments[0].slug", equalTo("dev")))
                .body(at("approval.secretPath", equalTo("/app/**")))
                .body(at("approval.approvers[0].id", equalTo(desk.ann.id().toString())))
                .body(at("approval.approvers[0].name", equalTo("ann@example.org")))
                .body(at("approval.approvers[1].sequence", equalTo(2)))
                .body(at("approval.approvers[1].approvalsRequired", equalTo(1)))
                .body(at("approval.bypassers[0].type", equalTo("user")))
                .body(at("approval.approvals", equalTo(1)))
                .body(at("approval.enforcementLevel", equalTo("soft")))
                .body(at("approval.allowedSelfApprovals", equalTo(true)))
                .body(at("approval.maxTimePeriod", equalTo("8h")))
                .body(at("approval.requestExpirationTime", equalTo("3d")))
                .body(at("approval.deletedAt", nullValue()));
        Map<String, Object> changes = new HashMap<>();
        changes.put("environments", List.of("dev", "prod"));
        changes.put("allowedSelfApprovals", false);
        changes.put("maxTimePeriod", null);
        desk.patch(id, changes);
        desk.chief
                .calls()
                .get(Desk.POLICIES + "/" + id)
                .then()
                .body(at("approval.environments", hasSize(2)))
                .body(at("approval.approvers[1].sequence", equalTo(2)))
                .body(at("approval.allowedSelfApprovals", equalTo(false)))
                .body(at("approval.maxTimePeriod", nullValue()))
                .body(at("approval.requestExpirationTime", equalTo("3d")));
        assertThat(listed()).containsExactly("app");
        desk.chief.calls().delete(Desk.POLICIES + "/" + id).then().statusCode(200);
        desk.chief.calls().get(Desk.POLICIES + "/" + id).then().statusCode(404);
        desk.chief.calls().delete(Desk.POLICIES + "/" + id).then().statusCode(404);
        assertThat(listed()).isEmpty();
        for (String verb : List.of("create", "update", "delete")) {
            assertThat(desk.safe.events("approval-policy-" + verb).getFirst().getString("data.metadata.policyType"))
                    .isEqualTo("access");
        }
    }

    private List<String> listed() {
        return desk.chief
                .calls()
                .queryParam("projectSlug", desk.safe.slug)
                .get(Desk.POLICIES)
                .then()
                .statusCode(200)
                .extract()
                .path("approvals.name");
    }

    @Test
    void moreApprovals_thanTheStepsHavePeople_areRefused() {
        desk.post(desk.chief, "dev:/", Map.of("approvals", 3))
                .then()
                .statusCode(400)
                .body(at("message", containsString("asks for 3 approvals, but 2 people")));
        desk.post(desk.chief, "dev:/", Map.of("approvers", List.of(Desk.named(desk.ann, 1), Desk.named(desk.ann, 2))))
                .then()
                .statusCode(400)
                .body(at("message", containsString("Step 2")));
        assertThat(desk.safe.events("approval-policy-create").getFirst().getString("data.outcome"))
                .isEqualTo("error");
    }

    @ParameterizedTest
    @CsvSource({
        "approvers, none",
        "environment, nowhere",
        "secretPath, ../x",
        "enforcementLevel, firm",
        "approvals, 0",
        "maxTimePeriod, soon",
        "requestExpirationTime, 0",
        "approvalsRequired, 7"
    })
    void whatCannotBe_isRefused(String field, String value) {
        Object given = switch (field) {
            case "approvers" -> List.of();
            case "approvals", "requestExpirationTime" -> Integer.valueOf(value);
            case "approvalsRequired" -> List.of(Map.of("numberOfApprovals", 1, "stepNumber", 7));
            default -> value;
        };

        assertThat(desk.post(desk.chief, "dev:/", Map.of(field, given)).statusCode())
                .isIn(400, 404, 422);
    }

    @Test
    void T18_whoMayManagePolicies_makesNoneForMoreThanTheyMayDo() {
        Person lesser = desk.person("lesser", "no-access");
        Rule manage = Rule.allow("secret-approval", "read", "create", "edit", "delete");
        RuledGrants.give(lesser.id(), manage);
        String policy = desk.policy("dev:/**", Map.of());

        desk.post(lesser, "dev:/own", Map.of("approvers", List.of(Desk.named(lesser))))
                .then()
                .statusCode(403)
                .body(at("error", equalTo("PermissionBoundaryError")));
        lesser.sends(Map.of("approvers", List.of(Desk.named(lesser))))
                .patch(Desk.POLICIES + "/" + policy)
                .then()
                .statusCode(403);

        RuledGrants.give(
                lesser.id(),
                Stream.concat(Stream.of(manage), everythingAt("/own")).toArray(Rule[]::new));
        desk.post(lesser, "dev:/own", Map.of("approvers", List.of(Desk.named(lesser))))
                .then()
                .statusCode(200);
        desk.post(lesser, "dev:/own/**", Map.of()).then().statusCode(403);
        desk.post(lesser, "prod:/own", Map.of()).then().statusCode(403);
        assertThat(desk.safe.events("approval-policy-update").getLast().getString("data.outcome"))
                .isEqualTo("denied");
    }

    private static Stream<Rule> everythingAt(String path) {
        Condition[] here = {
            Condition.eq(Condition.Field.ENVIRONMENT, "dev"), Condition.eq(Condition.Field.SECRET_PATH, path)
        };
        return Stream.of(
                Rule.allow("secrets", "read", "create", "edit", "delete").where(here),
                Rule.allow("secret-folders", "read", "create", "edit", "delete").where(here),
                Rule.allow("secret-imports", "read", "create", "edit", "delete").where(here),
                Rule.allow(
                                "dynamic-secrets",
                                "read-root-credential",
                                "create-root-credential",
                                "edit-root-credential",
                                "delete-root-credential",
                                "lease")
                        .where(here),
                Rule.allow(
                                "secret-rotation",
                                "read",
                                "create",
                                "edit",
                                "delete",
                                "read-generated-credentials",
                                "rotate-secrets")
                        .where(here));
    }

    @Test
    void T18_aMember_makesChangesAndDeletesNone() {
        String id = desk.policy("dev:/", Map.of());

        desk.ann
                .sends(Map.of("approvals", 1))
                .patch(Desk.POLICIES + "/" + id)
                .then()
                .statusCode(403);
        desk.ann.calls().delete(Desk.POLICIES + "/" + id).then().statusCode(403);
        desk.ann.calls().get(Desk.POLICIES + "/" + id).then().statusCode(200);
        desk.asker.calls().get(Desk.POLICIES + "/" + id).then().statusCode(403);
    }

    @Test
    void T16_anotherOrganisation_seesNone() {
        String id = desk.policy("dev:/", Map.of());
        Desk other = new Desk();

        other.chief.calls().get(Desk.POLICIES + "/" + id).then().statusCode(404);
        other.chief.calls().delete(Desk.POLICIES + "/" + id).then().statusCode(404);
        other.chief
                .calls()
                .queryParam("projectSlug", desk.safe.slug)
                .get(Desk.POLICIES)
                .then()
                .statusCode(404);
        desk.chief.calls().get(Desk.POLICIES + "/" + id).then().statusCode(200);
    }
}
