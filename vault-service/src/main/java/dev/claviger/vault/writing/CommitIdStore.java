package dev.claviger.vault.writing;

import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** Finds what the history calls the commit under way. */
@ApplicationScoped
class CommitIdStore {
    private static final String FIND = """
            SELECT id
            FROM folder_commit
            WHERE folder_id = $1 AND number = $2
            """;

    /** Nothing where the folder has not been touched so far. */
    Uni<Optional<UUID>> find(RecordedTransaction tx, UUID folderId, long revision) {
        return tx.sql()
                .preparedQuery(FIND)
                .execute(Tuple.of(folderId, revision))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getUUID("id"))
                        .findFirst());
    }
}
