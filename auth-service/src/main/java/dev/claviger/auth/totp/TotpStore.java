package dev.claviger.auth.totp;

import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** The rows of second factors. Using a code is one statement, so that of many at once exactly one succeeds. */
@ApplicationScoped
class TotpStore {
    private static final String FIND = """
            SELECT t.sealed_secret, t.confirmed, t.last_step,
                (SELECT count(*) FROM recovery_code r WHERE r.user_id = t.user_id AND r.used_at IS NULL) AS codes_left
            FROM user_totp t WHERE t.user_id = $1
            """;

    /** A new secret takes the place of one that was never confirmed, and of no other. */
    private static final String INSERT = """
            INSERT INTO user_totp (user_id, sealed_secret, confirmed, last_step, created_at) VALUES ($1, $2, false, 0, $3)
            ON CONFLICT (user_id) DO UPDATE SET sealed_secret = $2, created_at = $3 WHERE NOT user_totp.confirmed
            """;

    private static final String USE_STEP =
            "UPDATE user_totp SET last_step = $2, confirmed = true WHERE user_id = $1 AND last_step < $2 AND confirmed = $3";

    private static final String DELETE = "DELETE FROM user_totp WHERE user_id = $1";

    private static final String DELETE_CODES = "DELETE FROM recovery_code WHERE user_id = $1";

    private static final String INSERT_CODE = "INSERT INTO recovery_code (user_id, digest) VALUES ($1, $2)";

    private static final String USE_CODE = """
            UPDATE recovery_code SET used_at = $3
            WHERE user_id = $1 AND digest = $2 AND used_at IS NULL
              AND EXISTS (SELECT FROM user_totp t WHERE t.user_id = $1 AND t.confirmed)
            """;

    /** What is stored of a second factor. */
    record Stored(Buffer sealedSecret, boolean confirmed, long lastStep, long codesLeft) {}

    Uni<Optional<Stored>> find(RecordedTransaction tx, UUID userId) {
        return tx.sql().preparedQuery(FIND).execute(Tuple.of(userId)).map(TotpStore::first);
    }

    /** False when the person has a confirmed one. */
    Uni<Boolean> insert(RecordedTransaction tx, UUID userId, byte[] sealedSecret, Instant now) {
        return tx.sql()
                .preparedQuery(INSERT)
                .execute(Tuple.of(userId, Buffer.buffer(sealedSecret), utc(now)))
                .map(rows -> rows.rowCount() == 1);
    }

    /** Uses the code of a step, and confirms the secret by it where that is due; false when a code of it, or of a later one, was used. */
    Uni<Boolean> useStep(RecordedTransaction tx, UUID userId, long step, boolean confirmed) {
        return tx.sql()
                .preparedQuery(USE_STEP)
                .execute(Tuple.of(userId, step, confirmed))
                .map(rows -> rows.rowCount() == 1);
    }

    /** With the recovery codes; false when there was none. */
    Uni<Boolean> delete(RecordedTransaction tx, UUID userId) {
        return tx.sql().preparedQuery(DELETE).execute(Tuple.of(userId)).map(rows -> rows.rowCount() == 1);
    }

    Uni<Void> replaceCodes(RecordedTransaction tx, UUID userId, List<byte[]> digests) {
        List<Tuple> rows = digests.stream()
                .map(digest -> Tuple.of(userId, Buffer.buffer(digest)))
                .toList();
        return tx.sql()
                .preparedQuery(DELETE_CODES)
                .execute(Tuple.of(userId))
                .chain(() -> tx.sql().preparedQuery(INSERT_CODE).executeBatch(rows))
                .replaceWithVoid();
    }

    /** False when it is none, or was used. */
    Uni<Boolean> useCode(RecordedTransaction tx, UUID userId, byte[] digest, Instant now) {
        return tx.sql()
                .preparedQuery(USE_CODE)
                .execute(Tuple.of(userId, Buffer.buffer(digest), utc(now)))
                .map(rows -> rows.rowCount() == 1);
    }

    private static Optional<Stored> first(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .findFirst()
                .map(row -> new Stored(
                        Buffer.buffer(row.getBuffer("sealed_secret").getBytes()),
                        row.getBoolean("confirmed"),
                        row.getLong("last_step"),
                        row.getLong("codes_left")));
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
