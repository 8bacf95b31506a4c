package dev.claviger.vault.secretimport;

import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** Brings the imports of folders back to what they were. */
@ApplicationScoped
public class ImportRestoreStore {
    private static final String PUT = """
            INSERT INTO secret_import (id, project_id, folder_id, import_env_id, import_path, position, created_at, updated_at, lends_read_access)
            SELECT $1, $2, $3, e.id, $5, $6, $7, $7, $8
            FROM environment e
            WHERE e.id = $4 AND e.project_id = $2
            """;

    private static final String DELETE = "DELETE FROM secret_import WHERE id = ANY ($1::uuid[])";

    private static final String CLOSE_GAPS = """
            UPDATE secret_import i
            SET position = counted.place
            FROM (SELECT id, row_number() OVER (ORDER BY position, id) AS place
                  FROM secret_import
                  WHERE folder_id = $1) counted
            WHERE i.id = counted.id AND i.position <> counted.place
            """;

    /** An import to be there again. */
    public record Earlier(UUID id, UUID sourceEnvId, String sourcePath, int position, boolean lendsReadAccess) {}

    /** One whose source environment is gone does not come back. */
    public Uni<Void> insert(RecordedTransaction tx, UUID projectId, UUID folderId, List<Earlier> imports, Instant now) {
        return imports.isEmpty()
                ? Uni.createFrom().voidItem()
                : tx.sql()
                        .preparedQuery(PUT)
                        .executeBatch(imports.stream()
                                .map(one -> Tuple.tuple()
                                        .addUUID(one.id())
                                        .addUUID(projectId)
                                        .addUUID(folderId)
                                        .addUUID(one.sourceEnvId())
                                        .addString(one.sourcePath())
                                        .addInteger(one.position())
                                        .addOffsetDateTime(now.atOffset(ZoneOffset.UTC))
                                        .addBoolean(one.lendsReadAccess()))
                                .toList())
                        .chain(() -> closeGaps(tx, folderId));
    }

    public Uni<Void> delete(RecordedTransaction tx, UUID folderId, Collection<UUID> ids) {
        return ids.isEmpty()
                ? Uni.createFrom().voidItem()
                : tx.sql()
                        .preparedQuery(DELETE)
                        .execute(Tuple.tuple().addArrayOfUUID(ids.toArray(UUID[]::new)))
                        .chain(() -> closeGaps(tx, folderId));
    }

    private static Uni<Void> closeGaps(RecordedTransaction tx, UUID folderId) {
        return tx.sql().preparedQuery(CLOSE_GAPS).execute(Tuple.of(folderId)).replaceWithVoid();
    }
}
