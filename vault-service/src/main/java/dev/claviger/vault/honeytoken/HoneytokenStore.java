package dev.claviger.vault.honeytoken;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The table of decoys. */
@ApplicationScoped
class HoneytokenStore {
    private static final String FIND = """
            SELECT h.secret_id, s.project_id, e.slug, f.path, s.key, h.note, h.created_by, h.created_at
            FROM honeytoken h
            JOIN secret s ON s.id = h.secret_id
            JOIN project p ON p.id = s.project_id
            JOIN folder f ON f.id = s.folder_id
            JOIN environment e ON e.id = f.env_id
            WHERE p.org_id = $1 AND ($2::uuid IS NULL OR h.secret_id = $2)
            ORDER BY h.created_at, h.secret_id
            """;

    private static final String MARK = """
            INSERT INTO honeytoken (secret_id, note, created_by, created_at)
            VALUES ($1, $2, $3, $4)
            ON CONFLICT (secret_id) DO UPDATE SET note = EXCLUDED.note
            """;

    private static final String UNMARK = "DELETE FROM honeytoken WHERE secret_id = $1";

    private static final String ALL = "SELECT secret_id FROM honeytoken";

    private final Pool pool;

    HoneytokenStore(Pool pool) {
        this.pool = pool;
    }

    /** The ids of all decoys of all organisations. */
    Uni<Set<UUID>> all() {
        return pool.preparedQuery(ALL)
                .execute()
                .map(rows -> stream(rows).map(row -> row.getUUID("secret_id")).collect(Collectors.toSet()));
    }

    Uni<List<Honeytoken>> of(UUID orgId) {
        return pool.preparedQuery(FIND)
                .execute(Tuple.of(orgId, null))
                .map(rows -> stream(rows).map(HoneytokenStore::honeytoken).toList());
    }

    Uni<Optional<Honeytoken>> find(RecordedTransaction tx, UUID orgId, UUID secretId) {
        return tx.sql()
                .preparedQuery(FIND)
                .execute(Tuple.of(orgId, secretId))
                .map(rows -> stream(rows).map(HoneytokenStore::honeytoken).findFirst());
    }

    /** Marks a secret that is there; of one that is marked it changes the note. */
    Uni<Void> mark(RecordedTransaction tx, UUID secretId, String note, Caller by, Instant now) {
        return tx.sql()
                .preparedQuery(MARK)
                .execute(Tuple.of(secretId, note, by.name(), now.atOffset(ZoneOffset.UTC)))
                .replaceWithVoid();
    }

    Uni<Void> unmark(RecordedTransaction tx, UUID secretId) {
        return tx.sql().preparedQuery(UNMARK).execute(Tuple.of(secretId)).replaceWithVoid();
    }

    private static Honeytoken honeytoken(Row row) {
        return new Honeytoken(
                row.getUUID("secret_id"),
                row.getUUID("project_id"),
                row.getString("slug"),
                row.getString("path"),
                row.getString("key"),
                row.getString("note"),
                row.getString("created_by"),
                row.getOffsetDateTime("created_at").toInstant());
    }

    private static Stream<Row> stream(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false);
    }
}
