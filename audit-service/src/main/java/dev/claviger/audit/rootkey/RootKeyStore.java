package dev.claviger.audit.rootkey;

import dev.claviger.audit.notice.DestinationSeal;
import dev.claviger.audit.shard.ShardKeys;
import dev.claviger.audit.siem.StreamSeal;
import dev.claviger.kernel.crypto.RingCheck;
import dev.claviger.kernel.crypto.RootRing;
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
            SELECT 'MASTER' AS kind, '' AS id, sealed FROM signing_master
            UNION ALL SELECT 'STREAM', id::text, sealed FROM audit_stream
            UNION ALL SELECT 'ALERT_DESTINATION', id::text, sealed FROM alert_destination
            """;
    private static final String REPLACE_MASTER = "SELECT rewrap_master($1, $2) AS replaced";
    private static final String REPLACE_STREAM = """
            WITH changed AS (UPDATE audit_stream SET sealed = $2 WHERE id = $3::text::uuid AND sealed = $1 RETURNING 1)
            SELECT EXISTS (SELECT FROM changed) AS replaced
            """;
    private static final String REPLACE_ALERT_DESTINATION = """
            WITH changed AS (UPDATE alert_destination SET sealed = $2 WHERE id = $3::text::uuid AND sealed = $1 RETURNING 1)
            SELECT EXISTS (SELECT FROM changed) AS replaced
            """;

    /** Where it is kept. */
    enum Kind {
        MASTER,
        STREAM,
        ALERT_DESTINATION
    }

    /**
     * Something sealed, and what it is bound to.
     *
     * @param id empty for the master, of which there is one
     */
    record Wrapped(Kind kind, String id, Buffer bytes) {
        byte[] sealed() {
            return bytes.getBytes();
        }

        String context() {
            return switch (kind) {
                case MASTER -> ShardKeys.CONTEXT;
                case STREAM -> StreamSeal.context(UUID.fromString(id));
                case ALERT_DESTINATION -> DestinationSeal.context(UUID.fromString(id));
            };
        }
    }

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

    /** All that is sealed. */
    Uni<List<Wrapped>> sealed() {
        return pool.query(SEALED)
                .execute()
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new Wrapped(
                                Kind.valueOf(row.getString("kind")),
                                row.getString("id"),
                                row.getBuffer("sealed").getDelegate()))
                        .toList());
    }

    /** False when it is another one by now. */
    Uni<Boolean> replace(Wrapped old, byte[] fresh) {
        Tuple values = Tuple.of(old.bytes(), Buffer.buffer(fresh));
        return switch (old.kind()) {
            case MASTER -> replace(REPLACE_MASTER, values);
            case STREAM -> replace(REPLACE_STREAM, values.addString(old.id()));
            case ALERT_DESTINATION -> replace(REPLACE_ALERT_DESTINATION, values.addString(old.id()));
        };
    }

    private Uni<Boolean> replace(String statement, Tuple values) {
        return pool.preparedQuery(statement)
                .execute(values)
                .map(rows -> rows.iterator().next().getBoolean("replaced"));
    }

    /** How much each root key is needed for: the master key of the log, and destinations of streams and alerts. */
    Uni<Map<String, Long>> needed() {
        return sealed().map(all -> all.stream()
                .collect(Collectors.groupingBy(
                        each -> RootRing.keyIdOf(each.sealed()), TreeMap::new, Collectors.counting())));
    }
}
