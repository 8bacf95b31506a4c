package dev.claviger.vault.folder;

import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.rotated.RotatedStore;
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
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Folders in PostgreSQL. Each row has its whole path, so that finding one is a single look-up. */
@ApplicationScoped
class FolderStore {
    private static final String FIND = """
            SELECT id, project_id, env_id, parent_id, path, description, version, created_at, updated_at
            FROM folder
            WHERE env_id = $1 AND path = $2
            """;

    private static final String FIND_CHILD_BY_ID = """
            SELECT c.id, c.project_id, c.env_id, c.parent_id, c.path, c.description, c.version, c.created_at, c.updated_at
            FROM folder c
            JOIN folder p ON p.id = c.parent_id
            WHERE c.id = $3 AND c.env_id = $1 AND p.path = $2
            """;

    private static final String FIND_BY_ID = """
            SELECT f.id, f.project_id, f.env_id, f.parent_id, f.path, f.description, f.version, f.created_at, f.updated_at,
                   e.name AS env_name, e.slug AS env_slug,
                   (SELECT max(s.updated_at) FROM secret s WHERE s.folder_id = f.id) AS secrets_at
            FROM folder f
            JOIN environment e ON e.id = f.env_id
            JOIN project p ON p.id = f.project_id
            WHERE p.org_id = $1 AND f.id = $2
            """;

    private static final String CHILDREN = """
            SELECT f.id, f.project_id, f.env_id, f.parent_id, f.path, f.description, f.version, f.created_at, f.updated_at,
                   (SELECT max(s.updated_at) FROM secret s WHERE s.folder_id = f.id) AS secrets_at
            FROM folder f
            JOIN folder p ON p.id = f.parent_id
            WHERE p.env_id = $1 AND p.path = $2
            ORDER BY f.path
            """;

    private static final String DESCENDANTS = """
            SELECT f.id, f.project_id, f.env_id, f.parent_id, f.path, f.description, f.version, f.created_at, f.updated_at,
                   (SELECT max(s.updated_at) FROM secret s WHERE s.folder_id = f.id) AS secrets_at
            FROM folder f
            WHERE f.env_id = $1 AND f.path <> '/' AND starts_with(f.path, $2)
            ORDER BY f.path
            """;

    private static final String THOSE_OF = """
            SELECT id, project_id, env_id, parent_id, path, description, version, created_at, updated_at
            FROM folder
            WHERE env_id = $1 AND path = ANY ($2)
            """;

    private static final String INSERT = """
            INSERT INTO folder (id, project_id, env_id, parent_id, name, path, description, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)
            """;

    private static final String UPDATE = """
            UPDATE folder
            SET name = $2, path = $3, description = $4, version = version + 1, updated_at = $5
            WHERE id = $1
            """;

    private static final String LONGEST_BELOW = """
            SELECT coalesce(max(length(path)), 0) AS longest
            FROM folder
            WHERE env_id = $1 AND starts_with(path, $2)
            """;

    private static final String MOVE_BELOW = """
            UPDATE folder
            SET path = $3 || substr(path, length($2) + 1)
            WHERE env_id = $1 AND starts_with(path, $2)
            """;

    private static final String COUNT_SECRETS = """
            SELECT count(*) AS secrets
            FROM secret s
            JOIN folder f ON f.id = s.folder_id
            WHERE f.env_id = $1 AND (f.path = $2 OR starts_with(f.path, $2 || '/'))
            """;

    private static final String SECRETS = """
            SELECT f.path, s.key, ARRAY(SELECT t.slug FROM secret_tag m JOIN tag t ON t.id = m.tag_id WHERE m.secret_id = s.id) AS tags
            FROM secret s
            JOIN folder f ON f.id = s.folder_id
            WHERE f.env_id = $1 AND (f.path = $2 OR starts_with(f.path, $2 || '/'))
            LIMIT $3
            """;

    private static final String DELETE = "DELETE FROM folder WHERE id = $1";

    private final Pool pool;

    /** A folder with the time its own secrets changed last, where it has any. */
    record Dated(Folder folder, @Nullable Instant lastSecretModified) {}

    /** A secret with its place and the slugs of its tags. */
    record Lying(String path, String key, Set<String> tags) {}

    /** A folder with what its environment is called. */
    record Located(Dated dated, String environmentName, String environmentSlug) {
        Folder folder() {
            return dated.folder();
        }
    }

    FolderStore(Pool pool) {
        this.pool = pool;
    }

    Uni<Optional<Folder>> find(UUID envId, SecretPath path) {
        return find(pool, envId, path);
    }

    Uni<Optional<Folder>> find(RecordedTransaction tx, UUID envId, SecretPath path) {
        return find(tx.sql(), envId, path);
    }

    /** Only when it lies directly in that parent. */
    Uni<Optional<Folder>> findChild(RecordedTransaction tx, UUID envId, SecretPath parent, UUID id) {
        return tx.sql()
                .preparedQuery(FIND_CHILD_BY_ID)
                .execute(Tuple.of(envId, parent.text(), id))
                .map(rows -> stream(rows).map(FolderStore::folder).findFirst());
    }

    /** In whichever project of the organisation it is. */
    Uni<Optional<Located>> findById(UUID orgId, UUID id) {
        return pool.preparedQuery(FIND_BY_ID)
                .execute(Tuple.of(orgId, id))
                .map(rows -> stream(rows)
                        .map(row -> new Located(dated(row), row.getString("env_name"), row.getString("env_slug")))
                        .findFirst());
    }

    Uni<List<Dated>> children(UUID envId, SecretPath parent) {
        return pool.preparedQuery(CHILDREN)
                .execute(Tuple.of(envId, parent.text()))
                .map(rows -> stream(rows).map(FolderStore::dated).toList());
    }

    Uni<List<Dated>> descendants(UUID envId, SecretPath parent) {
        return pool.preparedQuery(DESCENDANTS)
                .execute(Tuple.of(envId, prefix(parent)))
                .map(rows -> stream(rows).map(FolderStore::dated).toList());
    }

    /** Those of the paths that exist. */
    Uni<List<Folder>> those(RecordedTransaction tx, UUID envId, Collection<SecretPath> paths) {
        String[] texts = paths.stream().map(SecretPath::text).toArray(String[]::new);
        return tx.sql()
                .preparedQuery(THOSE_OF)
                .execute(Tuple.of(envId, texts))
                .map(rows -> stream(rows).map(FolderStore::folder).toList());
    }

    /** In the given order, parents first. */
    Uni<Void> insert(RecordedTransaction tx, List<Folder> folders) {
        return tx.sql()
                .preparedQuery(INSERT)
                .executeBatch(folders.stream().map(FolderStore::row).toList())
                .replaceWithVoid();
    }

    Uni<Void> update(RecordedTransaction tx, Folder folder) {
        Tuple row = Tuple.of(
                folder.id(), folder.name(), folder.path().text(), folder.description(), at(folder.updatedAt()));
        return tx.sql().preparedQuery(UPDATE).execute(row).replaceWithVoid();
    }

    /** How long the longest path below is; 0 when there is nothing. */
    Uni<Integer> longestBelow(RecordedTransaction tx, UUID envId, SecretPath path) {
        return tx.sql()
                .preparedQuery(LONGEST_BELOW)
                .execute(Tuple.of(envId, prefix(path)))
                .map(rows -> rows.iterator().next().getInteger("longest"));
    }

    /** Gives everything below the old path its place below the new one. */
    Uni<Void> moveBelow(RecordedTransaction tx, UUID envId, SecretPath old, SecretPath fresh) {
        return tx.sql()
                .preparedQuery(MOVE_BELOW)
                .execute(Tuple.of(envId, prefix(old), prefix(fresh)))
                .replaceWithVoid();
    }

    /** How many secrets lie in the folder and below. */
    Uni<Long> countSecrets(RecordedTransaction tx, Folder folder) {
        return tx.sql()
                .preparedQuery(COUNT_SECRETS)
                .execute(Tuple.of(folder.envId(), folder.path().text()))
                .map(rows -> rows.iterator().next().getLong("secrets"));
    }

    /** Secrets that lie in the folder and below, at most so many of them. */
    Uni<List<Lying>> secrets(RecordedTransaction tx, Folder folder, int most) {
        return tx.sql()
                .preparedQuery(SECRETS)
                .execute(Tuple.of(folder.envId(), folder.path().text(), most))
                .map(rows -> stream(rows)
                        .map(row -> new Lying(
                                row.getString("path"), row.getString("key"), Set.of(row.getArrayOfStrings("tags"))))
                        .toList());
    }

    /** With everything below. */
    Uni<Void> delete(RecordedTransaction tx, Folder folder) {
        return RotatedStore.refusing(tx.sql().preparedQuery(DELETE).execute(Tuple.of(folder.id())))
                .replaceWithVoid();
    }

    private static Tuple row(Folder folder) {
        return Tuple.tuple()
                .addUUID(folder.id())
                .addUUID(folder.projectId())
                .addUUID(folder.envId())
                .addUUID(folder.parentId())
                .addString(folder.name())
                .addString(folder.path().text())
                .addString(folder.description())
                .addOffsetDateTime(at(folder.createdAt()));
    }

    private static Uni<Optional<Folder>> find(SqlClient sql, UUID envId, SecretPath path) {
        return sql.preparedQuery(FIND)
                .execute(Tuple.of(envId, path.text()))
                .map(rows -> stream(rows).map(FolderStore::folder).findFirst());
    }

    /** What the path of everything below begins with. */
    private static String prefix(SecretPath path) {
        return path.isRoot() ? "/" : path.text() + "/";
    }

    private static Stream<Row> stream(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false);
    }

    private static Dated dated(Row row) {
        @Nullable OffsetDateTime secretsAt = row.getOffsetDateTime("secrets_at");
        return new Dated(folder(row), secretsAt == null ? null : secretsAt.toInstant());
    }

    private static Folder folder(Row row) {
        return new Folder(
                row.getUUID("id"),
                row.getUUID("project_id"),
                row.getUUID("env_id"),
                row.getUUID("parent_id"),
                SecretPath.canonical(row.getString("path")),
                row.getString("description"),
                row.getInteger("version"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
