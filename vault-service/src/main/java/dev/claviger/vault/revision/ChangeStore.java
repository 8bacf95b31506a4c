package dev.claviger.vault.revision;

import dev.claviger.vault.reference.Place;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Reads what commits have touched. */
@ApplicationScoped
class ChangeStore {
    /**
     * One row for each folder that was touched, or one without. A change is traced when triggers have noted the folders of each of its
     * commits: what has no commit (rights, tags) or touches no folder (environments) is not. Folders themselves have changed when one
     * of those touched, or one in it, has got another history.
     */
    private static final String SINCE = """
            WITH step AS MATERIALIZED (
                SELECT c.number, f.folder_id, f.env_id
                FROM project_commit c
                LEFT JOIN folder_commit f ON f.project_id = c.project_id AND f.number = c.number
                WHERE c.project_id = $1 AND c.number > $2
            ), touched AS MATERIALIZED (
                SELECT DISTINCT folder_id, env_id FROM step WHERE folder_id IS NOT NULL
            ), tree AS (
                SELECT EXISTS (
                    SELECT FROM touched t CROSS JOIN LATERAL (
                        SELECT FROM folder_history WHERE parent_id = t.folder_id AND since > $2
                        UNION ALL
                        SELECT FROM folder_history WHERE parent_id = t.folder_id AND until > $2
                        UNION ALL
                        SELECT FROM folder_history WHERE folder_id = t.folder_id AND (since > $2 OR until > $2)) h) AS changed
            )
            SELECT p.revision,
                   p.revision - $2 = (SELECT count(DISTINCT number) FROM step WHERE folder_id IS NOT NULL)
                       AND NOT tree.changed AS traced,
                   e.slug, f.path
            FROM project p
            CROSS JOIN tree
            LEFT JOIN touched t ON true
            LEFT JOIN environment e ON e.id = t.env_id
            LEFT JOIN folder f ON f.id = t.folder_id
            WHERE p.id = $1
            """;

    private final Pool pool;

    /**
     * Changes of a project.
     *
     * @param revision the last one, all of them included
     * @param traced whether nothing else has changed than what these folders hold
     */
    record Found(long revision, boolean traced, Set<Place> folders) {}

    ChangeStore(Pool pool) {
        this.pool = pool;
    }

    /** Empty when the project is gone. */
    Uni<Optional<Found>> since(UUID projectId, long revision) {
        return pool.preparedQuery(SINCE)
                .execute(Tuple.of(projectId, revision))
                .map(rows -> rows.size() == 0 ? Optional.empty() : Optional.of(found(rows)));
    }

    private static Found found(RowSet<Row> rows) {
        Row first = rows.iterator().next();
        boolean known = StreamSupport.stream(rows.spliterator(), false).noneMatch(row -> row.getString("path") == null);
        return new Found(
                first.getLong("revision"),
                first.getBoolean("traced") && known,
                known
                        ? StreamSupport.stream(rows.spliterator(), false)
                                .map(row -> new Place(row.getString("slug"), row.getString("path")))
                                .collect(Collectors.toUnmodifiableSet())
                        : Set.of());
    }
}
