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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** However many secrets there are, a read looks at those it returns. */
@QuarkusTest
@QuarkusTestResource(value = RealEngines.class, initArgs = @ResourceArg(name = "service", value = "vault"))
class LargeProjectTest {
    private static final int FOLDERS = 800;
    private static final int PER_FOLDER = 100;

    private final Safe safe = Safe.fresh();

    @BeforeEach
    void aLargeProject() {
        safe.bump();
        safe.sql(
                "INSERT INTO folder (id, project_id, env_id, name, path, created_at, updated_at) "
                        + "SELECT gen_random_uuid(), e.project_id, e.id, 'f' || n, '/f' || n, now(), now() "
                        + "FROM environment e, generate_series(1, ?) n WHERE e.project_id = ? AND e.slug = 'dev'",
                FOLDERS,
                safe.projectId);
        safe.sql(
                "INSERT INTO secret (id, project_id, folder_id, key, version, created_at, updated_at) "
                        + "SELECT gen_random_uuid(), f.project_id, f.id, 'KEY_' || n, 1, now(), now() "
                        + "FROM folder f, generate_series(1, ?) n WHERE f.project_id = ? AND f.path <> '/'",
                PER_FOLDER,
                safe.projectId);
        safe.sql(
                "INSERT INTO secret_version (secret_id, version, key, value, detail, skip_multiline_encoding, actor_type, actor_name, provenance, created_at, project_id) "
                        + "SELECT id, 1, key, '\\x00', '\\x00', false, 'platform', 'test', '{}', now(), project_id "
                        + "FROM secret WHERE project_id = ?",
                safe.projectId);
    }

    @Test
    void statements_findWhatTheyReturnByIndex() throws SQLException {
        assertThat(plan(
                        ImageStore.LOAD_KEYS,
                        "uuid, text[], text[], text[]",
                        "ARRAY['dev'], ARRAY['/f7'], ARRAY['KEY_7']"))
                .noneMatch(LargeProjectTest::readsAll);
        assertThat(plan(ImageStore.LOAD_WHOLE, "uuid, text[], text[]", "ARRAY['dev'], ARRAY['/f7']"))
                .noneMatch(LargeProjectTest::readsAll);
    }

    private static boolean readsAll(String line) {
        return line.matches(".*Seq Scan on (secret|secret_version|secret_1|folder)\\b.*");
    }

    /** The plan for all parameters, which is what the server settles on. */
    private List<String> plan(String statement, String types, String arguments) throws SQLException {
        try (Connection connection = RealEngines.connectAsSuperuser("vault");
                Statement sql = connection.createStatement()) {
            sql.execute("ANALYZE");
            sql.execute("SET plan_cache_mode = force_generic_plan");
            sql.execute("PREPARE load (%s) AS %s".formatted(types, statement));
            List<String> lines = new ArrayList<>();
            try (ResultSet rows =
                    sql.executeQuery("EXPLAIN EXECUTE load ('%s', %s)".formatted(safe.projectId, arguments))) {
                while (rows.next()) {
                    lines.add(rows.getString(1));
                }
            }
            return lines;
        }
    }
}
