package dev.claviger.vault.history;

import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.image.Author;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Secrets that were deleted and whose contents are still kept. */
@ApplicationScoped
class DeletedStore {
    private static final String COLUMNS = """
            SELECT h.secret_id, h.key, h.version, h.folder_id, h.env_id, c.created_at, c.actor_type, c.actor_id, c.actor_name
            FROM secret_history h
            JOIN project_commit c ON c.project_id = h.project_id AND c.number = h.until
            WHERE NOT EXISTS (SELECT FROM secret s WHERE s.id = h.secret_id)
              AND NOT EXISTS (SELECT FROM secret_history later
                              WHERE later.secret_id = h.secret_id AND later.since > h.since)
              AND EXISTS (SELECT FROM secret_version v WHERE v.secret_id = h.secret_id)
            """;

    private static final String OF_FOLDER = COLUMNS + """
              AND h.folder_id = $1
            ORDER BY c.number DESC, h.key
            LIMIT $2
            """;

    private static final String ONE = COLUMNS + """
              AND h.project_id = $1 AND h.secret_id = $2
            """;

    private static final String OVERDUE = """
            SELECT h.secret_id, h.project_id, p.org_id
            FROM secret_history h
            JOIN project p ON p.id = h.project_id
            JOIN project_commit c ON c.project_id = h.project_id AND c.number = h.until
            WHERE c.created_at < $1
              AND NOT EXISTS (SELECT FROM secret s WHERE s.id = h.secret_id)
              AND NOT EXISTS (SELECT FROM secret_history later
                              WHERE later.secret_id = h.secret_id AND later.since > h.since)
              AND EXISTS (SELECT FROM secret_version v WHERE v.secret_id = h.secret_id)
            ORDER BY h.project_id
            LIMIT $2
            """;

    private static final String DESTROY = """
            DELETE FROM secret_version v
            WHERE v.secret_id = ANY ($1::uuid[]) AND NOT EXISTS (SELECT FROM secret s WHERE s.id = v.secret_id)
            """;

    private static final String OCCUPIED = "SELECT FROM secret WHERE folder_id = $1 AND key = $2";

    private final Pool pool;

    /** A deleted secret, where it was last, and who deleted it when. */
    record Deleted(Level.SecretAt secret, UUID folderId, UUID envId, Author by, Instant at) {}

    /** A secret whose time is over. */
    record Overdue(UUID orgId, UUID projectId, UUID secretId) {}

    DeletedStore(Pool pool) {
        this.pool = pool;
    }

    /** The latest deletion first. */
    Uni<List<Deleted>> ofFolder(UUID folderId, int limit) {
        return pool.preparedQuery(OF_FOLDER)
                .execute(Tuple.of(folderId, limit))
                .map(rows -> deleted(rows).toList());
    }

    Uni<Optional<Deleted>> find(RecordedTransaction tx, UUID projectId, UUID secretId) {
        return tx.sql()
                .preparedQuery(ONE)
                .execute(Tuple.of(projectId, secretId))
                .map(rows -> deleted(rows).findFirst());
    }

    /** Whether a secret of that name stands in the folder. */
    Uni<Boolean> isTaken(RecordedTransaction tx, UUID folderId, String key) {
        return tx.sql().preparedQuery(OCCUPIED).execute(Tuple.of(folderId, key)).map(rows -> rows.rowCount() > 0);
    }

    /** Those that were deleted before, in the order of projects. */
    Uni<List<Overdue>> overdue(Instant before, int limit) {
        return pool.preparedQuery(OVERDUE)
                .execute(Tuple.of(before.atOffset(ZoneOffset.UTC), limit))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row ->
                                new Overdue(row.getUUID("org_id"), row.getUUID("project_id"), row.getUUID("secret_id")))
                        .toList());
    }

    /** Every content they ever had; of secrets that are there nothing is destroyed. Completes with the number of versions. */
    Uni<Integer> destroy(RecordedTransaction tx, Collection<UUID> secretIds) {
        return tx.sql()
                .preparedQuery(DESTROY)
                .execute(Tuple.tuple().addArrayOfUUID(secretIds.toArray(UUID[]::new)))
                .map(RowSet::rowCount);
    }

    private static Stream<Deleted> deleted(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row -> new Deleted(
                        new Level.SecretAt(row.getUUID("secret_id"), row.getString("key"), row.getInteger("version")),
                        row.getUUID("folder_id"),
                        row.getUUID("env_id"),
                        new Author(row.getString("actor_type"), row.getUUID("actor_id"), row.getString("actor_name")),
                        row.getOffsetDateTime("created_at").toInstant()));
    }
}
