package dev.claviger.sync.ledger;

import dev.claviger.sync.gitlab.Ledger;
import dev.claviger.sync.plan.LedgerEntry;
import dev.claviger.sync.plan.LedgerEntry.Claim;
import dev.claviger.sync.plan.VariableId;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** What syncs own, in PostgreSQL. Only the run that has the place writes. */
@ApplicationScoped
public class LedgerStore {
    private static final String OF_SYNC =
            "SELECT key, scope, claim, digest, before FROM sync_ledger WHERE sync_id = $1 AND place = $2 ORDER BY key, scope";

    private static final String OF_OTHERS = "SELECT key, scope FROM sync_ledger WHERE place = $2 AND sync_id <> $1";

    private static final String HAS_PLACE =
            "EXISTS (SELECT 1 FROM sync_place_lease WHERE place = $2 AND owner = $3 AND until > now())";

    private static final String PUT = """
            INSERT INTO sync_ledger (sync_id, place, key, scope, claim, digest, before)
            SELECT $1, $2, $4, $5, $6, $7, $8 WHERE %s
            ON CONFLICT (sync_id, place, key, scope) DO UPDATE
            SET claim = excluded.claim, digest = excluded.digest, before = excluded.before
            """.formatted(HAS_PLACE);

    /** Tells whether the place is still held; the row itself may be gone already. */
    private static final String REMOVE = """
            WITH held AS (SELECT %s AS is_held),
                gone AS (
                    DELETE FROM sync_ledger WHERE sync_id = $1 AND place = $2 AND key = $4 AND scope = $5
                        AND (SELECT is_held FROM held))
            SELECT 1 FROM held WHERE is_held
            """.formatted(HAS_PLACE);

    private final Pool pool;

    LedgerStore(Pool pool) {
        this.pool = pool;
    }

    public Uni<List<LedgerEntry>> of(UUID syncId, String place) {
        return pool.preparedQuery(OF_SYNC)
                .execute(Tuple.of(syncId, place))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(LedgerStore::entry)
                        .toList());
    }

    /** What other syncs own there, of whatever project. */
    public Uni<Set<VariableId>> ofOthers(UUID syncId, String place) {
        return pool.preparedQuery(OF_OTHERS)
                .execute(Tuple.of(syncId, place))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(LedgerStore::id)
                        .collect(Collectors.toSet()));
    }

    /** The ledger of a run. It fails with {@link PlaceLost} once another run has the place. */
    public Ledger opened(Writing writing) {
        return new Opened(writing);
    }

    private static LedgerEntry entry(Row row) {
        return new LedgerEntry(
                id(row), Claim.valueOf(row.getString("claim")), row.getString("digest"), row.getString("before"));
    }

    private static VariableId id(Row row) {
        return new VariableId(row.getString("key"), row.getString("scope"));
    }

    /** The ledger as one run writes it. */
    private final class Opened implements Ledger {
        private final Writing writing;

        Opened(Writing writing) {
            this.writing = writing;
        }

        @Override
        public Uni<Void> put(LedgerEntry entry) {
            Tuple values = of(entry.id())
                    .addString(entry.claim().name())
                    .addString(entry.digest())
                    .addString(entry.before());
            return held(pool.preparedQuery(PUT).execute(values).map(RowSet::rowCount));
        }

        @Override
        public Uni<Void> remove(VariableId id) {
            return held(pool.preparedQuery(REMOVE).execute(of(id)).map(RowSet::size));
        }

        private Tuple of(VariableId id) {
            return Tuple.tuple()
                    .addUUID(writing.syncId())
                    .addString(writing.place())
                    .addUUID(writing.lease())
                    .addString(id.key())
                    .addString(id.scope());
        }

        private static Uni<Void> held(Uni<Integer> rows) {
            return rows.invoke(count -> {
                        if (count == 0) {
                            throw new PlaceLost();
                        }
                    })
                    .replaceWithVoid();
        }
    }
}
