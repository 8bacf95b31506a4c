package dev.claviger.sync.ledger;

import dev.claviger.kernel.crypto.RootRing;
import dev.claviger.sync.gitlab.UndoLog;
import dev.claviger.sync.plan.UndoEntry;
import dev.claviger.sync.plan.VariableId;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** What was there before the last run of a sync that changed something, sealed, in PostgreSQL. */
@ApplicationScoped
public class UndoLogStore {
    /** Entries of runs before are dropped by the first one of a new run. */
    private static final String REMEMBER = """
            WITH older AS (DELETE FROM sync_undo WHERE sync_id = $1 AND run_id <> $2)
            INSERT INTO sync_undo (sync_id, run_id, place, key, scope, sealed, after) VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT DO NOTHING
            """;

    private static final String LAST = """
            SELECT run_id, key, scope, sealed, after FROM sync_undo
            WHERE sync_id = $1 AND place = $2
                AND run_id = (SELECT run_id FROM sync_undo WHERE sync_id = $1 AND place = $2 ORDER BY created_at DESC LIMIT 1)
            ORDER BY key, scope
            """;

    private static final String HAS = "SELECT 1 FROM sync_undo WHERE sync_id = $1 AND place = $2 LIMIT 1";
    private static final String FORGET = "DELETE FROM sync_undo WHERE sync_id = $1";
    private static final String FORGET_OLD =
            "DELETE FROM sync_undo WHERE created_at < now() - $1 * interval '1 millisecond'";

    private final Pool pool;
    private final SyncKeys keys;

    UndoLogStore(Pool pool, SyncKeys keys) {
        this.pool = pool;
        this.keys = keys;
    }

    /** The log of a run. */
    public UndoLog opened(Writing writing) {
        return entry -> keys.undo().chain(key -> remember(writing, entry, seal(key, writing, entry)));
    }

    private Uni<Void> remember(Writing writing, UndoEntry entry, @Nullable Buffer sealed) {
        return pool.preparedQuery(REMEMBER)
                .execute(Tuple.tuple()
                        .addUUID(writing.syncId())
                        .addUUID(writing.runId())
                        .addString(writing.place())
                        .addString(entry.id().key())
                        .addString(entry.id().scope())
                        .addValue(sealed)
                        .addString(entry.after()))
                .replaceWithVoid();
    }

    private static @Nullable Buffer seal(RootRing key, Writing writing, UndoEntry entry) {
        return entry.before() == null
                ? null
                : Buffer.buffer(
                        key.seal(Before.bytes(entry.before()), context(writing.syncId(), writing.runId(), entry.id())));
    }

    /** Those of the last run that changed something there; none when there was no such run, or it is too long ago. */
    public Uni<List<UndoEntry>> last(UUID syncId, String place) {
        return keys.undo()
                .chain(key -> pool.preparedQuery(LAST)
                        .execute(Tuple.of(syncId, place))
                        .map(rows -> entries(key, syncId, rows)));
    }

    /** Whether there is something to take back. */
    public Uni<Boolean> has(UUID syncId, String place) {
        return pool.preparedQuery(HAS).execute(Tuple.of(syncId, place)).map(rows -> rows.size() > 0);
    }

    private static List<UndoEntry> entries(RootRing key, UUID syncId, RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row -> entry(key, syncId, row))
                .toList();
    }

    private static UndoEntry entry(RootRing key, UUID syncId, Row row) {
        var id = new VariableId(row.getString("key"), row.getString("scope"));
        String context = context(syncId, row.getUUID("run_id"), id);
        return new UndoEntry(
                id,
                Optional.ofNullable(row.getBuffer("sealed"))
                        .map(bytes -> Before.of(id, key.open(bytes.getBytes(), context)))
                        .orElse(null),
                row.getString("after"));
    }

    private static String context(UUID syncId, UUID runId, VariableId id) {
        return "sync undo %s %s %s %s".formatted(syncId, runId, id.key(), id.scope());
    }

    /** Nothing of the sync can be taken back any more. */
    public Uni<Void> forget(UUID syncId) {
        return pool.preparedQuery(FORGET).execute(Tuple.of(syncId)).replaceWithVoid();
    }

    /** Values of long ago lie around no longer than this. */
    public Uni<Void> forgetOlderThan(Duration age) {
        return pool.preparedQuery(FORGET_OLD).execute(Tuple.of(age.toMillis())).replaceWithVoid();
    }
}
