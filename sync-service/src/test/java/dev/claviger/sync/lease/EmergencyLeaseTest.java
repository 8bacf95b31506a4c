package dev.claviger.sync.lease;

import static dev.claviger.sync.AuditStub.ROUTE;
import static dev.claviger.sync.AuditStub.plan;
import static dev.claviger.sync.AuditStub.report;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import dev.claviger.sync.AuditStub;
import dev.claviger.sync.VaultStub;
import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Logins that were given to whatever leaked end before they expire. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "sync"))
@QuarkusTestResource(VaultStub.class)
@QuarkusTestResource(AuditStub.class)
class EmergencyLeaseTest {

    private static Map<String, Object> row(LeaseStage stage, UUID lease) {
        return Map.of(
                "leaseId",
                lease,
                "name",
                "orders",
                "projectId",
                stage.project,
                "environment",
                "prod",
                "secretPath",
                "/app");
    }

    @Test
    void leases_ofTheLeakEnd_andOthersStay() {
        try (LeaseStage stage = new LeaseStage()) {
            stage.define("orders");
            LeaseStage.Held leaked = stage.take("orders");
            LeaseStage.Held other = stage.take("orders");
            String token = VaultStub.allowed(
                            TestTokens.identity().orgId(stage.org), stage.project, "lease dynamic-secrets")
                    .orgRole("member")
                    .make();
            Map<String, Object> report = report(
                    "job 1",
                    List.of(),
                    List.of(row(stage, UUID.fromString(leaked.lease())), row(stage, UUID.randomUUID())));

            String id = given().auth()
                    .oauth2(token)
                    .contentType("application/json")
                    .body(plan(report, true))
                    .post(ROUTE)
                    .then()
                    .statusCode(200)
                    .body("emergency.steps", hasSize(1))
                    .body("emergency.steps[0].kind", equalTo("end-lease"))
                    .body("emergency.found.leasesEndedBefore", is(1))
                    .extract()
                    .path("emergency.id");

            await().atMost(LeaseStage.LONG)
                    .untilAsserted(() -> given().auth()
                            .oauth2(token)
                            .get(ROUTE + "/" + id)
                            .then()
                            .body("emergency.steps[0].state", equalTo("done"))
                            .body("emergency.steps[0].proof.confirmedBy", equalTo("target")));
            assertThat(stage.logsIn(leaked)).isFalse();
            assertThat(stage.logsIn(other)).isTrue();
        }
    }
}
