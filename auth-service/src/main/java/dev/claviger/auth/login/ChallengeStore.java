package dev.claviger.auth.login;

import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** The rows of challenges. A session has one at a time; taking a try is one statement. */
@ApplicationScoped
class ChallengeStore {
    private static final String FORGET = "DELETE FROM second_factor_challenge WHERE session_id = $1";

    private static final String INSERT = """
            INSERT INTO second_factor_challenge (id, session_id, user_id, tries_left, expires_at) VALUES ($1, $2, $3, $4, $5)
            """;

    private static final String TAKE_TRY = """
            UPDATE second_factor_challenge SET tries_left = tries_left - 1
            WHERE id = $1 AND tries_left > 0 AND expires_at > $2
            RETURNING session_id, user_id, tries_left
            """;

    private static final String DELETE = "DELETE FROM second_factor_challenge WHERE id = $1";

    private final Pool pool;

    ChallengeStore(Pool pool) {
        this.pool = pool;
    }

    /** One try at a challenge. */
    record Try(UUID sessionId, UUID userId, int left) {}

    Uni<Void> insert(RecordedTransaction tx, UUID id, UUID sessionId, UUID userId, int tries, Instant end) {
        return tx.sql()
                .preparedQuery(FORGET)
                .execute(Tuple.of(sessionId))
                .chain(() -> tx.sql()
                        .preparedQuery(INSERT)
                        .execute(Tuple.of(id, sessionId, userId, tries, end.atOffset(ZoneOffset.UTC))))
                .replaceWithVoid();
    }

    /** Empty when there is no such challenge, it is over, or no try is left. */
    Uni<Optional<Try>> takeTry(UUID id, Instant now) {
        return pool.preparedQuery(TAKE_TRY)
                .execute(Tuple.of(id, now.atOffset(ZoneOffset.UTC)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .findFirst()
                        .map(row -> new Try(
                                row.getUUID("session_id"), row.getUUID("user_id"), row.getInteger("tries_left"))));
    }

    /** False when somebody was faster. */
    Uni<Boolean> delete(RecordedTransaction tx, UUID id) {
        return tx.sql().preparedQuery(DELETE).execute(Tuple.of(id)).map(rows -> rows.rowCount() == 1);
    }
}
