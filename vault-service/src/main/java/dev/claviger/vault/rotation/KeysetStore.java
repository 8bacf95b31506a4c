package dev.claviger.vault.rotation;

import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.keyring.Sealed;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The keysets in the rows of projects. */
@ApplicationScoped
class KeysetStore {
    private static final String FIND = "SELECT keyset, root_key, keys_rotated_at FROM project WHERE id = $1";

    private static final String REPLACE = """
            UPDATE project
            SET keyset = $3, keys_rotated_at = coalesce($4, keys_rotated_at)
            WHERE id = $1 AND keyset = $2
            """;

    private final Pool pool;

    /** A keyset as it is stored. */
    record StoredKeyset(
            Sealed keyset, String rootKey, @Nullable Instant rotatedAt) {}

    KeysetStore(Pool pool) {
        this.pool = pool;
    }

    Uni<Optional<StoredKeyset>> find(UUID projectId) {
        return find(pool, projectId);
    }

    Uni<Optional<StoredKeyset>> find(RecordedTransaction tx, UUID projectId) {
        return find(tx.sql(), projectId);
    }

    /** False when it is another one by now. */
    Uni<Boolean> replace(
            RecordedTransaction tx, UUID projectId, Sealed old, byte[] keyset, @Nullable Instant rotatedAt) {
        return tx.sql()
                .preparedQuery(REPLACE)
                .execute(Tuple.of(
                        projectId,
                        Buffer.buffer(old.bytes()),
                        Buffer.buffer(keyset),
                        rotatedAt == null ? null : rotatedAt.atOffset(ZoneOffset.UTC)))
                .map(rows -> rows.rowCount() == 1);
    }

    private static Uni<Optional<StoredKeyset>> find(SqlClient client, UUID projectId) {
        return client.preparedQuery(FIND)
                .execute(Tuple.of(projectId))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .findFirst()
                        .map(KeysetStore::keyset));
    }

    private static StoredKeyset keyset(Row row) {
        @Nullable OffsetDateTime rotated = row.getOffsetDateTime("keys_rotated_at");
        return new StoredKeyset(
                Sealed.of(row.getBuffer("keyset").getBytes()),
                row.getString("root_key"),
                rotated == null ? null : rotated.toInstant());
    }
}
