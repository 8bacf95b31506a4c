package dev.claviger.vault.role;

import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.permission.RuleText;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The roles of projects in PostgreSQL. */
@ApplicationScoped
class RoleStore {
    private static final String COLUMNS =
            "SELECT r.id, r.project_id, r.slug, r.name, r.description, r.permissions, r.version, r.created_at, r.updated_at FROM project_role r ";

    private static final String ALL = COLUMNS + "WHERE r.project_id = $1 ORDER BY r.slug";

    private static final String FIND = COLUMNS + "WHERE r.project_id = $1 AND r.id = $2";

    private static final String PROJECT_OF = """
            SELECT r.project_id
            FROM project_role r
            JOIN project p ON p.id = r.project_id
            WHERE p.org_id = $1 AND r.id = $2
            """;

    private static final String INSERT = """
            INSERT INTO project_role (id, project_id, slug, name, description, permissions, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $7)
            ON CONFLICT (project_id, slug) DO NOTHING
            """;

    private static final String UPDATE = """
            UPDATE project_role r
            SET slug = $3, name = $4, description = $5, permissions = $6, version = $7, updated_at = $8
            WHERE r.project_id = $1 AND r.id = $2
              AND NOT EXISTS (SELECT 1 FROM project_role o WHERE o.project_id = $1 AND o.slug = $3 AND o.id <> $2)
            """;

    private static final String DELETE = "DELETE FROM project_role WHERE project_id = $1 AND id = $2";

    private static final String HOLDERS =
            "SELECT count(DISTINCT membership_id) AS holders FROM membership_role WHERE custom_role_id = $1";

    private final Pool pool;

    RoleStore(Pool pool) {
        this.pool = pool;
    }

    Uni<List<ProjectRole>> all(UUID projectId) {
        return all(pool, projectId);
    }

    Uni<List<ProjectRole>> all(RecordedTransaction tx, UUID projectId) {
        return all(tx.sql(), projectId);
    }

    Uni<Optional<ProjectRole>> find(UUID projectId, UUID id) {
        return find(pool, projectId, id);
    }

    Uni<Optional<ProjectRole>> find(RecordedTransaction tx, UUID projectId, UUID id) {
        return find(tx.sql(), projectId, id);
    }

    /** The project of a role, when it belongs to the organisation. */
    Uni<Optional<UUID>> projectOf(UUID orgId, UUID id) {
        return pool.preparedQuery(PROJECT_OF)
                .execute(Tuple.of(orgId, id))
                .map(rows -> stream(rows).findFirst().map(row -> row.getUUID("project_id")));
    }

    /** Fails with {@link RoleRefused} when the slug is taken. */
    Uni<Void> insert(RecordedTransaction tx, ProjectRole role) {
        Tuple row = Tuple.tuple()
                .addUUID(role.id())
                .addUUID(role.projectId())
                .addString(role.slug())
                .addString(role.name())
                .addString(role.description())
                .addJsonArray(role.permissions().given())
                .addOffsetDateTime(role.createdAt().atOffset(ZoneOffset.UTC));
        return tx.sql()
                .preparedQuery(INSERT)
                .execute(row)
                .invoke(rows -> requireOne(rows, role))
                .replaceWithVoid();
    }

    /** Fails with {@link RoleRefused} when the slug is taken. */
    Uni<Void> update(RecordedTransaction tx, ProjectRole role) {
        Tuple row = Tuple.tuple()
                .addUUID(role.projectId())
                .addUUID(role.id())
                .addString(role.slug())
                .addString(role.name())
                .addString(role.description())
                .addJsonArray(role.permissions().given())
                .addInteger(role.version())
                .addOffsetDateTime(role.updatedAt().atOffset(ZoneOffset.UTC));
        return tx.sql()
                .preparedQuery(UPDATE)
                .execute(row)
                .invoke(rows -> requireOne(rows, role))
                .replaceWithVoid();
    }

    Uni<Void> delete(RecordedTransaction tx, ProjectRole role) {
        return tx.sql()
                .preparedQuery(DELETE)
                .execute(Tuple.of(role.projectId(), role.id()))
                .replaceWithVoid();
    }

    Uni<Long> holders(RecordedTransaction tx, UUID id) {
        return tx.sql()
                .preparedQuery(HOLDERS)
                .execute(Tuple.of(id))
                .map(rows -> stream(rows)
                        .findFirst()
                        .map(row -> row.getLong("holders"))
                        .orElse(0L));
    }

    private static Uni<List<ProjectRole>> all(SqlClient sql, UUID projectId) {
        return sql.preparedQuery(ALL)
                .execute(Tuple.of(projectId))
                .map(rows -> stream(rows).map(RoleStore::role).toList());
    }

    private static Uni<Optional<ProjectRole>> find(SqlClient sql, UUID projectId, UUID id) {
        return sql.preparedQuery(FIND)
                .execute(Tuple.of(projectId, id))
                .map(rows -> stream(rows).findFirst().map(RoleStore::role));
    }

    private static void requireOne(RowSet<Row> rows, ProjectRole role) {
        if (rows.rowCount() == 0) {
            throw RoleRefused.taken(role.slug());
        }
    }

    private static Stream<Row> stream(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false);
    }

    private static ProjectRole role(Row row) {
        return new ProjectRole(
                row.getUUID("id"),
                row.getUUID("project_id"),
                row.getString("slug"),
                row.getString("name"),
                row.getString("description"),
                RuleText.parse(row.getJsonArray("permissions")),
                row.getInteger("version"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }
}
