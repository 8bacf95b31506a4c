package dev.claviger.vault.approval;

import static dev.claviger.testkit.JsonAt.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.rotation.KeyRoutes;
import dev.claviger.vault.secret.Safe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Proposed values are kept as secret values are. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class ProposalKeyTest {
    private static final String SAME_KEY =
            "SELECT count(*) FROM approval_request r JOIN secret_version v ON v.project_id = r.project_id "
                    + "WHERE r.id = ? AND substring(r.payload FROM 1 FOR 5) = substring(v.value FROM 1 FOR 5)";

    private final Council council = new Council();
    private final Safe safe = council.safe;
    private final KeyRoutes keys = new KeyRoutes(safe);
    private String id = "";

    @BeforeEach
    void aRequest() {
        safe.secret("dev:/", "KEY", "first");
        council.post("dev:/", Map.of()).then().statusCode(200);
        id = council.proposes("KEY", "second");
    }

    @Test
    void rotation_andVerification_reachProposals() {
        var rotated = keys.end(keys.start("rotate"));
        var verified = keys.end(keys.start("verify"));

        assertThat(rotated.getString("job.state")).isEqualTo("done");
        assertThat(rotated.getLong("job.done")).isEqualTo(2);
        assertThat(verified.getLong("job.done")).isEqualTo(2);
        assertThat(safe.count(SAME_KEY, UUID.fromString(id))).isEqualTo(1);
        council.reads(council.ann, id)
                .then()
                .statusCode(200)
                .body(at("approval.commits[0].secretValue", equalTo("second")));
        council.reviews(council.ann, id, "approved").then().statusCode(200);
        council.merges(council.ann, id).then().statusCode(200);
        assertThat(safe.value("dev:/", "KEY")).isEqualTo("second");
        assertThat(keys.end(keys.start("verify")).getString("job.state")).isEqualTo("done");
    }

    @Test
    void T25_aProposal_underAnotherRequest_doesNotOpen() {
        String other = council.proposes("KEY", "third");
        safe.sql(
                "UPDATE approval_request SET payload = (SELECT payload FROM approval_request WHERE id = ?) WHERE id = ?",
                UUID.fromString(other),
                UUID.fromString(id));

        council.reads(council.ann, id).then().statusCode(500);
        council.reviews(council.ann, id, "approved").then().statusCode(200);
        council.merges(council.ann, id).then().statusCode(500);
        assertThat(safe.value("dev:/", "KEY")).isEqualTo("first");
    }

    @Test
    void T22_aDeletedProject_leavesNoProposal() {
        safe.asAdmin().delete("/api/v1/projects/" + safe.projectId).then().statusCode(200);

        assertThat(safe.count("SELECT count(*) FROM approval_request WHERE id = ?", UUID.fromString(id)))
                .isZero();
        council.reads(council.ann, id).then().statusCode(404);
    }
}
