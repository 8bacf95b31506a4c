package dev.claviger.vault.feed;

import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.feed.Change.ChangedSecret;
import dev.claviger.vault.feed.Change.Folder;
import dev.claviger.vault.feed.Trace.Where;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;

/**
 * What a transaction has done to a project so far. The history of folders, secrets and imports, which triggers keep, tells it of whoever
 * wrote them; of environments and the project there is no history, so that their events tell it.
 */
@ApplicationScoped
class TraceStore {

    /**
     * The commit must be of this transaction: another one of the same number was told when it was made. What was in a folder that is gone
     * went with it and is not told one by one. Another name is another secret to those who know secrets by name.
     */
    private static final String HISTORY = """
            WITH made AS MATERIALIZED (
                SELECT p.id, p.revision
                FROM project p JOIN project_commit c ON c.project_id = p.id AND c.number = p.revision
                WHERE p.id = $1 AND c.xmin = pg_current_xact_id()::xid
            ), touched AS MATERIALIZED (
                SELECT t.folder_id, m.revision
                FROM made m JOIN folder_commit t ON t.project_id = m.id AND t.number = m.revision
            ), secret_before AS (
                SELECT h.secret_id, h.folder_id, h.key, h.version
                FROM touched t JOIN secret_history h ON h.folder_id = t.folder_id AND h.until = t.revision
            ), secret_after AS (
                SELECT h.secret_id, h.folder_id, h.key, h.version
                FROM touched t JOIN secret_history h ON h.folder_id = t.folder_id AND h.since = t.revision
            ), folder_before AS (
                SELECT h.folder_id, h.parent_id, h.name
                FROM touched t JOIN folder_history h ON h.parent_id = t.folder_id AND h.until = t.revision
            ), folder_after AS (
                SELECT h.folder_id, h.parent_id, h.name
                FROM touched t JOIN folder_history h ON h.parent_id = t.folder_id AND h.since = t.revision
            ), import_change AS (
                SELECT h.folder_id
                FROM touched t JOIN import_history h ON h.folder_id = t.folder_id AND h.until = t.revision
                UNION
                SELECT h.folder_id
                FROM touched t JOIN import_history h ON h.folder_id = t.folder_id AND h.since = t.revision
            ), trace AS (
                SELECT 2 AS place, coalesce(a.folder_id, b.folder_id) AS folder_id, NULL::uuid AS child_id, NULL AS child_name,
                       coalesce(a.secret_id, b.secret_id) AS secret_id, coalesce(a.key, b.key) AS key, coalesce(a.version, b.version) AS version,
                       CASE WHEN b.secret_id IS NULL THEN 'secret:create' WHEN a.secret_id IS NULL THEN 'secret:delete'
                            ELSE 'secret:update' END AS kind
                FROM secret_before b
                FULL JOIN secret_after a ON a.secret_id = b.secret_id AND a.folder_id = b.folder_id AND a.key = b.key
                UNION ALL
                SELECT 1, coalesce(a.parent_id, b.parent_id), coalesce(a.folder_id, b.folder_id), coalesce(a.name, b.name), NULL, NULL, NULL,
                       CASE WHEN b.folder_id IS NULL THEN 'folder:create' WHEN a.folder_id IS NULL THEN 'folder:delete'
                            ELSE 'folder:update' END
                FROM folder_before b FULL JOIN folder_after a ON a.folder_id = b.folder_id
                UNION ALL
                SELECT 3, i.folder_id, NULL, NULL, NULL, NULL, NULL, 'secret:import-mutation'
                FROM import_change i
            )
            SELECT trace.kind, m.revision, e.slug, e.id AS env_id, f.path, trace.child_id,
                   CASE WHEN f.path = '/' THEN '/' ELSE f.path || '/' END || trace.child_name AS child_path,
                   trace.secret_id, trace.key, trace.version
            FROM made m
            CROSS JOIN trace
            JOIN folder f ON f.id = trace.folder_id
            JOIN environment e ON e.id = f.env_id
            ORDER BY trace.place, trace.kind = 'secret:delete' DESC, e.slug, f.path, trace.kind, trace.child_name, trace.key
            """;

    /** A project that is gone has no revision any more; its event knows the last. */
    private static final String STRUCTURE = """
            SELECT coalesce(p.revision, $2) AS revision, e.id AS env_id
            FROM (SELECT) here
            LEFT JOIN project p ON p.id = $1
            LEFT JOIN environment e ON e.project_id = $1 AND e.slug = $3
            """;

    /** All of one revision, in the order in which they are to be told. */
    Uni<List<Trace>> of(RecordedTransaction tx, UUID projectId, List<AccessEvent> events) {
        return tx.sql()
                .preparedQuery(HISTORY)
                .execute(Tuple.of(projectId))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(TraceStore::trace)
                        .toList())
                .chain(found -> structure(tx, projectId, events, found));
    }

    private static Trace trace(Row row) {
        return new Trace(
                ChangeKind.read(row.getString("kind")),
                row.getLong("revision"),
                new Where(row.getString("slug"), row.getUUID("env_id"), row.getString("path")),
                row.getUUID("child_id") == null
                        ? null
                        : new Folder(row.getUUID("child_id"), row.getString("child_path")),
                row.getUUID("secret_id") == null
                        ? null
                        : new ChangedSecret(row.getUUID("secret_id"), row.getString("key"), row.getInteger("version")));
    }

    private static Uni<List<Trace>> structure(
            RecordedTransaction tx, UUID projectId, List<AccessEvent> events, List<Trace> found) {
        List<Trace> all = new ArrayList<>(found);
        Uni<Void> done = Uni.createFrom().voidItem();
        for (AccessEvent event : events) {
            if (Changes.kind(event).isPresent()) {
                done = done.chain(
                        () -> structure(tx, projectId, event).invoke(all::add).replaceWithVoid());
            }
        }
        return done.replaceWith(all);
    }

    private static Uni<Trace> structure(RecordedTransaction tx, UUID projectId, AccessEvent event) {
        long last = event.metadata().get("revision") instanceof Number revision ? revision.longValue() : 0;
        return tx.sql()
                .preparedQuery(STRUCTURE)
                .execute(Tuple.of(projectId, last, event.place().environment()))
                .map(rows -> rows.iterator().next())
                .map(row -> new Trace(
                        Changes.kind(event).orElseThrow(),
                        row.getLong("revision"),
                        new Where(event.place().environment(), row.getUUID("env_id"), null),
                        null,
                        null));
    }
}
