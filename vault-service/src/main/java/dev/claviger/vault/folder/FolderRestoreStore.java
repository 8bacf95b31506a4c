package dev.claviger.vault.folder;

import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.rotated.RotatedStore;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Brings the folders of a tree back to what they were. Within the transaction names may clash and paths be out of date, until
 * {@link #settlePaths} has run.
 */
@ApplicationScoped
public class FolderRestoreStore {
    private static final String DEFER = "SET CONSTRAINTS folder_env_id_path_key, secret_folder_id_key_key DEFERRED";

    private static final String INSERT = """
            INSERT INTO folder (id, project_id, env_id, parent_id, name, path, description, version, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
            """;

    private static final String UPDATE = """
            UPDATE folder
            SET name = $2, description = $3, version = version + 1, updated_at = $4
            WHERE id = $1
            """;

    private static final String DELETE = "DELETE FROM folder WHERE id = ANY ($1::uuid[])";

    private static final String SETTLE_PATHS = """
            WITH RECURSIVE tree AS (
                SELECT f.id, f.path
                FROM folder f
                WHERE f.id = $1
                UNION ALL
                SELECT f.id, CASE WHEN tree.path = '/' THEN '' ELSE tree.path END || '/' || f.name
                FROM tree
                JOIN folder f ON f.parent_id = tree.id
            )
            UPDATE folder f
            SET path = tree.path
            FROM tree
            WHERE f.id = tree.id AND f.path <> tree.path
            """;

    private static final String LONGEST = """
            SELECT coalesce(max(length(path)), 0) AS longest
            FROM folder
            WHERE env_id = (SELECT env_id FROM folder WHERE id = $1)
            """;

    /** A folder that was deleted, as it was then. */
    public record Lost(
            UUID id,
            UUID projectId,
            UUID envId,
            UUID parentId,
            SecretPath path,
            @Nullable String description,
            int version) {}

    /** Lets names clash until the transaction ends. */
    public Uni<Void> begin(RecordedTransaction tx) {
        return tx.sql().query(DEFER).execute().replaceWithVoid();
    }

    /** In the given order, parents first. */
    public Uni<Void> insert(RecordedTransaction tx, List<Lost> folders, Instant now) {
        return folders.isEmpty()
                ? Uni.createFrom().voidItem()
                : tx.sql()
                        .preparedQuery(INSERT)
                        .executeBatch(folders.stream()
                                .map(folder -> Tuple.tuple()
                                        .addUUID(folder.id())
                                        .addUUID(folder.projectId())
                                        .addUUID(folder.envId())
                                        .addUUID(folder.parentId())
                                        .addString(folder.path().name())
                                        .addString(folder.path().text())
                                        .addString(folder.description())
                                        .addInteger(folder.version() + 1)
                                        .addOffsetDateTime(now.atOffset(ZoneOffset.UTC)))
                                .toList())
                        .replaceWithVoid();
    }

    /** Its place in the tree stays. */
    public Uni<Void> rename(RecordedTransaction tx, UUID id, String name, @Nullable String description, Instant now) {
        return tx.sql()
                .preparedQuery(UPDATE)
                .execute(Tuple.of(id, name, description, now.atOffset(ZoneOffset.UTC)))
                .replaceWithVoid();
    }

    /** With everything below. */
    public Uni<Void> delete(RecordedTransaction tx, Collection<UUID> ids) {
        return ids.isEmpty()
                ? Uni.createFrom().voidItem()
                : RotatedStore.refusing(tx.sql()
                                .preparedQuery(DELETE)
                                .execute(Tuple.tuple().addArrayOfUUID(ids.toArray(UUID[]::new))))
                        .replaceWithVoid();
    }

    /** Gives everything below the folder the path that follows from the names. Refuses paths that became too long. */
    public Uni<Void> settlePaths(RecordedTransaction tx, UUID root) {
        return tx.sql()
                .preparedQuery(SETTLE_PATHS)
                .execute(Tuple.of(root))
                .chain(() -> tx.sql().preparedQuery(LONGEST).execute(Tuple.of(root)))
                .invoke(rows -> SecretPath.requireLength(
                        "folderId", rows.iterator().next().getInteger("longest")))
                .replaceWithVoid();
    }
}
