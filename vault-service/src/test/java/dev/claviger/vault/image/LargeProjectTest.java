package dev.claviger.vault.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.claviger.testkit.RealEngines;
import dev.claviger.vault.secret.Safe;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** However many secrets there are, a read looks at those it returns. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class LargeProjectTest {
    private static final int FOLDERS = 800;
    private static final int PER_FOLDER = 100;

    private static final List<String> FILL = List.of(
            "UPDATE project SET revision = revision + 1 WHERE id = '%1$s'",
            "INSERT INTO project_commit (project_id, number, actor_type, actor_name, provenance, message, created_at) "
                    + "SELECT id, revision, 'platform', 'test', '{}', 'by hand', now() FROM project WHERE id = '%1$s'",
            "INSERT INTO folder (id, project_id, env_id, name, path, created_at, updated_at) "
                    + "SELECT gen_random_uuid(), e.project_id, e.id, 'f' || n, '/f' || n, now(), now() "
                    + "FROM environment e, generate_series(1, %2$d) n WHERE e.project_id = '%1$s' AND e.slug = 'dev'",
            "INSERT INTO secret (id, project_id, folder_id, key, version, created_at, updated_at) "
                    + "SELECT gen_random_uuid(), f.project_id, f.id, 'KEY_' || n, 1, now(), now() "
                    + "FROM folder f, generate_series(1, %3$d) n WHERE f.project_id = '%1$s' AND f.path <> '/'",
            "INSERT INTO secret_version (secret_id, version, key, value, detail, actor_type, actor_name, provenance, created_at, project_id) "
                    + "SELECT id, 1, key, '\\x00', '\\x00', 'platform', 'test', '{}', now(), project_id "
                    + "FROM secret WHERE project_id = '%1$s'",
            "ANALYZE",
            "SET LOCAL plan_cache_mode = force_generic_plan");

    private static final String ONE = "'dev', '/f7'";

    private final Safe safe = Safe.fresh();

    /** Nothing of it stays: background jobs would work on it. */
    @Test
    void statements_findWhatTheyReturnByIndex() throws SQLException {
        try (Connection connection = RealEngines.connectAsSuperuser("vault");
                Statement sql = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String step : FILL) {
                sql.execute(step.formatted(safe.projectId, FOLDERS, PER_FOLDER));
            }

            assertThat(plan(sql, "single", "(uuid, text, text, text) AS " + SingleStore.LOAD, ONE + ", 'KEY_7'"))
                    .noneMatch(LargeProjectTest::readsAll);
            assertThat(plan(sql, "key", "(uuid, text, text, text) AS " + ImageStore.LOAD_KEY, ONE + ", 'KEY_7'"))
                    .noneMatch(LargeProjectTest::readsAll);
            assertThat(plan(
                            sql,
                            "keys",
                            "(uuid, text, text, text[]) AS " + ImageStore.LOAD_KEYS,
                            ONE + ", ARRAY['KEY_7', 'KEY_8']"))
                    .noneMatch(LargeProjectTest::readsAll);
            assertThat(plan(sql, "folder", "(uuid, text, text) AS " + ImageStore.LOAD_WHOLE_ONE, ONE))
                    .noneMatch(LargeProjectTest::readsAll);
            assertThat(plan(
                            sql,
                            "folders",
                            "(uuid, text[], text[]) AS " + ImageStore.LOAD_WHOLE,
                            "ARRAY['dev', 'dev'], ARRAY['/f7', '/f8']"))
                    .noneMatch(LargeProjectTest::readsAll);
            connection.rollback();
        }
    }

    /** Planning takes longer than the look-up itself, so it must not be done for each. */
    @Test
    void statementsForOnePlace_arePlannedOnce() throws SQLException {
        try (Connection connection = RealEngines.connectAsSuperuser("vault");
                Statement sql = connection.createStatement()) {
            sql.execute("PREPARE single (uuid, text, text, text) AS " + SingleStore.LOAD);
            sql.execute("PREPARE key (uuid, text, text, text) AS " + ImageStore.LOAD_KEY);
            sql.execute("PREPARE folder (uuid, text, text) AS " + ImageStore.LOAD_WHOLE_ONE);
            for (int read = 0; read < 8; read++) {
                sql.execute("EXECUTE single ('%s', %s, 'KEY_7')".formatted(safe.projectId, ONE));
                sql.execute("EXECUTE key ('%s', %s, 'KEY_7')".formatted(safe.projectId, ONE));
                sql.execute("EXECUTE folder ('%s', %s)".formatted(safe.projectId, ONE));
            }

            try (ResultSet rows = sql.executeQuery(
                    "SELECT name, generic_plans FROM pg_prepared_statements WHERE name IN ('single', 'key', 'folder')")) {
                while (rows.next()) {
                    assertThat(rows.getInt("generic_plans"))
                            .as(rows.getString("name"))
                            .isEqualTo(3);
                }
            }
        }
    }

    private static boolean readsAll(String line) {
        return line.matches(".*Seq Scan on (secret|secret_version|secret_1|folder)\\b.*");
    }

    /** The plan for all parameters, which is what the server settles on. */
    private List<String> plan(Statement sql, String name, String statement, String arguments) throws SQLException {
        sql.execute("PREPARE %s %s".formatted(name, statement));
        List<String> lines = new ArrayList<>();
        try (ResultSet rows =
                sql.executeQuery("EXPLAIN EXECUTE %s ('%s', %s)".formatted(name, safe.projectId, arguments))) {
            while (rows.next()) {
                lines.add(rows.getString(1));
            }
        }
        return lines;
    }
}
