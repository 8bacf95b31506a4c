package dev.claviger.vault.approval;

import static dev.claviger.testkit.JsonAt.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.People;
import dev.claviger.vault.Person;
import dev.claviger.vault.secret.HeldProject;
import dev.claviger.vault.secret.Safe;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may do what to a request, and whose approval counts. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class RequestRightsTest {
    private final Council council = new Council();
    private final Safe safe = council.safe;

    @BeforeEach
    void secrets() {
        safe.secret("dev:/", "KEY", "first").secret("dev:/", "OTHER", "other");
    }

    @Test
    void T18_whoIsNoApprover_neitherReviewsNorMerges_andNobodyCountsTwice() {
        var _ = council.policy("dev:/", Map.of("approvals", 2));
        String id = council.proposes("KEY", "second");
        Person stranger = council.person("stranger", "member");

        council.reviews(stranger, id, "approved").then().statusCode(403);
        council.reviews(council.chief, id, "approved").then().statusCode(403);
        council.reviews(council.ann, id, "approved").then().statusCode(200);
        council.reviews(council.ann, id, "approved").then().statusCode(200);
        council.merges(council.ann, id).then().statusCode(403).body(at("message", containsString("has 1")));
        council.reviews(council.bob, id, "approved").then().statusCode(200);
        council.merges(stranger, id).then().statusCode(403);
        council.merges(council.ann, id).then().statusCode(200);
    }

    @Test
    void T18_selfApproval_isRefused_whereThePolicySaysSo_andDoesNotCountAfterwards() {
        String policy = council.policy("dev:/", Map.of());
        String id = council.proposes(council.ann, "KEY", "second");
        council.reviews(council.ann, id, "approved").then().statusCode(200);

        council.chief
                .sends(Map.of("allowedSelfApprovals", false))
                .patch("/api/v1/secret-approvals/" + policy)
                .then()
                .statusCode(200);

        council.merges(council.ann, id).then().statusCode(403);
        council.reviews(council.ann, id, "approved").then().statusCode(403);
        council.reviews(council.bob, id, "approved").then().statusCode(200);
        council.merges(council.ann, id).then().statusCode(200);
    }

    @Test
    void T18_approvals_ofThoseWhoAreNoApproversAnyMore_doNotCount() {
        String policy = council.policy("dev:/", Map.of());
        String id = council.proposes("KEY", "second");
        council.reviews(council.ann, id, "approved").then().statusCode(200);

        council.chief
                .sends(Map.of("approvers", List.of(Council.byId(council.bob))))
                .patch("/api/v1/secret-approvals/" + policy)
                .then()
                .statusCode(200);

        council.merges(council.author, id).then().statusCode(403);
    }

    @Test
    void T18_anAuthorWhoLostTheRight_getsNothingMerged() {
        var _ = council.policy("dev:/", Map.of());
        String id = council.proposes("KEY", "second");
        council.reviews(council.ann, id, "approved").then().statusCode(200);

        safe.sql(
                "UPDATE membership_role SET role = 'viewer' WHERE membership_id IN (SELECT id FROM membership WHERE actor_id = ?)",
                council.author.id());
        safe.bump();

        council.merges(council.ann, id).then().statusCode(403);
        assertThat(safe.value("dev:/", "KEY")).isEqualTo("first");
        assertThat(safe.events("secret-approval-merged").getLast().getString("data.outcome"))
                .isEqualTo("denied");
    }

    @Test
    void T18_aDeletedPolicy_orAStricterOne_mergesNothing() {
        String policy = council.policy("dev:/**", Map.of());
        String id = council.proposes("KEY", "second");
        String other = council.proposes("OTHER", "second");
        council.reviews(council.ann, id, "approved").then().statusCode(200);
        council.reviews(council.ann, other, "approved").then().statusCode(200);

        String stricter = council.policy("dev:/", Map.of("approvals", 2, "name", "stricter"));
        council.merges(council.ann, id).then().statusCode(400).body(at("message", containsString("stricter")));
        council.chief
                .calls()
                .delete("/api/v1/secret-approvals/" + stricter)
                .then()
                .statusCode(200);
        council.merges(council.ann, id).then().statusCode(200);
        council.chief
                .calls()
                .delete("/api/v1/secret-approvals/" + policy)
                .then()
                .statusCode(200);
        council.merges(council.ann, other).then().statusCode(400).body(at("message", containsString("deleted")));
    }

    @Test
    void T18_machines_seeAndDecideNoRequests() {
        var _ = council.policy("dev:/", Map.of());
        String id = council.proposes("KEY", "second");

        safe.asAdmin().get("/api/v1/secret-approval-requests/" + id).then().statusCode(403);
        safe.asAdmin()
                .body(Map.of("status", "approved"))
                .post("/api/v1/secret-approval-requests/" + id + "/review")
                .then()
                .statusCode(403);
        safe.asAdmin()
                .body(Map.of())
                .post("/api/v1/secret-approval-requests/" + id + "/merge")
                .then()
                .statusCode(403);
    }

    @RepeatedTest(5)
    void T18_aRejection_andAMerge_atOnce_doNotBothHold() throws Exception {
        council.post("dev:/", Map.of()).then().statusCode(200);
        String id = council.proposes("KEY", "second");
        council.reviews(council.ann, id, "approved").then().statusCode(200);

        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<Integer> merge =
                    threads.submit(() -> council.merges(council.ann, id).statusCode());
            Future<Integer> rejection = threads.submit(
                    () -> council.reviews(council.bob, id, "rejected").statusCode());

            boolean merged = merge.get() == 200;
            assertThat(rejection.get() == 200).isNotEqualTo(merged);
            assertThat(safe.value("dev:/", "KEY")).isEqualTo(merged ? "second" : "first");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE approval_policy SET approvals = 2 WHERE project_id = ?",
                "UPDATE approval_policy SET approvers = approvers - 0 WHERE project_id = ?",
                "UPDATE approval_policy SET secret_path = '/other' WHERE project_id = ?",
                "UPDATE approval_policy SET deleted_at = now() WHERE project_id = ?",
                "DELETE FROM membership WHERE project_id = ? AND actor_id IN (SELECT reviewer_id FROM approval_review)"
            })
    void T18_aPolicyOrARight_thatChangesWhileAMergeIsUnderWay_countsForIt(String change) throws Exception {
        council.post("dev:/", Map.of()).then().statusCode(200);
        String id = council.proposes("KEY", "second");
        council.reviews(council.ann, id, "approved").then().statusCode(200);

        int status = HeldProject.overtakes(
                safe, () -> council.merges(council.author, id).statusCode(), change, safe.projectId);

        assertThat(status).isIn(400, 403);
        assertThat(safe.value("dev:/", "KEY")).isEqualTo("first");
    }

    @Test
    void T18_anApproversGroup_countsThroughItsMembers_whileTheyAreIn() {
        UUID group = People.group(safe.orgId, "reviewers");
        Person eve = council.person("eve", "member");
        People.join(eve, "eve@example.org", List.of(group));
        council.post("dev:/", Map.of("approvers", List.of(Map.of("type", "group", "id", group.toString()))))
                .then()
                .statusCode(200);
        String id = council.proposes("KEY", "second");
        council.reviews(council.ann, id, "approved").then().statusCode(403);
        council.reviews(eve, id, "approved").then().statusCode(200);

        People.join(eve, "eve@example.org", List.of());

        council.merges(council.author, id)
                .then()
                .statusCode(403)
                .body(at("message", containsString("Only 0 people can approve now")));
        People.join(eve, "eve@example.org", List.of(group));
        council.merges(council.author, id).then().statusCode(200);
    }
}
