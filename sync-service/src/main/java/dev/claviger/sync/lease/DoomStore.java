package dev.claviger.sync.lease;

import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Definitions that are to go, and where the others are, in PostgreSQL. What is doomed gives no leases; those that are being made at that
 * moment find out before anybody gets them.
 */
@ApplicationScoped
class DoomStore {
    private static final String END_LEASES = """
            UPDATE dynamic_secret_lease SET state = 'ENDING', due_at = least(due_at, now())
            WHERE dynamic_secret_id = $1 AND state <> 'CREATING'
            """;

    private static final String DOOM = """
            UPDATE dynamic_secret
            SET doomed_at = coalesce(doomed_at, now()), is_forced = is_forced OR $2, is_hidden = is_hidden OR $2, updated_at = now()
            WHERE id = $1
            """;

    private static final String ORPHANS = """
            UPDATE dynamic_secret SET doomed_at = coalesce(doomed_at, now()), is_hidden = true, updated_at = now() WHERE NOT is_hidden AND
            """;

    private static final String RETURNING = " RETURNING id, org_id, project_id, environment_slug, secret_path, name";

    private static final String WITHOUT_PROJECT = ORPHANS + "project_id = $1" + RETURNING;

    /** An environment that is gone has no id any more; of those of the same slug, the one that was there before. */
    private static final String WITHOUT_ENVIRONMENT =
            ORPHANS + "project_id = $1 AND environment_slug = $2 AND created_at < $3" + RETURNING;

    private static final String WITHOUT_FOLDER =
            ORPHANS + "project_id = $1 AND folder_ids @> ARRAY[$2::uuid]" + RETURNING;

    private static final String WITHOUT_ANY = ORPHANS + "id = $1" + RETURNING;

    private static final String RENAME_ENVIRONMENT =
            "UPDATE dynamic_secret SET environment_slug = $3 WHERE project_id = $1 AND environment_id = $2";

    /** What lies below the folder has moved along. */
    private static final String RENAME_FOLDER = """
            UPDATE dynamic_secret
            SET secret_path = concat_ws('/', $3::text, nullif(array_to_string(
                (string_to_array(substr(secret_path, 2), '/'))[array_position(folder_ids, $2::uuid) + 1:], '/'), ''))
            WHERE project_id = $1 AND folder_ids @> ARRAY[$2::uuid]
            """;

    /** The one that was looked at least lately, unless that is not long ago. */
    private static final String NEXT_TO_LOOK_AT = """
            WITH next AS (
                SELECT id FROM dynamic_secret
                WHERE doomed_at IS NULL AND looked_at < now() - $1 * interval '1 millisecond'
                ORDER BY looked_at LIMIT 20 FOR UPDATE SKIP LOCKED)
            UPDATE dynamic_secret d SET looked_at = now() FROM next WHERE d.id = next.id
            RETURNING d.id, d.org_id, d.project_id, d.environment_id, d.folder_id
            """;

    private final Pool pool;

    /** A definition whose folder is gone. */
    record Orphan(UUID id, UUID orgId, UUID projectId, String environment, String path, String name) {}

    /** Where a definition is. */
    record Whereabouts(
            UUID id,
            UUID orgId,
            UUID projectId,
            UUID environmentId,
            @Nullable UUID folderId) {}

    DoomStore(Pool pool) {
        this.pool = pool;
    }

    /** Somebody wants it gone. One that is forced is seen no more. */
    Uni<Void> doom(RecordedTransaction tx, UUID id, boolean forced) {
        return tx.sql().preparedQuery(DOOM).execute(Tuple.of(id, forced)).chain(() -> endLeases(tx, id));
    }

    private static Uni<Void> endLeases(RecordedTransaction tx, UUID id) {
        return tx.sql().preparedQuery(END_LEASES).execute(Tuple.of(id)).replaceWithVoid();
    }

    Uni<List<Orphan>> withoutProject(RecordedTransaction tx, UUID projectId) {
        return orphans(tx, WITHOUT_PROJECT, Tuple.of(projectId));
    }

    /** Those that were there at that time. */
    Uni<List<Orphan>> withoutEnvironment(RecordedTransaction tx, UUID projectId, String slug, Instant at) {
        return orphans(
                tx, WITHOUT_ENVIRONMENT, Tuple.of(projectId, slug, OffsetDateTime.ofInstant(at, ZoneOffset.UTC)));
    }

    /** Those in it and below. */
    Uni<List<Orphan>> withoutFolder(RecordedTransaction tx, UUID projectId, UUID folderId) {
        return orphans(tx, WITHOUT_FOLDER, Tuple.of(projectId, folderId));
    }

    Uni<List<Orphan>> without(RecordedTransaction tx, UUID id) {
        return orphans(tx, WITHOUT_ANY, Tuple.of(id));
    }

    private static Uni<List<Orphan>> orphans(RecordedTransaction tx, String statement, Tuple values) {
        return tx.sql()
                .preparedQuery(statement)
                .execute(values)
                .map(DoomStore::orphans)
                .call(found -> {
                    Uni<Void> ended = Uni.createFrom().voidItem();
                    for (Orphan each : found) {
                        ended = ended.chain(() -> endLeases(tx, each.id()));
                    }
                    return ended;
                });
    }

    private static List<Orphan> orphans(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row -> new Orphan(
                        row.getUUID("id"),
                        row.getUUID("org_id"),
                        row.getUUID("project_id"),
                        row.getString("environment_slug"),
                        row.getString("secret_path"),
                        row.getString("name")))
                .toList();
    }

    Uni<Void> renameEnvironment(UUID projectId, UUID environmentId, String slug) {
        return pool.preparedQuery(RENAME_ENVIRONMENT)
                .execute(Tuple.of(projectId, environmentId, slug))
                .replaceWithVoid();
    }

    Uni<Void> renameFolder(UUID projectId, UUID folderId, String path) {
        return pool.preparedQuery(RENAME_FOLDER)
                .execute(Tuple.of(projectId, folderId, path))
                .replaceWithVoid();
    }

    /** A few whose folder nobody has looked for in so long; from now on somebody has. */
    Uni<List<Whereabouts>> nextToLookAt(Duration since) {
        return pool.preparedQuery(NEXT_TO_LOOK_AT)
                .execute(Tuple.of(since.toMillis()))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new Whereabouts(
                                row.getUUID("id"),
                                row.getUUID("org_id"),
                                row.getUUID("project_id"),
                                row.getUUID("environment_id"),
                                row.getUUID("folder_id")))
                        .toList());
    }
}
