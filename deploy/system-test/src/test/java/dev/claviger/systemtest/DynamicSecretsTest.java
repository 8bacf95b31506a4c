package dev.claviger.systemtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.claviger.local.suite.ServiceProcess;
import dev.claviger.testkit.EventTap;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Logins that the running suite makes really work, and really end. */
class DynamicSecretsTest {
    private static final String ROUTE = "/api/v1/dynamic-secrets";
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final LoginServer server = new LoginServer();
    private String project = "";
    private String slug = "";
    private @Nullable ServiceProcess other;

    @BeforeEach
    void aProject() {
        project = RunningSuite.newProject();
        slug = LoginServer.slug(project);
        var _ = RunningSuite.admin()
                .post("/api/v2/folders", Map.of("projectId", project, "environment", "dev", "path", "/", "name", "db"))
                .expect(200);
    }

    @AfterEach
    void allRunsAgain() {
        if (other != null) {
            other.stop();
        }
        RunningSuite.suite().sync().start();
        server.close();
    }

    private Map<String, Object> place() {
        return new HashMap<>(Map.of("projectSlug", slug, "environmentSlug", "dev", "path", "/db"));
    }

    private JsonNode lease(String ttl) {
        Map<String, Object> definition = place();
        definition.put("name", "orders");
        definition.put("defaultTTL", "1h");
        definition.put("provider", Map.of("type", "sql-database", "inputs", server.inputs()));
        var _ = RunningSuite.admin().post(ROUTE, definition).expect(200);
        Map<String, Object> asked = place();
        asked.put("dynamicSecretName", "orders");
        asked.put("ttl", ttl);
        return RunningSuite.admin().post(ROUTE + "/leases", asked).expect(200);
    }

    private boolean logsIn(JsonNode lease) {
        return server.logsIn(
                lease.at("/data/DB_USERNAME").asText(),
                lease.at("/data/DB_PASSWORD").asText());
    }

    /** Nobody touches a clock: it takes the minute that the shortest lease lasts. The replica that gave it is dead by then. */
    @Test
    void T22_lease_endsByTheClock_atAnotherReplica() {
        try (EventTap events =
                EventTap.on(RunningSuite.suite().engines().kafka().bootstrapServers(), "claviger.access-events")) {
            JsonNode lease = lease("1m");
            assertThat(logsIn(lease)).isTrue();
            RunningSuite.suite().sync().kill();
            other = RunningSuite.suite().anotherSync();

            await().atMost(LIMIT).until(() -> server.logins() == 0);

            assertThat(logsIn(lease)).isFalse();
            var _ = events.awaitEvent(
                    event -> event.text().contains("\"delete-dynamic-secret-lease\"")
                            && event.text().contains(lease.at("/lease/id").asText()),
                    RunningSuite.LONG);
            assertThat(events.all().toString())
                    .doesNotContain(lease.at("/data/DB_PASSWORD").asText())
                    .doesNotContain(server.password);
        }
    }

    @Test
    void T22_folderThatIsDeleted_takesItsLoginsAlong() {
        JsonNode lease = lease("1h");
        assertThat(logsIn(lease)).isTrue();

        var _ = RunningSuite.admin()
                .delete("/api/v2/folders/db", Map.of("projectId", project, "environment", "dev", "path", "/"))
                .expect(200);

        await().atMost(RunningSuite.LONG).until(() -> server.logins() == 0);
        assertThat(logsIn(lease)).isFalse();
    }

    @Test
    void T22_projectThatIsDeleted_takesItsLoginsAlong() {
        JsonNode lease = lease("1h");

        var _ = RunningSuite.admin()
                .delete("/api/v1/projects/" + project, Map.of())
                .expect(200);

        await().atMost(RunningSuite.LONG).until(() -> server.logins() == 0);
        assertThat(logsIn(lease)).isFalse();
    }
}
