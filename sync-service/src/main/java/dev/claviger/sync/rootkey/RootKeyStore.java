package dev.claviger.sync.rootkey;

import dev.claviger.kernel.crypto.RingCheck;
import dev.claviger.kernel.crypto.RootRing;
import dev.claviger.sync.connection.ConnectionSeal;
import dev.claviger.sync.identity.IdentitySeal;
import dev.claviger.sync.ledger.SyncKeys;
import dev.claviger.sync.rotating.RotationSeal;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** What root keys have wrapped. */
@ApplicationScoped
class RootKeyStore implements RingCheck.Canaries {
    private static final String CANARIES = "SELECT id, canary FROM root_key";
    private static final String INSERT = "INSERT INTO root_key (id, canary) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    private static final String SEALED = """
            SELECT 'CONNECTION' AS kind, id, sealed FROM app_connection
            UNION ALL SELECT 'IDENTITY', org_id, sealed FROM sync_identity
            UNION ALL SELECT 'KEY', id, sealed FROM sync_key
            UNION ALL SELECT 'ROTATION', id, sealed FROM rotation_credential
            """;
    private static final String REPLACE_CONNECTION =
            "UPDATE app_connection SET sealed = $3 WHERE id = $1 AND sealed = $2";
    private static final String REPLACE_IDENTITY =
            "UPDATE sync_identity SET sealed = $3 WHERE org_id = $1 AND sealed = $2";
    private static final String REPLACE_KEY = "UPDATE sync_key SET sealed = $3 WHERE id = $1 AND sealed = $2";

    private static final String REPLACE_ROTATION =
            "UPDATE rotation_credential SET sealed = $3 WHERE id = $1 AND sealed = $2";

    private final Pool pool;

    /** Where it is kept. */
    enum Kind {
        CONNECTION,
        IDENTITY,
        KEY,
        ROTATION
    }

    /** Something sealed, and what it is bound to. */
    record Wrapped(Kind kind, UUID id, Buffer bytes) {
        byte[] sealed() {
            return bytes.getBytes();
        }

        String context() {
            return switch (kind) {
                case CONNECTION -> ConnectionSeal.context(id);
                case IDENTITY -> IdentitySeal.context(id);
                case KEY -> SyncKeys.context(id);
                case ROTATION -> RotationSeal.context(id);
            };
        }
    }

    RootKeyStore(Pool pool) {
        this.pool = pool;
    }

    @Override
    public Uni<Map<String, byte[]>> canaries() {
        return pool.query(CANARIES)
                .execute()
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .collect(Collectors.toMap(
                                row -> row.getString("id"),
                                row -> row.getBuffer("canary").getBytes())));
    }

    @Override
    public Uni<Void> insertCanary(String id, byte[] canary) {
        return pool.preparedQuery(INSERT)
                .execute(Tuple.of(id, Buffer.buffer(canary)))
                .replaceWithVoid();
    }

    /** All that is sealed. */
    Uni<List<Wrapped>> sealed() {
        return pool.query(SEALED)
                .execute()
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new Wrapped(
                                Kind.valueOf(row.getString("kind")),
                                row.getUUID("id"),
                                row.getBuffer("sealed").getDelegate()))
                        .toList());
    }

    /** False when it is another one by now. */
    Uni<Boolean> replace(Wrapped old, byte[] fresh) {
        String statement = switch (old.kind()) {
            case CONNECTION -> REPLACE_CONNECTION;
            case IDENTITY -> REPLACE_IDENTITY;
            case KEY -> REPLACE_KEY;
            case ROTATION -> REPLACE_ROTATION;
        };
        return pool.preparedQuery(statement)
                .execute(Tuple.of(old.id(), old.bytes(), Buffer.buffer(fresh)))
                .map(rows -> rows.rowCount() == 1);
    }

    /** For how many credentials and keys each root key is needed. */
    Uni<Map<String, Long>> needed() {
        return sealed().map(all -> all.stream()
                .collect(Collectors.groupingBy(
                        each -> RootRing.keyIdOf(each.sealed()), TreeMap::new, Collectors.counting())));
    }
}
