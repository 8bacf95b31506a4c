package dev.claviger.audit.trail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.claviger.audit.Feed;
import dev.claviger.audit.Jobs;
import dev.claviger.audit.Rows;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.EventEncoder;
import dev.claviger.testkit.RealEngines;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/** A newer version finds what an older one has recorded. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "audit"))
class UpgradeTest {
    private static final String DATABASE = "audit_upgrade";

    private static final String INSERT = """
            INSERT INTO trail (received_at, org, idx, event_id, occurred_at, name, outcome, metadata, parsed, event)
            VALUES (now(), 'acme', ?, gen_random_uuid(), '2026-01-02T03:04:05Z', 'get-secret', 'success', '{}', true, ?)
            """;

    private static final String INSERT_SECRET = """
            INSERT INTO trail_secret (received_at, org, idx, position, event_id, secret_id, key, version, environment, secret_path)
            SELECT received_at, org, idx, 0, event_id, gen_random_uuid(), 'DB', 3, 'prod', '/' FROM trail WHERE idx = 0
            """;

    @Test
    void entriesOfBefore_areFoundByWhatTheirBytesSay() throws SQLException {
        // given
        Rows.execute("DROP DATABASE IF EXISTS " + DATABASE);
        Rows.execute("CREATE DATABASE " + DATABASE + " OWNER " + config("claviger.database.owner-username"));
        flyway("4").migrate();
        try (Connection owner = connect()) {
            insert(owner, 0, event());
            insert(owner, 1, "{\"data\":{\"origin\":{\"ip\":\"no address\"},\"provenance\":7}}".getBytes(UTF_8));
            insert(owner, 2, new byte[] {0, (byte) 0xff});
            owner.createStatement().execute(INSERT_SECRET);
        }

        // when
        flyway("latest").migrate();

        // then
        try (Connection owner = connect()) {
            assertThat(rows(
                            owner,
                            "SELECT concat_ws(' ', issuer, gitlab_project_id, gitlab_project_path, sha, ref, runner_id, gitlab_user_id,"
                                    + " gitlab_user, host(client_ip)) FROM trail ORDER BY idx"))
                    .containsExactly(
                            "https://gitlab.example.com 42 acme/shop " + Jobs.sha(8) + " main 1 17 mona 198.51.100.8",
                            "",
                            "");
            assertThat(rows(owner, "SELECT extract(epoch FROM occurred_at)::bigint::text FROM trail_secret"))
                    .containsExactly("1767323045");
            assertThatThrownBy(() -> owner.createStatement().execute("UPDATE trail SET ref = 'other'"))
                    .hasMessageContaining("append-only");
        }
    }

    private static byte[] event() {
        try (Jobs jobs = new Jobs()) {
            AccessEvent event = jobs.read(8, 1);
            return new EventEncoder("vault-service").encode(event, Feed.IDS.next(), 1);
        }
    }

    private static void insert(Connection owner, long index, byte[] event) throws SQLException {
        try (PreparedStatement statement = owner.prepareStatement(INSERT)) {
            statement.setLong(1, index);
            statement.setBytes(2, event);
            statement.executeUpdate();
        }
    }

    private static List<String> rows(Connection owner, String query) throws SQLException {
        try (ResultSet rows = owner.createStatement().executeQuery(query)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        }
    }

    private static Flyway flyway(String target) {
        return Flyway.configure()
                .dataSource(
                        url(), config("claviger.database.owner-username"), config("claviger.database.owner-password"))
                .locations("db/kernel", "db/migration")
                .placeholders(Map.of("app_role", config("claviger.database.username")))
                .target(target)
                .load();
    }

    private static Connection connect() throws SQLException {
        return DriverManager.getConnection(
                url(), config("claviger.database.owner-username"), config("claviger.database.owner-password"));
    }

    private static String url() {
        return "jdbc:" + config("claviger.database.url").replaceFirst("/audit($|\\?)", "/" + DATABASE + "$1");
    }

    private static String config(String key) {
        return ConfigProvider.getConfig().getValue(key, String.class);
    }
}
