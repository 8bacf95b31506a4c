package dev.claviger.auth.rootkey;

import dev.claviger.auth.sealing.SealedPlace;
import dev.claviger.kernel.crypto.RingCheck;
import dev.claviger.kernel.outbox.RecordedTransaction;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What root keys have sealed. */
@ApplicationScoped
class RootKeyStore implements RingCheck.Canaries {
    private static final String CANARIES = "SELECT id, canary FROM root_key";

    private static final String INSERT_CANARY =
            "INSERT INTO root_key (id, canary) VALUES ($1, $2) ON CONFLICT DO NOTHING";

    private static final String COUNT =
            "SELECT root_key, count(*) AS sealed FROM sealed_under_root_key GROUP BY root_key";

    private static final String COUNT_OTHERS = "SELECT count(*) FROM sealed_under_root_key WHERE root_key <> $1";

    private static final String OTHERS = """
            SELECT place, id, sealed
            FROM sealed_under_root_key
            WHERE root_key <> $1 AND (place, id) > ($2, $3)
            ORDER BY place, id
            LIMIT $4
            """;

    private static final String REPLACE_SIGNING_KEY =
            "UPDATE signing_key SET sealed_private_key = $3 WHERE kid = $1 AND sealed_private_key = $2";

    private static final String REPLACE_SECOND_FACTOR =
            "UPDATE user_totp SET sealed_secret = $3 WHERE user_id = $1::text::uuid AND sealed_secret = $2";

    private static final String REPLACE_LOGIN_METHOD =
            "UPDATE login_method SET sealed_settings = $3 WHERE id = $1::text::uuid AND sealed_settings = $2";

    private static final String REPLACE_CA_CERTIFICATE =
            "UPDATE login_method SET sealed_ca_cert = $3 WHERE id = $1::text::uuid AND sealed_ca_cert = $2";

    private static final String REPLACE_SSO_PROVIDER =
            "UPDATE sso_provider SET sealed_client_secret = $3 WHERE id = $1::text::uuid AND sealed_client_secret = $2";

    private final Pool pool;

    /** Sealed bytes, and the row in which they lie. */
    record SealedRow(SealedPlace place, String id, Buffer bytes) {
        String context() {
            return place.context(id);
        }
    }

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

    /** How many things each root key seals. */
    Uni<Map<String, Long>> count() {
        return pool.preparedQuery(COUNT)
                .execute()
                .map(rows -> stream(rows)
                        .collect(Collectors.toMap(
                                row -> row.getString("root_key"),
                                row -> row.getLong("sealed"),
                                Long::sum,
                                TreeMap::new)));
    }

    /** How many things other root keys than this one seal. */
    Uni<Long> countOthers(RecordedTransaction tx, String rootKey) {
        return tx.sql()
                .preparedQuery(COUNT_OTHERS)
                .execute(Tuple.of(rootKey))
                .map(rows -> rows.iterator().next().getLong(0));
    }

    /** Some of them, in the order of places and ids. */
    Uni<List<SealedRow>> others(RecordedTransaction tx, String rootKey, Progress.Cursor after, int limit) {
        return tx.sql()
                .preparedQuery(OTHERS)
                .execute(Tuple.of(rootKey, after.place(), after.id(), limit))
                .map(rows -> stream(rows)
                        .map(row -> new SealedRow(
                                SealedPlace.of(row.getString("place")), row.getString("id"), buffer(row, "sealed")))
                        .toList());
    }

    /** Does nothing when other bytes lie there by now. */
    Uni<Void> replace(RecordedTransaction tx, SealedRow old, byte[] sealed) {
        return tx.sql()
                .preparedQuery(replacing(old.place()))
                .execute(Tuple.of(old.id(), old.bytes(), Buffer.buffer(sealed)))
                .replaceWithVoid();
    }

    private static String replacing(SealedPlace place) {
        return switch (place) {
            case SIGNING_KEY -> REPLACE_SIGNING_KEY;
            case SECOND_FACTOR -> REPLACE_SECOND_FACTOR;
            case LOGIN_METHOD -> REPLACE_LOGIN_METHOD;
            case CA_CERTIFICATE -> REPLACE_CA_CERTIFICATE;
            case SSO_PROVIDER -> REPLACE_SSO_PROVIDER;
        };
    }

    private static Buffer buffer(Row row, String column) {
        return Buffer.buffer(row.getBuffer(column).getBytes());
    }

    private static Stream<Row> stream(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false);
    }
}
