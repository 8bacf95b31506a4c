package dev.claviger.vault.rootkey;

import dev.claviger.kernel.crypto.RingCheck;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.keyring.Sealed;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** What root keys have wrapped. */
@ApplicationScoped
class RootKeyStore implements RingCheck.Canaries {
    private static final String CANARIES = "SELECT id, canary FROM root_key";

    private static final String INSERT_CANARY = """
            INSERT INTO root_key (id, canary)
            VALUES ($1, $2)
            ON CONFLICT DO NOTHING
            """;

    private static final String COUNT = """
            SELECT root_key, count(*) AS keysets
            FROM (SELECT root_key, org_id FROM project UNION ALL SELECT root_key, org_id FROM fingerprint_key) wrapped
            WHERE $1::uuid IS NULL OR org_id = $1
            GROUP BY root_key
            """;

    private static final String COUNT_OTHERS = """
            SELECT (SELECT count(*) FROM project WHERE root_key <> $1 AND ($2::uuid IS NULL OR org_id = $2))
                 + (SELECT count(*) FROM fingerprint_key WHERE root_key <> $1 AND ($2::uuid IS NULL OR org_id = $2))
            """;

    /** A project and an organisation never have the same id. */
    private static final String OTHERS = """
            (SELECT id, keyset, 'PROJECT' AS owner
             FROM project
             WHERE root_key <> $1 AND ($2::uuid IS NULL OR org_id = $2) AND id > $3
             ORDER BY id
             LIMIT $4)
            UNION ALL
            (SELECT org_id, keyset, 'ORGANIZATION'
             FROM fingerprint_key
             WHERE root_key <> $1 AND ($2::uuid IS NULL OR org_id = $2) AND org_id > $3
             ORDER BY org_id
             LIMIT $4)
            ORDER BY id
            LIMIT $4
            """;

    private static final Map<Owner, String> REPLACE = Map.of(
            Owner.PROJECT, "UPDATE project SET keyset = $3 WHERE id = $1 AND keyset = $2",
            Owner.ORGANIZATION, "UPDATE fingerprint_key SET keyset = $3 WHERE org_id = $1 AND keyset = $2");

    private final Pool pool;

    /** Whose keys they are: those a project seals with, or the one an organisation makes fingerprints with. */
    enum Owner {
        PROJECT,
        ORGANIZATION
    }

    /** What a root key has wrapped for its owner. */
    record Wrapped(Owner owner, UUID ownerId, Sealed keyset) {}

    RootKeyStore(Pool pool) {
        this.pool = pool;
    }

    @Override
    public Uni<Map<String, byte[]>> canaries() {
        return pool.preparedQuery(CANARIES)
                .execute()
                .map(rows -> stream(rows)
                        .collect(Collectors.toMap(
                                row -> row.getString("id"),
                                row -> row.getBuffer("canary").getBytes())));
    }

    @Override
    public Uni<Void> insertCanary(String id, byte[] canary) {
        return pool.preparedQuery(INSERT_CANARY)
                .execute(Tuple.of(id, Buffer.buffer(canary)))
                .replaceWithVoid();
    }

    /** How many keysets each root key wraps, in one organisation or in all. */
    Uni<Map<String, Long>> count(@Nullable UUID orgId) {
        return pool.preparedQuery(COUNT)
                .execute(Tuple.tuple().addUUID(orgId))
                .map(rows -> stream(rows)
                        .collect(Collectors.toMap(
                                row -> row.getString("root_key"),
                                row -> row.getLong("keysets"),
                                Long::sum,
                                TreeMap::new)));
    }

    /** How many keysets other root keys than this one wrap. */
    Uni<Long> countOthers(RecordedTransaction tx, String rootKey, @Nullable UUID orgId) {
        return tx.sql()
                .preparedQuery(COUNT_OTHERS)
                .execute(Tuple.of(rootKey, orgId))
                .map(rows -> rows.iterator().next().getLong(0));
    }

    /** Some of them, in the order of owners. */
    Uni<List<Wrapped>> others(RecordedTransaction tx, String rootKey, @Nullable UUID orgId, UUID after, int limit) {
        return tx.sql()
                .preparedQuery(OTHERS)
                .execute(Tuple.of(rootKey, orgId, after, limit))
                .map(rows -> stream(rows)
                        .map(row -> new Wrapped(
                                Owner.valueOf(row.getString("owner")), row.getUUID("id"), sealed(row, "keyset")))
                        .toList());
    }

    /** Does nothing when the keyset is another one by now. */
    Uni<Void> replace(RecordedTransaction tx, Wrapped old, Sealed keyset) {
        return tx.sql()
                .preparedQuery(REPLACE.get(old.owner()))
                .execute(Tuple.of(old.ownerId(), Buffer.buffer(old.keyset().bytes()), Buffer.buffer(keyset.bytes())))
                .replaceWithVoid();
    }

    private static Sealed sealed(Row row, String column) {
        return Sealed.of(row.getBuffer(column).getBytes());
    }

    private static Stream<Row> stream(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false);
    }
}
