package dev.claviger.vault.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.secret.Safe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What happens to the queue at the same moment. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class WebhookQueueTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String WAITING =
            "SELECT count(*) FROM webhook_delivery d JOIN webhook w ON w.id = d.webhook_id WHERE w.project_id = ?";
    private static final String HELD_UP = "SELECT count(*) FROM pg_stat_activity "
            + "WHERE datname = 'vault' AND wait_event_type = 'Lock' AND query LIKE '%FROM webhook%' AND ? IS NOT NULL";

    @Test
    void deliveryThatIsAddedWhileAnotherEnds_isTold() throws SQLException {
        Safe safe = Safe.fresh();
        try (Receiver receiver = Receiver.start();
                Connection ending = RealEngines.connectAsSuperuser("vault")) {
            safe.asAdmin()
                    .body(Map.of(
                            "projectId", safe.projectId, "environment", "dev", "webhookUrl", receiver.url("/hook")))
                    .post("/api/v1/webhooks")
                    .then()
                    .statusCode(200);
            safe.sql("UPDATE webhook SET due_at = now() + interval '1 hour' WHERE project_id = ?", safe.projectId);
            ending.setAutoCommit(false);
            findsNothingThatWaits(ending, safe);

            safe.secret("dev:/", "KEY", "v");
            await().atMost(SOON)
                    .until(() -> safe.count(WAITING, safe.projectId) + safe.count(HELD_UP, safe.projectId) > 0);
            ending.commit();

            assertThat(receiver.await(1)).hasSize(1);
        }
    }

    /** What the end of a delivery does, up to its commit. */
    private static void findsNothingThatWaits(Connection ending, Safe safe) throws SQLException {
        try (PreparedStatement lock =
                        ending.prepareStatement("SELECT id FROM webhook WHERE project_id = ? FOR NO KEY UPDATE");
                PreparedStatement sleep =
                        ending.prepareStatement("UPDATE webhook SET due_at = NULL WHERE project_id = ?")) {
            lock.setObject(1, safe.projectId);
            lock.executeQuery().close();
            sleep.setObject(1, safe.projectId);
            sleep.executeUpdate();
        }
    }
}
