package dev.claviger.vault.tag;

import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** Tags in PostgreSQL. */
@ApplicationScoped
class TagStore {
    private static final String ALL_OF_PROJECT = """
            SELECT id, project_id, slug, color, created_at, updated_at
            FROM tag
            WHERE project_id = $1
            ORDER BY slug
            """;

    private static final String INSERT = """
            INSERT INTO tag (id, project_id, slug, color, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $5)
            """;

    private static final String UPDATE = """
            UPDATE tag
            SET slug = $2, color = $3, updated_at = $4
            WHERE id = $1
            """;

    private static final String DELETE = "DELETE FROM tag WHERE id = $1";

    private final Pool pool;

    TagStore(Pool pool) {
        this.pool = pool;
    }

    /** In the order of slugs. */
    Uni<List<Tag>> all(UUID projectId) {
        return all(pool, projectId);
    }

    /** In the order of slugs. */
    Uni<List<Tag>> all(RecordedTransaction tx, UUID projectId) {
        return all(tx.sql(), projectId);
    }

    Uni<Void> insert(RecordedTransaction tx, Tag tag) {
        return execute(
                tx,
                INSERT,
                Tuple.of(
                        tag.id(),
                        tag.projectId(),
                        tag.slug().text(),
                        tag.color(),
                        tag.createdAt().atOffset(ZoneOffset.UTC)));
    }

    Uni<Void> update(RecordedTransaction tx, Tag tag) {
        return execute(
                tx,
                UPDATE,
                Tuple.of(
                        tag.id(),
                        tag.slug().text(),
                        tag.color(),
                        tag.updatedAt().atOffset(ZoneOffset.UTC)));
    }

    /** Secrets that had it have it no longer. */
    Uni<Void> delete(RecordedTransaction tx, Tag tag) {
        return execute(tx, DELETE, Tuple.of(tag.id()));
    }

    private static Uni<Void> execute(RecordedTransaction tx, String statement, Tuple parameters) {
        return tx.sql().preparedQuery(statement).execute(parameters).replaceWithVoid();
    }

    private static Uni<List<Tag>> all(SqlClient sql, UUID projectId) {
        return sql.preparedQuery(ALL_OF_PROJECT).execute(Tuple.of(projectId)).map(TagStore::tags);
    }

    private static List<Tag> tags(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(TagStore::tag)
                .toList();
    }

    private static Tag tag(Row row) {
        return new Tag(
                row.getUUID("id"),
                row.getUUID("project_id"),
                new TagSlug(row.getString("slug")),
                row.getString("color"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }
}
