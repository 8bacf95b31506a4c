package dev.claviger.vault.secretimport;

import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.environment.EnvironmentSlug;
import dev.claviger.vault.folder.SecretPath;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Secret imports in PostgreSQL. */
@ApplicationScoped
class SecretImportStore {
    private static final String ALL_OF_FOLDER = """
            SELECT i.id, i.folder_id, i.import_path, i.position, i.lends_read_access, i.version, i.created_at, i.updated_at,
                   e.id AS source_env_id, e.name AS source_env_name, e.slug AS source_env_slug
            FROM secret_import i
            JOIN environment e ON e.id = i.import_env_id
            WHERE i.folder_id = $1
            ORDER BY i.position, i.id
            """;

    private static final String FIND_BY_ID = """
            SELECT i.id, i.folder_id, i.import_path, i.position, i.lends_read_access, i.version, i.created_at, i.updated_at,
                   e.id AS source_env_id, e.name AS source_env_name, e.slug AS source_env_slug,
                   p.id AS project_id, f.path, h.id AS env_id, h.name AS env_name, h.slug AS env_slug
            FROM secret_import i
            JOIN environment e ON e.id = i.import_env_id
            JOIN folder f ON f.id = i.folder_id
            JOIN environment h ON h.id = f.env_id
            JOIN project p ON p.id = i.project_id
            WHERE p.org_id = $1 AND i.id = $2
            """;

    private static final String LENT = """
            SELECT i.id, h.slug AS env_slug, f.path
            FROM secret_import i
            JOIN environment e ON e.id = i.import_env_id
            JOIN folder f ON f.id = i.folder_id
            JOIN environment h ON h.id = f.env_id
            WHERE i.project_id = $1 AND e.slug = $2 AND i.import_path = $3 AND i.lends_read_access
            ORDER BY h.slug, f.path
            """;

    private static final String LENDINGS = """
            SELECT e.slug AS from_slug, i.import_path AS from_path, h.slug AS env_slug, f.path
            FROM secret_import i
            JOIN environment e ON e.id = i.import_env_id
            JOIN folder f ON f.id = i.folder_id
            JOIN environment h ON h.id = f.env_id
            WHERE i.project_id = $1 AND i.lends_read_access
            """;

    private static final String INSERT = """
            INSERT INTO secret_import (id, project_id, folder_id, import_env_id, import_path, position, created_at, updated_at, lends_read_access)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8)
            """;

    private static final String UPDATE = """
            UPDATE secret_import
            SET import_env_id = $2, import_path = $3, version = version + 1, updated_at = $4
            WHERE id = $1
            """;

    private static final String NUMBER = """
            UPDATE secret_import i
            SET position = wanted.place
            FROM unnest($1::uuid[]) WITH ORDINALITY AS wanted (id, place)
            WHERE i.id = wanted.id AND i.position <> wanted.place
            """;

    private static final String DELETE = "DELETE FROM secret_import WHERE id = $1";

    private final Pool pool;

    /** An import and where it stands. */
    record Located(
            SecretImport secretImport,
            UUID projectId,
            SecretPath path,
            UUID envId,
            String envName,
            EnvironmentSlug envSlug) {}

    SecretImportStore(Pool pool) {
        this.pool = pool;
    }

    /** In their order. */
    Uni<List<SecretImport>> all(UUID folderId) {
        return all(pool, folderId);
    }

    Uni<List<SecretImport>> all(RecordedTransaction tx, UUID folderId) {
        return all(tx.sql(), folderId);
    }

    /** In whichever project of the organisation it is. */
    Uni<Optional<Located>> findById(UUID orgId, UUID id) {
        return pool.preparedQuery(FIND_BY_ID)
                .execute(Tuple.of(orgId, id))
                .map(rows -> stream(rows).map(SecretImportStore::located).findFirst());
    }

    /** The folders to which what stands in a folder is lent. */
    Uni<List<LentTo>> lent(UUID projectId, String environment, String path) {
        return pool.preparedQuery(LENT)
                .execute(Tuple.of(projectId, environment, path))
                .map(rows -> stream(rows)
                        .map(row -> new LentTo(row.getUUID("id"), row.getString("env_slug"), row.getString("path")))
                        .toList());
    }

    Uni<List<Lending>> lendings(UUID projectId) {
        return pool.preparedQuery(LENDINGS)
                .execute(Tuple.of(projectId))
                .map(rows -> stream(rows)
                        .map(row -> new Lending(
                                row.getString("from_slug"),
                                row.getString("from_path"),
                                row.getString("env_slug"),
                                row.getString("path")))
                        .toList());
    }

    Uni<Void> insert(RecordedTransaction tx, UUID projectId, SecretImport fresh) {
        Tuple row = Tuple.tuple()
                .addUUID(fresh.id())
                .addUUID(projectId)
                .addUUID(fresh.folderId())
                .addUUID(fresh.source().envId())
                .addString(fresh.source().path().text())
                .addInteger(fresh.position())
                .addOffsetDateTime(at(fresh.createdAt()))
                .addBoolean(fresh.lendsReadAccess());
        return tx.sql().preparedQuery(INSERT).execute(row).replaceWithVoid();
    }

    Uni<Void> update(RecordedTransaction tx, SecretImport changed) {
        Tuple row = Tuple.of(
                changed.id(), changed.source().envId(), changed.source().path().text(), at(changed.updatedAt()));
        return tx.sql().preparedQuery(UPDATE).execute(row).replaceWithVoid();
    }

    /** Gives each of them its place in the list, from 1. */
    Uni<Void> number(RecordedTransaction tx, List<SecretImport> ordered) {
        UUID[] ids = ordered.stream().map(SecretImport::id).toArray(UUID[]::new);
        return tx.sql()
                .preparedQuery(NUMBER)
                .execute(Tuple.tuple().addArrayOfUUID(ids))
                .replaceWithVoid();
    }

    Uni<Void> delete(RecordedTransaction tx, UUID id) {
        return tx.sql().preparedQuery(DELETE).execute(Tuple.of(id)).replaceWithVoid();
    }

    private static Uni<List<SecretImport>> all(SqlClient sql, UUID folderId) {
        return sql.preparedQuery(ALL_OF_FOLDER)
                .execute(Tuple.of(folderId))
                .map(rows -> stream(rows).map(SecretImportStore::secretImport).toList());
    }

    private static Stream<Row> stream(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false);
    }

    private static Located located(Row row) {
        return new Located(
                secretImport(row),
                row.getUUID("project_id"),
                SecretPath.canonical(row.getString("path")),
                row.getUUID("env_id"),
                row.getString("env_name"),
                new EnvironmentSlug(row.getString("env_slug")));
    }

    private static SecretImport secretImport(Row row) {
        return new SecretImport(
                row.getUUID("id"),
                row.getUUID("folder_id"),
                new SecretImport.Source(
                        row.getUUID("source_env_id"),
                        row.getString("source_env_name"),
                        new EnvironmentSlug(row.getString("source_env_slug")),
                        SecretPath.canonical(row.getString("import_path"))),
                row.getInteger("position"),
                row.getBoolean("lends_read_access"),
                row.getInteger("version"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
