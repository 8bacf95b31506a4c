package dev.claviger.sync.run;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.claviger.local.gitlabapi.Fault;
import dev.claviger.local.gitlabapi.Variable;
import dev.claviger.sync.VaultStub;
import dev.claviger.testkit.RealEngines;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Syncs that are deleted together with their variables. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "sync"))
@QuarkusTestResource(VaultStub.class)
class SyncEndTest {
    private static final Variable FOREIGN = Variable.of("FOREIGN", "theirs");

    private Stage stage;
    private String id;

    @BeforeEach
    void begin() {
        stage = new Stage();
        stage.put(FOREIGN);
        stage.holds(Map.of("A", "first-value", "B", "first-value"));
        id = stage.synced(Map.of(), Map.of());
        assertThat(stage.variables()).hasSize(3);
    }

    @AfterEach
    void stop() {
        stage.close();
    }

    private Response end(String token) {
        return given().auth().oauth2(token).delete(Stage.ROUTE + "/" + id + "?removeSecrets=true");
    }

    private void awaitEnd() {
        await().atMost(Stage.LONG)
                .until(() -> given().auth()
                                .oauth2(stage.keeper)
                                .get(Stage.ROUTE + "/" + id)
                                .statusCode()
                        == 404);
        assertThat(stage.variables()).isEqualTo(Map.of("FOREIGN", "theirs"));
    }

    @Test
    void variables_goFirst_andTheSyncWithTheLast() {
        end(stage.keeper)
                .then()
                .statusCode(200)
                .body("secretSync.removeStatus", equalTo("pending"))
                .body("secretSync.isAutoSyncEnabled", equalTo(false));

        awaitEnd();
    }

    @ParameterizedTest
    @CsvSource({"ANSWER, 1", "ANSWER, 2", "ANSWER, 3", "DROP_BEFORE, 2", "DROP_AFTER, 2", "DROP_AFTER, 3"})
    void outage_isOutlasted(Fault.Kind kind, int nth) {
        stage.gitlab
                .api()
                .fail(new Fault(kind, null, "/projects/" + stage.place + "/variables", nth, 40, 502, "<html>"));

        end(stage.keeper).then().statusCode(200);
        await().atMost(Stage.LONG).until(() -> "failed".equals(stage.show(id).getString("removeStatus")));
        assertThat(stage.variables()).containsEntry("FOREIGN", "theirs");
        stage.gitlab.api().heal();

        awaitEnd();
    }

    @Test
    void T22_removalOfADeadReplica_isTakenOver() throws SQLException {
        sql("UPDATE secret_sync SET ends_after_removal = true, is_auto_sync_enabled = false WHERE id = ?::uuid");
        sql("UPDATE sync_job SET due_at = NULL, next_id = NULL WHERE sync_id = ?::uuid");
        sql("""
                INSERT INTO sync_job (sync_id, kind, status, job_id, is_full, owner, lease_until)
                VALUES (?::uuid, 'REMOVE', 'running', gen_random_uuid(), true, gen_random_uuid(), now() - interval '1 second')
                """);

        awaitEnd();
    }

    /** Whoever runs it meanwhile wants it. */
    @Test
    void syncThatIsRun_stays() {
        stage.gitlab.api().fail(new Fault(Fault.Kind.ANSWER, "DELETE", "/variables", 1, 1000, 403, "{}"));
        end(stage.keeper).then().statusCode(200);
        await().atMost(Stage.LONG).until(() -> "failed".equals(stage.show(id).getString("removeStatus")));
        stage.gitlab.api().heal();

        stage.post(id, "sync-secrets").then().statusCode(200);

        assertThat(stage.run(id, "remove-secrets").getString("removeStatus")).isEqualTo("succeeded");
        assertThat(stage.show(id).getString("id")).isEqualTo(id);
    }

    @Test
    void T18_bothRights_areNeeded() {
        end(stage.token("delete secret-syncs")).then().statusCode(403);
        end(stage.token("remove-secrets secret-syncs")).then().statusCode(403);

        assertThat(stage.variables()).hasSize(3);
        assertThat(stage.show(id).getString("removeStatus")).isNull();
    }

    private void sql(String statement) throws SQLException {
        try (Connection connection = RealEngines.connectAsSuperuser("sync");
                PreparedStatement prepared = connection.prepareStatement(statement)) {
            prepared.setString(1, id);
            var _ = prepared.executeUpdate();
        }
    }
}
