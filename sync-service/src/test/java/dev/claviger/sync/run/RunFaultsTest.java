package dev.claviger.sync.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.claviger.local.gitlabapi.Fault;
import dev.claviger.local.gitlabapi.Variable;
import dev.claviger.sync.VaultStub;
import dev.claviger.testkit.RealEngines;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs when GitLab, or a replica, fails. What single calls do is tested with the library; here it is about the run as a whole. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "sync"))
@QuarkusTestResource(VaultStub.class)
class RunFaultsTest {
    private Stage stage;

    @BeforeEach
    void begin() {
        stage = new Stage();
    }

    @AfterEach
    void stop() {
        stage.close();
    }

    @ParameterizedTest
    @CsvSource({"ANSWER, 429", "ANSWER, 500", "ANSWER, 401", "DROP_BEFORE, 0", "DROP_AFTER, 0"})
    void T23_brokenCall_isMadeGood(Fault.Kind kind, int status) {
        stage.holds(Map.of("A", "first-value", "B", "first-value"));
        stage.gitlab.api().fail(new Fault(kind, "POST", "/variables", 2, 1, status, "{}"));

        String id = stage.create(true, Map.of(), Map.of());

        await().atMost(Stage.LONG).until(() -> stage.variables().size() == 2);
        stage.awaitStatus(id, "succeeded");
        assertThat(stage.variables()).isEqualTo(Map.of("A", "first-value", "B", "first-value"));
        assertThat(stage.post(id, "plan").jsonPath().getBoolean("isSettled")).isTrue();
    }

    @Test
    void maintenance_failsTheRun_whichGoesOnByItself() {
        stage.gitlab.api().maintenance(true);
        stage.holds(Map.of("A", "first-value"));

        String id = stage.create(true, Map.of(), Map.of());

        stage.awaitStatus(id, "failed");
        assertThat(stage.show(id).getString("lastSyncMessage")).contains("A: GitLab is read-only");
        stage.gitlab.api().heal();
        stage.awaitStatus(id, "succeeded");
        assertThat(stage.show(id).getString("lastSyncMessage")).isNull();
    }

    @Test
    void revokedToken_isNamed() {
        stage.holds(Map.of("A", "first-value"));
        String id = stage.manual();
        stage.gitlab.api().revokeToken(stage.gitlabToken);

        JsonPath sync = stage.run(id, "sync-secrets");

        assertThat(sync.getString("syncStatus")).isEqualTo("failed");
        assertThat(sync.getString("lastSyncMessage")).contains("does not accept the token");
    }

    @Test
    void renamedProject_isTheSame_andDeletedOneIsNamed() {
        stage.holds(Map.of("A", "first-value"));
        String id = stage.synced(Map.of(), Map.of());
        stage.gitlab.api().moveProject(stage.place, "harbour/beacon");
        stage.holds(Map.of("A", "second-value"));
        assertThat(stage.run(id, "sync-secrets").getString("syncStatus")).isEqualTo("succeeded");
        assertThat(stage.variables()).containsEntry("A", "second-value");

        stage.gitlab.api().deleteProject(stage.place);
        JsonPath sync = stage.run(id, "sync-secrets");

        assertThat(sync.getString("syncStatus")).isEqualTo("failed");
        assertThat(sync.getString("lastSyncMessage")).contains("gone");
    }

    /** With the quirks of groups that the simulator has from the start: what lies in another scope stays. */
    @Test
    void T23_group_keepsOtherScopes() {
        stage.gitlab.api().clearVariables();
        Variable staging = Variable.of("A", "theirs-in-staging").in("staging");
        stage.gitlab.api().putGroupVariable(72, staging);
        stage.holds(Map.of("A", "first-value"));
        Map<String, Object> group = Map.of("scope", "group", "groupId", "72", "targetEnvironment", "production");
        String id = stage.synced(Map.of(), group);

        stage.holds(Map.of("A", "second-value"));
        assertThat(stage.run(id, "sync-secrets").getString("syncStatus")).isEqualTo("succeeded");

        assertThat(stage.gitlab.api().groupVariables(72))
                .extracting(Variable::scope, Variable::value, Variable::hidden)
                .containsExactlyInAnyOrder(
                        tuple("staging", "theirs-in-staging", false), tuple("production", "second-value", false));
        stage.holds(Map.of());
        assertThat(stage.run(id, "sync-secrets").getString("syncStatus")).isEqualTo("succeeded");
        assertThat(stage.gitlab.api().groupVariables(72)).containsExactly(staging);
    }

    @Test
    void T23_moreDeletionsThanAllowed_areNone() {
        Map<String, String> many = new HashMap<>();
        for (int number = 0; number < 52; number++) {
            many.put("KEY_" + number, "value-" + number);
        }
        stage.holds(many);
        String id = stage.synced(Map.of(), Map.of());

        stage.holds(Map.of("KEY_0", "value-0"));
        JsonPath sync = stage.run(id, "sync-secrets");

        assertThat(sync.getString("syncStatus")).isEqualTo("failed");
        assertThat(sync.getString("lastSyncMessage")).contains("more variables would be deleted", "and 46 more");
        assertThat(stage.variables()).hasSize(52);
    }

    /** The state is that of a replica that died after GitLab had made a variable and before it had the answer. */
    @Test
    void T22_runOfADeadReplica_isTakenOver() throws SQLException {
        stage.holds(Map.of("A", "first-value", "B", "first-value"));
        String id = stage.synced(Map.of(), Map.of());
        UUID run = UUID.randomUUID();
        sql("UPDATE sync_ledger SET claim = 'CREATING' WHERE sync_id = ?::uuid AND key = 'A'", id);
        sql("DELETE FROM sync_ledger WHERE sync_id = ?::uuid AND key = 'B'", id);
        sql(
                "UPDATE sync_job SET status = 'running', job_id = '%s', owner = gen_random_uuid(), lease_until = now() - interval '1 second' WHERE sync_id = ?::uuid AND kind = 'SYNC'"
                        .formatted(run),
                id);

        await().atMost(Stage.LONG)
                .until(() -> stage.show(id).getString("syncStatus").equals("succeeded"));

        assertThat(stage.show(id).getString("lastSyncJobId")).isEqualTo(run.toString());
        assertThat(stage.runs(id).getMap("runs[0].counts")).isEqualTo(Map.of("adopted", 2));
        assertThat(stage.variables()).isEqualTo(Map.of("A", "first-value", "B", "first-value"));
    }

    @Test
    void T22_onePlace_hasOneRunAtATime() throws SQLException {
        stage.holds(Map.of("A", "first-value"));
        String id = stage.manual();
        String place = "%s project %d".formatted(stage.gitlab.url().substring("http://".length()), stage.place);
        sql(
                "INSERT INTO sync_place_lease (place, owner, until) VALUES (?, gen_random_uuid(), now() + interval '4 seconds')",
                place);
        stage.gitlab.api().forgetCalls();

        stage.post(id, "sync-secrets").then().statusCode(200);
        await().during(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(10)).until(() -> !stage.wasCalled());

        stage.awaitStatus(id, "succeeded");
        assertThat(stage.variables()).containsEntry("A", "first-value");
    }

    /** Two syncs that want the same key: whoever came first keeps it. */
    @Test
    void T23_twoSyncsAtOnePlace_doNotFight() {
        stage.holds(Map.of("A", "first-value"));
        var _ = stage.synced(Map.of(), Map.of());

        String second = stage.create(true, Map.of(), Map.of("shouldProtectSecrets", true));

        stage.awaitStatus(second, "failed");
        assertThat(stage.show(second).getString("lastSyncMessage")).isEqualTo("A: another sync owns the variable");
        assertThat(stage.variable("A").isProtected()).isFalse();
        assertThat(List.of(stage.variables().size())).containsExactly(1);
    }

    @Test
    void undo_callsOffTheRunThatWaits() throws SQLException {
        stage.holds(Map.of("A", "first-value"));
        String id = stage.synced(Map.of(), Map.of());
        sql(
                "UPDATE sync_job SET status = 'pending', next_id = gen_random_uuid(), is_full = true, due_at = now() + interval '3 seconds' WHERE sync_id = ?::uuid AND kind = 'SYNC'",
                id);

        JsonPath sync = stage.run(id, "undo");

        assertThat(sync.getString("syncStatus")).isEqualTo("succeeded");
        await().during(Duration.ofSeconds(4))
                .atMost(Duration.ofSeconds(15))
                .until(() -> stage.variables().isEmpty());
    }

    private static void sql(String statement, String value) throws SQLException {
        try (Connection connection = RealEngines.connectAsSuperuser("sync");
                PreparedStatement prepared = connection.prepareStatement(statement)) {
            prepared.setString(1, value);
            prepared.executeUpdate();
        }
    }
}
