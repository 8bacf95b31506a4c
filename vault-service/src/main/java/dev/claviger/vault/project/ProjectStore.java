package dev.claviger.vault.project;

import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** Projects in PostgreSQL. */
@ApplicationScoped
class ProjectStore {
    private static final String FIND_BY_ID = """
            SELECT id, org_id, name, slug, description, type, auto_capitalization, has_delete_protection, revision,
                   created_at, updated_at
            FROM project
            WHERE org_id = $1 AND id = $2
            """;

    private static final String FIND_BY_SLUG = """
            SELECT id, org_id, name, slug, description, type, auto_capitalization, has_delete_protection, revision,
                   created_at, updated_at
            FROM project
            WHERE org_id = $1 AND slug = $2
            """;

    private static final String BUMP = """
            UPDATE project
            SET revision = revision + 1
            WHERE id = $1
            RETURNING revision
            """;

    private final Pool pool;

    ProjectStore(Pool pool) {
        this.pool = pool;
    }

    Uni<Optional<Project>> find(UUID orgId, ProjectRef ref) {
        Uni<RowSet<Row>> rows = switch (ref) {
            case ProjectRef.ById(var id) -> pool.preparedQuery(FIND_BY_ID).execute(Tuple.of(orgId, id));
            case ProjectRef.BySlug(var slug) -> pool.preparedQuery(FIND_BY_SLUG).execute(Tuple.of(orgId, slug));
        };
        return rows.map(found -> first(found).map(ProjectStore::project));
    }

    Uni<Optional<Long>> bump(RecordedTransaction tx, UUID projectId) {
        return tx.sql()
                .preparedQuery(BUMP)
                .execute(Tuple.of(projectId))
                .map(rows -> first(rows).map(row -> row.getLong("revision")));
    }

    private static Optional<Row> first(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false).findFirst();
    }

    private static Project project(Row row) {
        return new Project(
                row.getUUID("id"),
                row.getUUID("org_id"),
                row.getString("name"),
                row.getString("slug"),
                row.getString("description"),
                row.getString("type"),
                row.getBoolean("auto_capitalization"),
                row.getBoolean("has_delete_protection"),
                row.getLong("revision"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }
}
