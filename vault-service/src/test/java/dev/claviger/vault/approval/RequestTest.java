package dev.claviger.vault.approval;

import static dev.claviger.testkit.JsonAt.at;
import static dev.claviger.testkit.JsonAt.valueAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.permission.Rule;
import dev.claviger.vault.permission.RuledGrants;
import dev.claviger.vault.secret.Safe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class RequestTest {
    private final Council council = new Council();
    private final Safe safe = council.safe;

    @BeforeEach
    void secrets() {
        safe.secret("dev:/", "KEY", "first").secret("dev:/", "OTHER", "other");
    }

    @Test
    void aChange_waits_isApproved_andMerged_inTheNameOfItsAuthor() {
        var _ = council.policy("dev:/", Map.of());
        String id = council.proposes("KEY", "second");
        assertThat(safe.value("dev:/", "KEY")).isEqualTo("first");

        council.merges(council.author, id)
                .then()
                .statusCode(403)
                .body(at("message", containsString("asks for 1 approvals; this request has 0")));
        council.reviews(council.ann, id, "approved")
                .then()
                .statusCode(200)
                .body(at("review.status", equalTo("approved")));
        council.merges(council.author, id)
                .then()
                .statusCode(200)
                .body(at("approval.hasMerged", equalTo(true)))
                .body(at("approval.status", equalTo("close")));

        assertThat(safe.value("dev:/", "KEY")).isEqualTo("second");
        assertThat(safe.count(
                        "SELECT count(*) FROM secret_version WHERE project_id = ? AND version = 2 AND actor_id = ? "
                                + "AND provenance ->> 'approvedBy' = 'ann@example.org' AND provenance ->> 'approvalRequestId' = ?",
                        safe.projectId,
                        council.author.id(),
                        id))
                .isEqualTo(1);
        assertThat(safe.count(
                        "SELECT count(*) FROM approval_request WHERE payload IS NOT NULL AND project_id = ?",
                        safe.projectId))
                .isZero();
        assertThat(safe.events("secret-approval-request")).hasSize(1);
        assertThat(safe.events("secret-approval-request-review")).hasSize(1);
        assertThat(safe.events("secret-approval-merged")).hasSize(2);
        assertThat(safe.events("update-secret")).hasSize(1);
    }

    @Test
    void everyPart_ofAWish_arrives() {
        var _ = council.policy("dev:/", Map.of());
        String id = valueAt(
                council.author
                        .sends(safe.body(
                                "dev:/",
                                Map.of(
                                        "newSecretName", "RENAMED",
                                        "secretValue", "äöü",
                                        "secretComment", "why",
                                        "secretMetadata", List.of(Map.of("key", "owner", "value", "shop")),
                                        "skipMultilineEncoding", true,
                                        "secretReminderRepeatDays", 30,
                                        "secretReminderNote", "rotate")))
                        .patch("/api/v3/secrets/raw/KEY")
                        .then()
                        .statusCode(200)
                        .extract(),
                "approval.id");
        council.reviews(council.bob, id, "approved").then().statusCode(200);

        council.merges(council.bob, id).then().statusCode(200);

        safe.read("dev:/", "RENAMED")
                .then()
                .statusCode(200)
                .body(at("secret.secretValue", equalTo("äöü")))
                .body(at("secret.secretComment", equalTo("why")))
                .body(at("secret.secretMetadata[0].value", equalTo("shop")))
                .body(at("secret.skipMultilineEncoding", equalTo(true)))
                .body(at("secret.secretReminderRepeatDays", equalTo(30)));
    }

    @Test
    void aSecretThatChangedSince_isAConflict() {
        var _ = council.policy("dev:/", Map.of());
        String id = council.proposes("KEY", "second");
        council.reviews(council.ann, id, "approved").then().statusCode(200);
        safe.update("dev:/", "KEY", Map.of("secretValue", "by a machine"))
                .then()
                .statusCode(200);

        council.reads(council.ann, id).then().body(at("approval.conflicts[0]", equalTo("KEY")));
        council.merges(council.ann, id).then().statusCode(400).body(at("message", containsString("has changed since")));
        assertThat(safe.value("dev:/", "KEY")).isEqualTo("by a machine");
    }

    @Test
    void aClosedRequest_isNotMerged_untilItIsOpenAgain() {
        var _ = council.policy("dev:/", Map.of());
        String id = council.proposes("KEY", "second");
        council.reviews(council.ann, id, "approved").then().statusCode(200);

        council.status(council.author, id, "close")
                .then()
                .statusCode(200)
                .body(at("approval.status", equalTo("close")));
        council.merges(council.ann, id).then().statusCode(400);
        council.reviews(council.bob, id, "approved").then().statusCode(400);
        council.status(council.author, id, "open").then().statusCode(200);
        council.merges(council.ann, id).then().statusCode(200);
        council.status(council.author, id, "open").then().statusCode(400);

        assertThat(safe.events("secret-approval-closed")).hasSize(1);
        assertThat(safe.events("secret-approval-reopened")).hasSize(2);
    }

    @Test
    void aRejection_holdsTheMergeUp_untilItIsTakenBack() {
        var _ = council.policy("dev:/", Map.of());
        String id = council.proposes("KEY", "second");
        council.reviews(council.ann, id, "approved").then().statusCode(200);
        council.reviews(council.bob, id, "rejected").then().statusCode(200);

        council.merges(council.ann, id).then().statusCode(403).body(at("message", containsString("rejected")));
        council.reviews(council.bob, id, "approved").then().statusCode(200);
        council.merges(council.ann, id).then().statusCode(200);
    }

    @Test
    void softEnforcement_isBypassed_withAReasonAlone_byThoseNamed() {
        var _ = council.policy(
                "dev:/", Map.of("enforcementLevel", "soft", "bypassers", List.of(Council.byId(council.chief))));
        String id = council.proposes("KEY", "second");

        council.merges(council.chief, id).then().statusCode(400).body(at("message", containsString("bypassReason")));
        council.merges(council.ann, id, "urgent").then().statusCode(403);
        council.merges(council.chief, id, "outage 17")
                .then()
                .statusCode(200)
                .body(at("approval.bypassReason", equalTo("outage 17")));

        assertThat(safe.value("dev:/", "KEY")).isEqualTo("second");
        assertThat(safe.events("secret-approval-merged").getLast().getString("data.metadata.bypassReason"))
                .isEqualTo("outage 17");
    }

    @Test
    void machinesAndPersonalSecrets_areNotCovered() {
        var _ = council.policy("dev:/", Map.of());

        safe.update("dev:/", "KEY", Map.of("secretValue", "machine"))
                .then()
                .statusCode(200)
                .body(at("approval", nullValue()));
        council.author
                .sends(safe.body("dev:/", Map.of("secretValue", "mine", "type", "personal")))
                .post("/api/v4/secrets/KEY")
                .then()
                .statusCode(200)
                .body(at("secret.type", equalTo("personal")));
        council.author
                .sends(safe.body("prod:/", Map.of("secretValue", "x")))
                .post("/api/v4/secrets/KEY")
                .then()
                .statusCode(200)
                .body(at("secret.secretKey", equalTo("KEY")));
    }

    @Test
    void listAndCount_filter_andShowNoValues() {
        var _ = council.policy("dev:/", Map.of());
        String id = council.proposes("KEY", "canary-value");
        String closed = council.proposes("OTHER", "canary-value");
        council.status(council.author, closed, "close").then().statusCode(200);

        String list = council.ann
                .calls()
                .queryParam("workspaceId", safe.projectId)
                .queryParam("status", "open")
                .get("/api/v1/secret-approval-requests")
                .then()
                .statusCode(200)
                .body(at("totalCount", equalTo(1)))
                .body(at("approvals[0].id", equalTo(id)))
                .body(at("approvals[0].commits[0].secretKey", equalTo("KEY")))
                .extract()
                .asString();
        assertThat(list).doesNotContain("canary-value");
        council.ann
                .calls()
                .queryParam("workspaceId", safe.projectId)
                .get("/api/v1/secret-approval-requests/count")
                .then()
                .statusCode(200)
                .body(at("approvals.open", equalTo(1)))
                .body(at("approvals.closed", equalTo(1)));
    }

    @Test
    void T4_theProposedValue_isShownToThoseAloneWhoMayReadIt() {
        var _ = council.policy("dev:/", Map.of());
        String id = council.proposes("KEY", "canary-value");

        council.reads(council.ann, id)
                .then()
                .statusCode(200)
                .body(at("approval.commits[0].secretValue", equalTo("canary-value")));
        RuledGrants.give(council.bob.id(), Rule.forbid("secrets", "readValue"));
        council.reads(council.bob, id)
                .then()
                .statusCode(200)
                .body(at("approval.commits[0].secretValueHidden", equalTo(true)))
                .body(at("approval.commits[0].secretValue", equalTo("<hidden-by-infisical>")));
        assertThat(safe.count(
                        "SELECT count(*) FROM approval_request r WHERE r.project_id = ? AND r::text LIKE '%canary-value%'",
                        safe.projectId))
                .isZero();
        assertThat(safe.events().toString()).doesNotContain("canary-value");
        assertThat(new Council()
                        .chief
                        .calls()
                        .get("/api/v1/secret-approval-requests/" + id)
                        .statusCode())
                .isEqualTo(404);
    }

    /** Whichever comes first: a request that was merged has no rejection, and one that was rejected is not merged. */
    @Test
    void T14_refusedSteps_areRecorded_once() {
        council.post("dev:/", Map.of()).then().statusCode(200);
        String id = council.proposes("KEY", "second");

        council.merges(council.author, id).then().statusCode(403);
        council.reviews(council.chief, id, "approved").then().statusCode(403);
        council.reviews(council.ann, id, "perhaps").then().statusCode(422);

        assertThat(safe.events("secret-approval-merged")).hasSize(1);
        assertThat(safe.events("secret-approval-request-review")).hasSize(2);
    }

    @Test
    void manyMergesAtOnce_makeOne() throws Exception {
        var _ = council.policy("dev:/", Map.of());
        String id = council.proposes("KEY", "second");
        council.reviews(council.ann, id, "approved").then().statusCode(200);

        List<Integer> statuses = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            Callable<Integer> merge = () -> council.merges(council.ann, id).statusCode();
            for (Future<Integer> status :
                    threads.invokeAll(List.of(merge, merge, merge, merge, merge, merge, merge, merge))) {
                statuses.add(status.get());
            }
        }

        assertThat(statuses).containsOnly(200, 400).containsOnlyOnce(200);
        assertThat(safe.count(
                        "SELECT count(*) FROM secret_version WHERE project_id = ? AND key = 'KEY'", safe.projectId))
                .isEqualTo(2);
    }
}
