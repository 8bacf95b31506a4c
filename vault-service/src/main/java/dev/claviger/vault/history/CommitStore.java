package dev.claviger.vault.history;

import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.image.Author;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Commits in PostgreSQL. */
@ApplicationScoped
class CommitStore {
    private static final String COLUMNS = """
            SELECT f.id, f.number, f.folder_id, f.env_id, e.slug, c.actor_type, c.actor_id, c.actor_name, c.provenance,
                   c.message, c.created_at
            FROM folder_commit f
            JOIN project_commit c ON c.project_id = f.project_id AND c.number = f.number
            JOIN environment e ON e.id = f.env_id
            """;

    private static final String FIND = COLUMNS + """
            WHERE f.project_id = $1 AND f.id = $2
            """;

    private static final String LOCATE = """
            SELECT f.project_id
            FROM folder_commit f
            JOIN project p ON p.id = f.project_id
            WHERE p.org_id = $1 AND f.id = $2
            """;

    private static final String FIND_OF_FOLDER = COLUMNS + """
            WHERE f.project_id = $1 AND f.folder_id = $2 AND f.number = $3
            """;

    private static final String PAGE = COLUMNS + """
            WHERE f.folder_id = $1 AND ($2::text IS NULL OR position(lower($2) IN lower(c.message)) > 0)
            ORDER BY CASE WHEN $3 THEN f.number END, f.number DESC
            OFFSET $4 LIMIT $5
            """;

    private static final String COUNT = """
            SELECT count(*) AS commits
            FROM folder_commit f
            JOIN project_commit c ON c.project_id = f.project_id AND c.number = f.number
            WHERE f.folder_id = $1 AND ($2::text IS NULL OR position(lower($2) IN lower(c.message)) > 0)
            """;

    private static final String LAST_BY_TIME = """
            SELECT coalesce(max(number), 0) AS number
            FROM project_commit
            WHERE project_id = $1 AND created_at <= $2
            """;

    private final Pool pool;

    CommitStore(Pool pool) {
        this.pool = pool;
    }

    Uni<Optional<FolderCommit>> find(UUID projectId, UUID id) {
        return find(pool, projectId, id);
    }

    /** In whichever project of the organisation it was made. */
    Uni<Optional<UUID>> locate(UUID orgId, UUID id) {
        return pool.preparedQuery(LOCATE)
                .execute(Tuple.of(orgId, id))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getUUID("project_id"))
                        .findFirst());
    }

    Uni<Optional<FolderCommit>> find(RecordedTransaction tx, UUID projectId, UUID id) {
        return find(tx.sql(), projectId, id);
    }

    /** What the commit of that number did to the folder, if it touched it. */
    Uni<Optional<FolderCommit>> find(RecordedTransaction tx, Moment moment, UUID folderId) {
        return tx.sql()
                .preparedQuery(FIND_OF_FOLDER)
                .execute(Tuple.of(moment.projectId(), folderId, moment.number()))
                .map(rows -> commits(rows).findFirst());
    }

    /** @param search what the message contains, in any case; null for all */
    Uni<List<FolderCommit>> page(UUID folderId, @Nullable String search, boolean oldestFirst, long offset, long limit) {
        return pool.preparedQuery(PAGE)
                .execute(Tuple.of(folderId, search, oldestFirst, offset, limit))
                .map(rows -> commits(rows).toList());
    }

    Uni<Long> count(UUID folderId, @Nullable String search) {
        return pool.preparedQuery(COUNT)
                .execute(Tuple.of(folderId, search))
                .map(rows -> rows.iterator().next().getLong("commits"));
    }

    /** The number of the last commit that was made then or earlier; 0 before the first. */
    Uni<Long> lastAt(UUID projectId, Instant time) {
        return pool.preparedQuery(LAST_BY_TIME)
                .execute(Tuple.of(projectId, time.atOffset(ZoneOffset.UTC)))
                .map(rows -> rows.iterator().next().getLong("number"));
    }

    private static Uni<Optional<FolderCommit>> find(SqlClient sql, UUID projectId, UUID id) {
        return sql.preparedQuery(FIND)
                .execute(Tuple.of(projectId, id))
                .map(rows -> commits(rows).findFirst());
    }

    private static Stream<FolderCommit> commits(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false).map(CommitStore::commit);
    }

    private static FolderCommit commit(Row row) {
        return new FolderCommit(
                row.getUUID("id"),
                row.getLong("number"),
                row.getUUID("folder_id"),
                row.getUUID("env_id"),
                row.getString("slug"),
                new Author(row.getString("actor_type"), row.getUUID("actor_id"), row.getString("actor_name")),
                row.getJsonObject("provenance").stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey,
                                fact -> fact.getValue().toString(),
                                (one, same) -> one,
                                TreeMap::new)),
                row.getString("message"),
                row.getOffsetDateTime("created_at").toInstant());
    }
}
