package dev.claviger.vault.leak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.keyjob.KeyJobs;
import dev.claviger.vault.keyjob.Kind;
import dev.claviger.vault.rotation.KeyRoutes;
import dev.claviger.vault.secret.Safe;
import io.quarkus.arc.Arc;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class FillingTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @Test
    void valuesFromBefore_getTheirFingerprint() {
        Safe safe = filled();
        LookupRoutes routes = new LookupRoutes(safe.orgId);
        asFromBefore(safe);
        assertThat(routes.lookup("the first value").getBoolean("complete")).isFalse();
        assertThat(routes.lookup("the first value").getList("matches")).isEmpty();

        start();

        JsonPath answer = routes.complete("the first value");
        assertThat(answer.getList("matches.version")).containsExactly(1);
        assertThat(answer.getBoolean("matches[0].rotated")).isTrue();
        assertThat(routes.lookup("the second value").getList("matches.version")).containsExactly(2);
        assertThat(routes.lookup("of ann alone").getList("matches.type")).containsExactly("personal");
    }

    /** The step that dies leaves nothing behind, and the next one does its work. */
    @Test
    void filling_goesOn_afterItsConnectionWasKilled() throws SQLException {
        Safe safe = filled();
        asFromBefore(safe);
        try (Connection block = RealEngines.connectAsSuperuser("vault");
                Statement statement = block.createStatement()) {
            block.setAutoCommit(false);
            statement.execute("LOCK TABLE secret_version IN EXCLUSIVE MODE");
            start();
            Instant limit = Instant.now().plus(LIMIT);
            while (!killed(statement)) {
                assertThat(Instant.now()).as("nobody fills in").isBefore(limit);
                Thread.onSpinWait();
            }
            block.rollback();
        }

        JsonPath answer = new LookupRoutes(safe.orgId).complete("the first value");

        assertThat(answer.getList("matches.version")).containsExactly(1);
    }

    @Test
    void projectKeyRotation_changesNoFingerprint() {
        Safe safe = filled();
        KeyRoutes keys = new KeyRoutes(safe);

        var _ = keys.end(keys.start("rotate"));

        JsonPath answer = new LookupRoutes(safe.orgId).lookup("the first value");
        assertThat(answer.getList("matches.version")).containsExactly(1);
        assertThat(answer.getBoolean("complete")).isTrue();
    }

    private static Safe filled() {
        Safe safe = Safe.fresh().secret("dev:/", "KEY", "the first value");
        safe.update("dev:/", "KEY", Map.of("secretValue", "the second value"))
                .then()
                .statusCode(200);
        safe.as(safe.person("member"))
                .body(safe.body("dev:/", Map.of("secretValue", "of ann alone", "type", "personal")))
                .post("/api/v4/secrets/KEY")
                .then()
                .statusCode(200);
        return safe;
    }

    private static void asFromBefore(Safe safe) {
        safe.sql("UPDATE secret_version SET fingerprint = NULL WHERE project_id = ?", safe.projectId);
        safe.sql(
                "UPDATE personal_secret SET fingerprint = NULL WHERE secret_id IN (SELECT id FROM secret WHERE project_id = ?)",
                safe.projectId);
    }

    /** What each start of the service does. */
    private static void start() {
        Arc.container()
                .instance(KeyJobs.class)
                .get()
                .startForAll(Kind.FINGERPRINT, Filling.FIRST_STEP)
                .await()
                .atMost(LIMIT);
    }

    private static boolean killed(Statement statement) throws SQLException {
        try (ResultSet found = statement.executeQuery(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE NOT granted AND relation = 'secret_version'::regclass")) {
            return found.next() && found.getBoolean(1);
        }
    }
}
