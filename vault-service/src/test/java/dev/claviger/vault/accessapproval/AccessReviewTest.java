package dev.claviger.vault.accessapproval;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.People;
import dev.claviger.vault.Person;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Who may decide about a request, and whose approval counts. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class AccessReviewTest {
    private final Desk desk = new Desk();

    @BeforeEach
    void aSecret() {
        desk.safe.secret("dev:/", "KEY", "value");
    }

    @Test
    void T18_whoIsNoApprover_decidesNothing_andNobodyCountsTwice() {
        var _ = desk.policy("dev:/", Map.of("approvals", 2));
        String id = desk.asks("dev:/");
        Person stranger = desk.person("stranger", "member");

        for (String status : List.of("approved", "rejected")) {
            desk.reviews(stranger, id, status).then().statusCode(403);
            desk.reviews(desk.chief, id, status).then().statusCode(403);
            desk.reviews(desk.asker, id, status).then().statusCode(403);
        }
        desk.reviews(desk.ann, id, "approved").then().statusCode(200);
        desk.reviews(desk.ann, id, "approved").then().statusCode(400);
        assertThat(desk.read("dev:/")).isEqualTo(403);
        desk.reviews(desk.bob, id, "approved").then().statusCode(200);
        assertThat(desk.read("dev:/")).isEqualTo(200);
        desk.reviews(desk.bob, id, "rejected")
                .then()
                .statusCode(400)
                .body(at("message", containsString("approved already")));
        desk.safe
                .asAdmin()
                .body(Map.of("status", "approved"))
                .post(Desk.REQUESTS + "/" + id + "/review")
                .then()
                .statusCode(403);
    }

    @Test
    void T18_selfApproval_isRefused_whereThePolicySaysSo() {
        String policy = desk.policy("dev:/", Map.of("allowedSelfApprovals", false, "enforcementLevel", "soft"));
        String id = valueAt(
                desk.asks(desk.ann, Desk.reading("dev:/"), Map.of())
                        .then()
                        .statusCode(200)
                        .extract(),
                "approval.id");

        desk.reviews(desk.ann, id, "approved").then().statusCode(403);
        desk.reviews(desk.ann, id, "approved", "urgent").then().statusCode(403);
        desk.patch(policy, Map.of("allowedSelfApprovals", true));
        desk.reviews(desk.ann, id, "approved").then().statusCode(200);
        assertThat(desk.safe.events("approval-request-review").getLast().getBoolean("data.metadata.isSelfReview"))
                .isTrue();
    }

    @Test
    void T18_anApprovalOfOnesOwn_doesNotCount_whenThePolicyForbidsItMeanwhile() {
        String policy = desk.policy("dev:/", Map.of("approvals", 2));
        String id = valueAt(
                desk.asks(desk.ann, Desk.reading("dev:/"), Map.of()).then().extract(), "approval.id");
        desk.reviews(desk.ann, id, "approved").then().statusCode(200);

        desk.patch(policy, Map.of("allowedSelfApprovals", false));

        desk.reviews(desk.bob, id, "approved").then().statusCode(200);
        assertThat(status(id)).isEqualTo("pending");
    }

    @Test
    void T18_approvals_ofThoseWhoAreNoApproversAnyMore_orMayNotRead_doNotCount() {
        Person eve = desk.person("eve", "member");
        String policy = desk.policy(
                "dev:/",
                Map.of(
                        "approvals",
                        2,
                        "approvers",
                        List.of(Desk.named(desk.ann), Desk.named(desk.bob), Desk.named(eve))));
        String id = desk.asks("dev:/");
        desk.reviews(desk.ann, id, "approved").then().statusCode(200);
        desk.patch(policy, Map.of("approvers", List.of(Desk.named(desk.bob), Desk.named(eve))));
        desk.reviews(desk.bob, id, "approved").then().statusCode(200);
        assertThat(status(id)).isEqualTo("pending");

        desk.safe.sql(
                "UPDATE membership_role SET role = 'no-access' WHERE membership_id IN (SELECT id FROM membership WHERE actor_id = ?)",
                desk.bob.id());
        desk.safe.bump();

        desk.reviews(eve, id, "approved").then().statusCode(200);
        assertThat(status(id)).isEqualTo("pending");
        assertThat(desk.read("dev:/")).isEqualTo(403);
        desk.reviews(desk.bob, id, "approved").then().statusCode(403);
    }

    @Test
    void steps_areTakenInTheirOrder() {
        Person eve = desk.person("eve", "member");
        var _ = desk.policy(
                "dev:/",
                Map.of(
                        "approvers",
                                List.of(
                                        Desk.named(desk.ann, 1),
                                        Desk.named(desk.bob, 2),
                                        Desk.named(desk.ann, 2),
                                        Desk.named(eve, 2)),
                        "approvalsRequired", List.of(Map.of("numberOfApprovals", 2, "stepNumber", 2))));
        String id = desk.asks("dev:/");

        desk.reviews(desk.bob, id, "approved").then().statusCode(403).body(at("message", containsString("Step 1")));
        desk.reviews(desk.ann, id, "approved").then().statusCode(200);
        desk.reviews(desk.ann, id, "approved").then().statusCode(400);
        desk.reviews(desk.bob, id, "approved").then().statusCode(200);
        assertThat(desk.read("dev:/")).isEqualTo(403);
        desk.reviews(eve, id, "approved").then().statusCode(200);
        assertThat(desk.read("dev:/")).isEqualTo(200);
    }

    @Test
    void T18_bypassing_takesSoftEnforcement_aNameAndAReason() {
        String policy = desk.policy("dev:/", Map.of("approvals", 2, "bypassers", List.of(Desk.named(desk.chief))));
        String id = desk.asks("dev:/");
        desk.reviews(desk.chief, id, "approved", "urgent").then().statusCode(403);
        desk.patch(policy, Map.of("enforcementLevel", "soft"));

        desk.reviews(desk.ann, id, "approved", "urgent").then().statusCode(403);
        desk.reviews(desk.chief, id, "approved").then().statusCode(403);
        assertThat(desk.privileges()).isZero();
        desk.reviews(desk.chief, id, "approved", "urgent").then().statusCode(200);

        assertThat(desk.read("dev:/")).isEqualTo(200);
        var event = desk.safe.events("approval-request-review").getLast();
        assertThat(event.getBoolean("data.metadata.isBypassed")).isTrue();
        assertThat(event.getString("data.metadata.bypassReason")).isEqualTo("urgent");
    }

    @Test
    void aRejection_endsIt() {
        var _ = desk.policy("dev:/", Map.of("approvals", 2));
        String id = desk.asks("dev:/");
        desk.reviews(desk.ann, id, "approved").then().statusCode(200);

        desk.reviews(desk.bob, id, "rejected").then().statusCode(200);

        desk.reviews(desk.bob, id, "approved").then().statusCode(400);
        assertThat(status(id)).isEqualTo("rejected");
        assertThat(desk.privileges()).isZero();
        desk.reviews(desk.bob, id, "perhaps").then().statusCode(422);
    }

    @Test
    void T18_expiredRequests_andThoseOfDeletedPolicies_giveNothing() {
        String policy = desk.policy("dev:/", Map.of("requestExpirationTime", "1h"));
        String late = desk.asks("dev:/");
        String orphan = desk.asks("dev:/");
        desk.safe.sql("UPDATE access_request SET expires_at = now() WHERE id = '" + late + "'");

        desk.reviews(desk.ann, late, "approved").then().statusCode(400).body(at("message", containsString("expired")));
        assertThat(status(late)).isEqualTo("expired");
        desk.chief.calls().delete(Desk.POLICIES + "/" + policy).then().statusCode(200);
        desk.reviews(desk.ann, orphan, "approved")
                .then()
                .statusCode(400)
                .body(at("message", containsString("deleted")));
        assertThat(desk.privileges()).isZero();
    }

    @Test
    void T18_aPolicyThatMovedAway_givesNothing() {
        String policy = desk.policy("dev:/", Map.of());
        String id = desk.asks("dev:/");

        desk.patch(policy, Map.of("environments", List.of("prod")));

        desk.reviews(desk.ann, id, "approved").then().statusCode(400);
        assertThat(desk.read("dev:/")).isEqualTo(403);
    }

    @Test
    void T18_aGroup_countsThroughItsMembers_whileTheyAreIn() {
        UUID group = People.group(desk.safe.orgId, "reviewers");
        Person eve = desk.person("eve", "member");
        People.join(eve, "eve@example.org", List.of(group));
        var _ = desk.policy("dev:/", Map.of("approvers", List.of(Map.of("type", "group", "id", group.toString()))));
        String first = desk.asks("dev:/");
        String second = desk.asks("dev:/");
        desk.reviews(desk.ann, first, "approved").then().statusCode(403);
        desk.reviews(eve, first, "approved").then().statusCode(200);

        People.join(eve, "eve@example.org", List.of());

        desk.reviews(eve, second, "approved").then().statusCode(403);
        assertThat(desk.privileges()).isEqualTo(1);
    }

    @RepeatedTest(5)
    void T18_twoDecisions_atOnce_giveOnePrivilegeOrNone() throws Exception {
        var _ = desk.policy("dev:/", Map.of());
        String id = desk.asks("dev:/");

        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<Integer> approval =
                    threads.submit(() -> desk.reviews(desk.ann, id, "approved").statusCode());
            Future<Integer> rejection =
                    threads.submit(() -> desk.reviews(desk.bob, id, "rejected").statusCode());

            boolean approved = approval.get() == 200;
            assertThat(rejection.get() == 200).isNotEqualTo(approved);
            assertThat(desk.privileges()).isEqualTo(approved ? 1 : 0);
        }
    }

    private String status(String id) {
        return desk.list(desk.chief)
                .then()
                .statusCode(200)
                .extract()
                .path("requests.find { it.id == '%s' }.status".formatted(id));
    }
}
