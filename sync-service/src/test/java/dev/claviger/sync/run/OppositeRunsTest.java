package dev.claviger.sync.run;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import dev.claviger.local.gitlab.GitLabSimulator;
import dev.claviger.local.gitlabapi.Fault;
import dev.claviger.local.gitlabapi.GitLabApi;
import dev.claviger.sync.SharedGitLab;
import dev.claviger.sync.VaultStub;
import dev.claviger.testkit.RealEngines;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Of two wishes that undo each other the later one counts, and what was written somewhere is not lost sight of. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "sync"))
@QuarkusTestResource(VaultStub.class)
class OppositeRunsTest {
    private static final Duration AFTER_ALL_TRIES = Duration.ofSeconds(6);

    private Stage stage;
    private String id;

    @BeforeEach
    void begin() {
        stage = new Stage();
        stage.holds(Map.of("A", "first-value", "B", "first-value"));
        id = stage.synced(Map.of(), Map.of());
    }

    @AfterEach
    void stop() {
        stage.close();
    }

    private void remain(int variables) {
        await().during(AFTER_ALL_TRIES)
                .atMost(Stage.LONG)
                .until(() -> stage.variables().size() == variables);
    }

    @ParameterizedTest
    @ValueSource(strings = {"remove-secrets", "undo"})
    void runOfADeadReplica_doesNotWriteAgain_whatSomebodyTookBack(String what) throws SQLException {
        sql(
                "UPDATE sync_job SET status = 'running', owner = gen_random_uuid(), lease_until = now() + interval '3 seconds'"
                        + " WHERE sync_id = ?::uuid AND kind = 'SYNC'");

        var _ = stage.run(id, what);

        assertThat(stage.variables()).isEmpty();
        remain(0);
        assertThat(stage.show(id).getString("lastSyncMessage")).contains("called off");
    }

    @Test
    void removalThatWaitsForAnotherTry_doesNotTakeAwayWhatIsWantedAgain() throws SQLException {
        stage.gitlab.api().fail(new Fault(Fault.Kind.ANSWER, "DELETE", "/variables", 1, 1000, 502, "<html>"));
        assertThat(stage.run(id, "remove-secrets").getString("removeStatus")).isEqualTo("failed");
        later("REMOVE");
        stage.gitlab.api().heal();

        assertThat(stage.run(id, "sync-secrets").getString("syncStatus")).isEqualTo("succeeded");

        remain(2);
    }

    @Test
    void undoThatWaitsForAnotherTry_doesNotTakeBackANewRun() throws SQLException {
        stage.gitlab.api().fail(new Fault(Fault.Kind.ANSWER, "DELETE", "/variables", 1, 1000, 502, "<html>"));
        var _ = stage.run(id, "undo");
        later("UNDO");
        stage.gitlab.api().heal();

        change(Map.of("isAutoSyncEnabled", true)).then().statusCode(200);
        stage.awaitStatus(id, "succeeded");

        remain(2);
    }

    private void later(String kind) throws SQLException {
        sql(
                "UPDATE sync_job SET due_at = now() + interval '3 seconds' WHERE sync_id = ?::uuid AND lease_until IS NULL AND kind = '%s'"
                        .formatted(kind));
    }

    /** A look that only follows the source finds nothing new there, and all the same nothing is left at the destination. */
    @ParameterizedTest
    @ValueSource(strings = {"remove-secrets", "undo"})
    void whatWasTakenAway_isNotTakenToBeThere(String what) throws SQLException {
        var _ = stage.run(id, what);
        assertThat(stage.variables()).isEmpty();

        sql(
                "UPDATE sync_job SET due_at = now(), next_id = gen_random_uuid(), is_full = false WHERE sync_id = ?::uuid AND kind = 'SYNC'");

        await().atMost(Stage.LONG).until(() -> stage.variables().size() == 2);
    }

    @Test
    void syncThatHasVariables_isNotPointedElsewhere_beforeTheyAreRemoved() {
        long other = SharedGitLab.newProject();
        Map<String, Object> elsewhere =
                Map.of("destinationConfig", Map.of("scope", "project", "projectId", String.valueOf(other)));

        change(elsewhere).then().statusCode(400).body("message", containsString("remove-secrets"));
        assertThat(stage.variables()).hasSize(2);
        var _ = stage.run(id, "remove-secrets");
        change(elsewhere).then().statusCode(200);

        var _ = stage.run(id, "sync-secrets");
        assertThat(stage.gitlab.api().projectVariables(other)).hasSize(2);
        assertThat(stage.variables()).isEmpty();
    }

    @Test
    void connectionOfASyncThatHasVariables_leadsNowhereElse() {
        try (GitLabSimulator other = GitLabSimulator.start(Clock.systemUTC())) {
            String token = other.api().personalToken(GitLabApi.MAINTAINER, "api");
            Map<String, String> credentials =
                    Map.of("instanceUrl", other.url(), "accessToken", token, "accessTokenType", "personal");

            given().auth()
                    .oauth2(stage.admin)
                    .contentType("application/json")
                    .body(Map.of("credentials", credentials))
                    .patch("/api/v1/app-connections/gitlab/" + stage.connection)
                    .then()
                    .statusCode(400)
                    .body("message", containsString("Make a new connection"));
        }
        assertThat(stage.run(id, "remove-secrets").getString("removeStatus")).isEqualTo("succeeded");
        assertThat(stage.variables()).isEmpty();
    }

    /** One that was pointed elsewhere before that was refused. */
    @Test
    void deletionWithRemoval_keepsASyncThatHasVariablesSomewhereElse() throws SQLException {
        sql("INSERT INTO sync_ledger (sync_id, place, key, scope, claim, digest, before)"
                + " VALUES (?::uuid, 'gitlab.example.com project 1', 'OLD', '*', 'OWNED', 'd', '')");

        given().auth()
                .oauth2(stage.keeper)
                .delete(Stage.ROUTE + "/" + id + "?removeSecrets=true")
                .then()
                .statusCode(200);

        await().atMost(Stage.LONG).until(() -> "succeeded".equals(stage.show(id).getString("removeStatus")));
        assertThat(stage.variables()).isEmpty();
        assertThat(stage.show(id).getString("id")).isEqualTo(id);
    }

    private io.restassured.response.Response change(Map<String, Object> wish) {
        return given().auth()
                .oauth2(stage.keeper)
                .contentType("application/json")
                .body(wish)
                .patch(Stage.ROUTE + "/" + id);
    }

    private void sql(String statement) throws SQLException {
        try (Connection connection = RealEngines.connectAsSuperuser("sync");
                PreparedStatement prepared = connection.prepareStatement(statement)) {
            prepared.setString(1, id);
            var _ = prepared.executeUpdate();
        }
    }
}
