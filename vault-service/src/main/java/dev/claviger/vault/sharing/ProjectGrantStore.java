package dev.claviger.vault.sharing;

import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The table of grants. */
@ApplicationScoped
class ProjectGrantStore {
    private static final String SHARES = """
            SELECT id, source_folder_id, lends_read_access
            FROM project_grant
            WHERE source_project_id = $1 AND target_project_id = $2
            """;

    private static final String WHOLE = """
            SELECT g.id, g.source_project_id, s.name AS source_name, s.slug AS source_slug, g.source_folder_id,
                   e.name AS env_name, e.slug AS env_slug, f.name AS folder_name, f.path, g.target_project_id,
                   t.name AS target_name, g.lends_read_access, g.created_by, g.created_at, g.updated_at
            FROM project_grant g
            JOIN project s ON s.id = g.source_project_id
            JOIN project t ON t.id = g.target_project_id
            JOIN folder f ON f.id = g.source_folder_id
            JOIN environment e ON e.id = f.env_id
            """;

    private static final String ORDERED = " ORDER BY g.created_at, g.id";

    private static final String GIVEN = WHOLE + "WHERE g.source_project_id = $1" + ORDERED;

    private static final String RECEIVED = WHOLE + "WHERE g.target_project_id = $1" + ORDERED;

    private static final String ONE = WHOLE + "WHERE g.source_project_id = $1 AND g.id = $2";

    private static final String COUNT = "SELECT count(*) AS given FROM project_grant WHERE source_project_id = $1";

    private static final String INSERT = """
            INSERT INTO project_grant
                (id, source_project_id, source_folder_id, target_project_id, lends_read_access, created_by, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $7)
            ON CONFLICT (source_folder_id, target_project_id) DO NOTHING
            """;

    private static final String DELETE = "DELETE FROM project_grant WHERE id = $1";

    private final Pool pool;

    ProjectGrantStore(Pool pool) {
        this.pool = pool;
    }

    /** By the id of the folder. */
    Uni<Map<UUID, Share>> shares(UUID sourceProjectId, UUID targetProjectId) {
        return pool.preparedQuery(SHARES)
                .execute(Tuple.of(sourceProjectId, targetProjectId))
                .map(rows -> stream(rows)
                        .collect(Collectors.toMap(
                                row -> row.getUUID("source_folder_id"),
                                row -> new Share(row.getUUID("id"), row.getBoolean("lends_read_access")))));
    }

    /** The oldest first. */
    Uni<List<ProjectGrant>> given(UUID sourceProjectId) {
        return pool.preparedQuery(GIVEN)
                .execute(Tuple.of(sourceProjectId))
                .map(rows -> stream(rows).map(ProjectGrantStore::grant).toList());
    }

    /** The oldest first. */
    Uni<List<ProjectGrant>> received(UUID targetProjectId) {
        return pool.preparedQuery(RECEIVED)
                .execute(Tuple.of(targetProjectId))
                .map(rows -> stream(rows).map(ProjectGrantStore::grant).toList());
    }

    Uni<Optional<ProjectGrant>> find(RecordedTransaction tx, UUID sourceProjectId, UUID id) {
        SqlClient sql = tx.sql();
        return sql.preparedQuery(ONE)
                .execute(Tuple.of(sourceProjectId, id))
                .map(rows -> stream(rows).map(ProjectGrantStore::grant).findFirst());
    }

    Uni<Long> count(RecordedTransaction tx, UUID sourceProjectId) {
        return tx.sql()
                .preparedQuery(COUNT)
                .execute(Tuple.of(sourceProjectId))
                .map(rows -> rows.iterator().next().getLong("given"));
    }

    /** False when the folder is shared with that project already. */
    Uni<Boolean> insert(
            RecordedTransaction tx, Share share, UUID source, UUID folder, UUID target, String by, Instant now) {
        return tx.sql()
                .preparedQuery(INSERT)
                .execute(Tuple.from(List.of(
                        share.grantId(),
                        source,
                        folder,
                        target,
                        share.lendsReadAccess(),
                        by,
                        now.atOffset(ZoneOffset.UTC))))
                .map(rows -> rows.rowCount() > 0);
    }

    Uni<Void> delete(RecordedTransaction tx, UUID id) {
        return tx.sql().preparedQuery(DELETE).execute(Tuple.of(id)).replaceWithVoid();
    }

    private static Stream<Row> stream(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false);
    }

    private static ProjectGrant grant(Row row) {
        return new ProjectGrant(
                row.getUUID("id"),
                row.getUUID("source_project_id"),
                row.getString("source_name"),
                row.getString("source_slug"),
                row.getUUID("source_folder_id"),
                row.getString("env_name"),
                row.getString("env_slug"),
                row.getString("folder_name"),
                row.getString("path"),
                row.getUUID("target_project_id"),
                row.getString("target_name"),
                row.getBoolean("lends_read_access"),
                row.getString("created_by"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }
}
