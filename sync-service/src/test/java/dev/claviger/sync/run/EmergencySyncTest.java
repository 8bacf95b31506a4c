package dev.claviger.sync.run;

import static dev.claviger.sync.AuditStub.ROUTE;
import static dev.claviger.sync.AuditStub.exposed;
import static dev.claviger.sync.AuditStub.plan;
import static dev.claviger.sync.AuditStub.report;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import dev.claviger.sync.AuditStub;
import dev.claviger.sync.VaultStub;
import dev.claviger.testkit.RealEngines;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Copies of what leaked are delivered again once it was replaced. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "sync"))
@QuarkusTestResource(VaultStub.class)
@QuarkusTestResource(AuditStub.class)
class EmergencySyncTest {

    @Test
    void copies_followWhatWasReplaced_andAreCompared() {
        try (Stage stage = new Stage()) {
            stage.holds(Map.of("API_KEY", "leaked-value-1"));
            String sync = stage.manual();
            var _ = stage.run(sync, "sync-secrets");
            String token = stage.token("sync-secrets secret-syncs", "edit secrets");
            UUID secret = UUID.randomUUID();
            String id = given().auth()
                    .oauth2(token)
                    .contentType("application/json")
                    .body(plan(
                            report("job 1", List.of(exposed(secret, stage.project, "API_KEY", false)), List.of()),
                            true))
                    .post(ROUTE)
                    .then()
                    .statusCode(200)
                    .body("emergency.steps.kind", equalTo(List.of("replace", "sync")))
                    .extract()
                    .path("emergency.id");
            assertThat(show(token, id).getList("emergency.steps[1].waitsFor")).containsExactly(step(token, id, 0));
            stage.holds(Map.of("API_KEY", "fresh-value-2"));
            assertThat(stage.variables()).containsValue("leaked-value-1");

            AuditStub.replaced(secret);
            given().auth()
                    .oauth2(token)
                    .contentType("application/json")
                    .body(Map.of())
                    .post(ROUTE + "/" + id + "/steps/" + step(token, id, 0) + "/complete")
                    .then()
                    .statusCode(200);

            await().atMost(Stage.LONG)
                    .untilAsserted(() -> assertThat(show(token, id).getString("emergency.steps[1].state"))
                            .isEqualTo("done"));
            assertThat(show(token, id).getInt("emergency.steps[1].proof.different"))
                    .isZero();
            assertThat(stage.variables()).containsValue("fresh-value-2").doesNotContainValue("leaked-value-1");
        }
    }

    private static JsonPath show(String token, String id) {
        return given().auth()
                .oauth2(token)
                .get(ROUTE + "/" + id)
                .then()
                .statusCode(200)
                .body("emergency.id", is(id))
                .extract()
                .jsonPath();
    }

    private static String step(String token, String id, int number) {
        return show(token, id).getString("emergency.steps[%d].id".formatted(number));
    }
}
