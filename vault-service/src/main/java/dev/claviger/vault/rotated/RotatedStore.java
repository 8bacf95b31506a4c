package dev.claviger.vault.rotated;

import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Marks of rotations on secrets, and the way past the trigger that keeps them. */
@ApplicationScoped
public class RotatedStore {
    private static final String KEPT = "CV067";

    private static final String FIND = """
            SELECT s.id, s.key, s.version, f.path, f.id AS folder_id, f.parent_id, e.id AS env_id, e.name AS env_name, e.slug
            FROM secret s JOIN folder f ON f.id = s.folder_id JOIN environment e ON e.id = f.env_id
            WHERE s.rotation_id = $2 AND s.project_id = $1
            ORDER BY s.key
            """;

    private static final String MARK = "UPDATE secret SET rotation_id = $2 WHERE id = ANY ($1::uuid[])";

    private static final String RELEASE =
            "UPDATE secret SET rotation_id = NULL WHERE rotation_id = $2 AND project_id = $1";

    private static final String OURS = "SELECT set_config('claviger.rotated', $1, true)";

    /**
     * A secret of a rotation and where it is now.
     *
     * @param folderId null for the uppermost folder
     */
    public record Marked(
            UUID id,
            String key,
            int version,
            String path,
            @Nullable UUID folderId,
            UUID environmentId,
            String environmentName,
            String environmentSlug) {}

    /** Those of a rotation, in the order of keys. */
    public Uni<List<Marked>> find(RecordedTransaction tx, UUID projectId, UUID rotationId) {
        return tx.sql()
                .preparedQuery(FIND)
                .execute(Tuple.of(projectId, rotationId))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(RotatedStore::marked)
                        .toList());
    }

    private static Marked marked(Row row) {
        return new Marked(
                row.getUUID("id"),
                row.getString("key"),
                row.getInteger("version"),
                row.getString("path"),
                row.getUUID("parent_id") == null ? null : row.getUUID("folder_id"),
                row.getUUID("env_id"),
                row.getString("env_name"),
                row.getString("slug"));
    }

    /** From the end of the transaction on, only this rotation writes them. */
    public Uni<Void> mark(RecordedTransaction tx, Collection<UUID> secretIds, UUID rotationId) {
        return secretIds.isEmpty()
                ? Uni.createFrom().voidItem()
                : tx.sql()
                        .preparedQuery(MARK)
                        .execute(Tuple.of(secretIds.toArray(UUID[]::new), rotationId))
                        .replaceWithVoid();
    }

    /** They become secrets like all others. */
    public Uni<Void> release(RecordedTransaction tx, UUID projectId, UUID rotationId) {
        return writing(
                tx,
                () -> tx.sql()
                        .preparedQuery(RELEASE)
                        .execute(Tuple.of(projectId, rotationId))
                        .replaceWithVoid());
    }

    /** Does work that may write rotated secrets, for callers that know it leaves alone what is the rotation's, or are the rotation. */
    public <T> Uni<T> writing(RecordedTransaction tx, Supplier<Uni<T>> work) {
        return say(tx, "ours").chain(work::get).call(() -> say(tx, ""));
    }

    private static Uni<Void> say(RecordedTransaction tx, String whose) {
        return tx.sql().preparedQuery(OURS).execute(Tuple.of(whose)).replaceWithVoid();
    }

    /** The refusal of the trigger as {@link SecretRotated}. */
    public static <T> Uni<T> refusing(Uni<T> statement) {
        return statement.onFailure(RotatedStore::isKept).transform(refused -> SecretRotated.some());
    }

    private static boolean isKept(Throwable refused) {
        return refused instanceof PgException raised && KEPT.equals(raised.getSqlState());
    }
}
