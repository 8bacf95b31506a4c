package dev.claviger.audit.rootkey;

import dev.claviger.kernel.crypto.RingCheck;
import dev.claviger.kernel.crypto.RootRing;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** What root keys have wrapped. */
@ApplicationScoped
class RootKeyStore implements RingCheck.Canaries {
    private static final String CANARIES = "SELECT id, canary FROM root_key";
    private static final String INSERT = "INSERT INTO root_key (id, canary) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    private static final String SEALED = "SELECT sealed FROM signing_master UNION ALL SELECT sealed FROM audit_stream"
            + " UNION ALL SELECT sealed FROM alert_destination";

    private final Pool pool;

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

    /** How much each root key is needed for: the master key of the log, and destinations of streams. */
    Uni<Map<String, Long>> needed() {
        return pool.query(SEALED)
                .execute()
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .collect(Collectors.groupingBy(
                                row -> RootRing.keyIdOf(row.getBuffer("sealed").getBytes()),
                                TreeMap::new,
                                Collectors.counting())));
    }
}
