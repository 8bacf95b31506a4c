package dev.claviger.sync.run;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.claviger.local.gitlabapi.Variable;
import dev.claviger.sync.VaultStub;
import dev.claviger.sync.job.JobKind;
import dev.claviger.sync.job.JobStore;
import dev.claviger.testkit.RealEngines;
import dev.claviger.testkit.TestChanges;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What makes syncs run without a call. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "sync"))
@QuarkusTestResource(VaultStub.class)
class TriggerTest {
    @Inject
    JobStore jobs;

    private Stage stage;

    @BeforeEach
    void begin() {
        stage = new Stage();
        stage.holds(Map.of("A", "first-value"));
    }

    @AfterEach
    void stop() {
        stage.close();
    }

    @Test
    void change_reachesTheVariable() throws Exception {
        var _ = stage.synced(Map.of(), Map.of());

        stage.holds(Map.of("A", "second-value"));
        tellOfChange(stage.project);

        await().atMost(Stage.LONG)
                .untilAsserted(() -> assertThat(stage.variables()).containsEntry("A", "second-value"));
    }

    /** Values may refer to other projects of the organisation. */
    @Test
    void changeInAnotherProject_reachesTheVariable() throws Exception {
        var _ = stage.synced(Map.of(), Map.of());

        stage.holds(Map.of("A", "second-value"));
        tellOfChange(UUID.randomUUID());

        await().atMost(Stage.LONG)
                .untilAsserted(() -> assertThat(stage.variables()).containsEntry("A", "second-value"));
    }

    @Test
    void change_thatChangesNothingHere_leavesGitLabAlone() throws Exception {
        String id = stage.synced(Map.of(), Map.of());
        stage.gitlab.api().forgetCalls();
        int before = VaultStub.reads(stage.project);

        tellOfChange(stage.project);

        await().atMost(Stage.LONG).until(() -> VaultStub.reads(stage.project) > before);
        stage.awaitStatus(id, "succeeded");
        assertThat(stage.wasCalled()).isFalse();
    }

    @Test
    void change_isNotHeeded_whenTheSyncDoesNotRunByItself() throws Exception {
        String manual = stage.manual();
        assertThat(stage.run(manual, "sync-secrets").getString("syncStatus")).isEqualTo("succeeded");
        int before = VaultStub.reads(stage.project);
        stage.holds(Map.of("A", "second-value"));
        tellOfChange(stage.project);

        try (Stage other = new Stage()) {
            other.holds(Map.of("A", "first-value"));
            var _ = other.synced(Map.of(), Map.of());
            other.holds(Map.of("A", "second-value"));
            tellOfChange(other.org, other.project);
            await().atMost(Stage.LONG)
                    .untilAsserted(() -> assertThat(other.variables()).containsEntry("A", "second-value"));
        }

        assertThat(VaultStub.reads(stage.project)).isEqualTo(before);
        assertThat(stage.variables()).containsEntry("A", "first-value");
    }

    @Test
    void definition_thatIsChanged_runsAtOnce() {
        String id = stage.synced(Map.of(), Map.of());
        Map<String, Object> protecting = new HashMap<>(stage.project());
        protecting.put("shouldProtectSecrets", true);

        given().auth()
                .oauth2(stage.keeper)
                .contentType("application/json")
                .body(Map.of("destinationConfig", protecting))
                .patch(Stage.ROUTE + "/" + id)
                .then()
                .statusCode(200);

        await().atMost(Stage.LONG).until(() -> stage.variable("A").isProtected());
    }

    /** Sources are looked at by the clock; for destinations the queue is asked as the clock asks it. */
    @Test
    void schedule_findsMissedChanges_andDrift() {
        String id = stage.synced(Map.of(), Map.of());
        stage.holds(Map.of("A", "second-value"));

        await().atMost(Stage.LONG)
                .untilAsserted(() -> assertThat(stage.variables()).containsEntry("A", "second-value"));
        stage.awaitStatus(id, "succeeded");
        stage.put(Variable.of("A", "edited-by-hand"));
        jobs.askInTurn(JobKind.COMPARE, Duration.ofMillis(1)).await().atMost(Stage.LONG);

        await().atMost(Stage.LONG)
                .untilAsserted(
                        () -> assertThat(stage.runs(id).getList("runs.find { it.kind == 'compare' }.variables.key"))
                                .isEqualTo(List.of("A")));
        assertThat(stage.variables()).containsEntry("A", "edited-by-hand");
    }

    private void tellOfChange(UUID project) throws ExecutionException, InterruptedException {
        tellOfChange(stage.org, project);
    }

    private static void tellOfChange(UUID org, UUID project) throws ExecutionException, InterruptedException {
        String change =
                "{\"data\":{\"orgId\":\"%s\",\"projectId\":\"%s\",\"kind\":\"secret:update\"}}".formatted(org, project);
        TestChanges.send(project, change);
    }
}
