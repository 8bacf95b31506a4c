package dev.claviger.vault.environment;

import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.rotated.RotatedStore;
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

/** Environments in PostgreSQL. */
@ApplicationScoped
class EnvironmentStore {
    private static final String FIND_BY_SLUG = """
            SELECT id, project_id, name, slug, position, created_at, updated_at
            FROM environment
            WHERE project_id = $1 AND slug = $2
            """;

    private static final String FIND_BY_ID = """
            SELECT e.id, e.project_id, e.name, e.slug, e.position, e.created_at, e.updated_at
            FROM environment e
            JOIN project p ON p.id = e.project_id
            WHERE p.org_id = $1 AND e.id = $2
            """;

    private static final String ALL_OF_PROJECT = """
            SELECT id, project_id, name, slug, position, created_at, updated_at
            FROM environment
            WHERE project_id = $1
            ORDER BY position, id
            """;

    private static final String INSERT_WITH_ROOT = """
            WITH stage AS (
                INSERT INTO environment (id, project_id, name, slug, position, created_at, updated_at)
                VALUES ($1, $2, $3, $4, $5, $6, $6)
                RETURNING id
            )
            INSERT INTO folder (id, project_id, env_id, name, path, created_at, updated_at)
            SELECT $7, $2, stage.id, 'root', '/', $6, $6
            FROM stage
            """;

    private static final String UPDATE = """
            UPDATE environment
            SET name = $2, slug = $3, updated_at = $4
            WHERE id = $1
            """;

    private static final String NUMBER = """
            UPDATE environment e
            SET position = wanted.place
            FROM unnest($1::uuid[]) WITH ORDINALITY AS wanted (id, place)
            WHERE e.id = wanted.id AND e.position <> wanted.place
            """;

    private static final String DELETE = "DELETE FROM environment WHERE id = $1";

    private static final String DELETE_VERSIONS = """
            DELETE FROM secret_version v
            USING secret_history h
            WHERE h.env_id = $1 AND v.secret_id = h.secret_id
              AND NOT EXISTS (SELECT FROM secret_history later
                              WHERE later.secret_id = h.secret_id AND later.since > h.since)
            """;

    private static final String CLOSE_GAPS_OF_IMPORTS = """
            UPDATE secret_import i
            SET position = counted.place
            FROM (SELECT id, row_number() OVER (PARTITION BY folder_id ORDER BY position, id) AS place
                  FROM secret_import
                  WHERE project_id = $1) counted
            WHERE i.id = counted.id AND i.position <> counted.place
            """;

    private final Pool pool;

    EnvironmentStore(Pool pool) {
        this.pool = pool;
    }

    Uni<Optional<Environment>> find(UUID projectId, EnvironmentSlug slug) {
        return find(pool, projectId, slug);
    }

    Uni<Optional<Environment>> find(RecordedTransaction tx, UUID projectId, EnvironmentSlug slug) {
        return find(tx.sql(), projectId, slug);
    }

    /** In whichever project of the organisation it is. */
    Uni<Optional<Environment>> findById(UUID orgId, UUID id) {
        return pool.preparedQuery(FIND_BY_ID)
                .execute(Tuple.of(orgId, id))
                .map(rows -> stream(rows).findFirst());
    }

    /** In their order. */
    Uni<List<Environment>> all(RecordedTransaction tx, UUID projectId) {
        return tx.sql()
                .preparedQuery(ALL_OF_PROJECT)
                .execute(Tuple.of(projectId))
                .map(rows -> stream(rows).toList());
    }

    /** Together with its root folder. */
    Uni<Void> insert(RecordedTransaction tx, Environment environment, UUID rootId) {
        Tuple row = Tuple.tuple()
                .addUUID(environment.id())
                .addUUID(environment.projectId())
                .addString(environment.name())
                .addString(environment.slug().text())
                .addInteger(environment.position())
                .addOffsetDateTime(environment.createdAt().atOffset(ZoneOffset.UTC))
                .addUUID(rootId);
        return tx.sql().preparedQuery(INSERT_WITH_ROOT).execute(row).replaceWithVoid();
    }

    Uni<Void> update(RecordedTransaction tx, Environment environment) {
        Tuple row = Tuple.of(
                environment.id(),
                environment.name(),
                environment.slug().text(),
                environment.updatedAt().atOffset(ZoneOffset.UTC));
        return tx.sql().preparedQuery(UPDATE).execute(row).replaceWithVoid();
    }

    /** Gives each of them its place in the list, from 1. */
    Uni<Void> number(RecordedTransaction tx, List<Environment> ordered) {
        UUID[] ids = ordered.stream().map(Environment::id).toArray(UUID[]::new);
        return tx.sql()
                .preparedQuery(NUMBER)
                .execute(Tuple.tuple().addArrayOfUUID(ids))
                .replaceWithVoid();
    }

    /**
     * With its folders and secrets, with all that they ever held and that did not move elsewhere, and with every import of it elsewhere
     * in the project.
     */
    Uni<Void> delete(RecordedTransaction tx, Environment environment) {
        return tx.sql()
                .preparedQuery(DELETE_VERSIONS)
                .execute(Tuple.of(environment.id()))
                .chain(() ->
                        RotatedStore.refusing(tx.sql().preparedQuery(DELETE).execute(Tuple.of(environment.id()))))
                .chain(() -> tx.sql().preparedQuery(CLOSE_GAPS_OF_IMPORTS).execute(Tuple.of(environment.projectId())))
                .replaceWithVoid();
    }

    private static Uni<Optional<Environment>> find(SqlClient sql, UUID projectId, EnvironmentSlug slug) {
        return sql.preparedQuery(FIND_BY_SLUG)
                .execute(Tuple.of(projectId, slug.text()))
                .map(rows -> stream(rows).findFirst());
    }

    private static Stream<Environment> stream(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false).map(EnvironmentStore::environment);
    }

    private static Environment environment(Row row) {
        return new Environment(
                row.getUUID("id"),
                row.getUUID("project_id"),
                row.getString("name"),
                new EnvironmentSlug(row.getString("slug")),
                row.getInteger("position"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }
}
