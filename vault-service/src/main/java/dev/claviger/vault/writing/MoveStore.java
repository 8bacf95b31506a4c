package dev.claviger.vault.writing;

import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.reference.Place;
import dev.claviger.vault.rotated.RotatedStore;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** Moves rows of secrets to other folders. Their versions, tags and personal secrets hang on the id and come along. */
@ApplicationScoped
class MoveStore {
    private static final String FIND = """
            SELECT s.id, s.key, s.version
            FROM secret s
            JOIN folder f ON f.id = s.folder_id
            JOIN environment e ON e.id = f.env_id
            WHERE s.project_id = $1 AND e.slug = $2 AND f.path = $3 AND s.id = ANY ($4::uuid[])
            ORDER BY s.key
            """;

    private static final String DELETE = """
            DELETE FROM secret
            WHERE id = ANY ($1::uuid[])
            """;

    private static final String MOVE = """
            UPDATE secret
            SET folder_id = $1, updated_at = $2
            WHERE id = ANY ($3::uuid[])
            """;

    /** A secret on its way. */
    record Moving(UUID id, String key, int version) {}

    /** Those of the ids that are in the folder, in the order of keys. */
    Uni<List<Moving>> find(RecordedTransaction tx, UUID projectId, Place place, Collection<UUID> ids) {
        return tx.sql()
                .preparedQuery(FIND)
                .execute(Tuple.of(projectId, place.environment(), place.path(), ids.toArray(UUID[]::new)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(MoveStore::moving)
                        .toList());
    }

    /** Deletes what is in the way, then moves. */
    Uni<Void> move(
            RecordedTransaction tx, Collection<UUID> ids, UUID folderId, Collection<UUID> inTheWay, Instant now) {
        Uni<Void> cleared = inTheWay.isEmpty()
                ? Uni.createFrom().voidItem()
                : execute(tx, DELETE, Tuple.tuple().addArrayOfUUID(inTheWay.toArray(UUID[]::new)));
        return cleared.chain(
                () -> execute(tx, MOVE, Tuple.of(folderId, now.atOffset(ZoneOffset.UTC), ids.toArray(UUID[]::new))));
    }

    private static Uni<Void> execute(RecordedTransaction tx, String statement, Tuple parameters) {
        return RotatedStore.refusing(tx.sql().preparedQuery(statement).execute(parameters))
                .replaceWithVoid();
    }

    private static Moving moving(Row row) {
        return new Moving(row.getUUID("id"), row.getString("key"), row.getInteger("version"));
    }
}
