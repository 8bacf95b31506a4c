package dev.claviger.auth.member;

import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The rows of permissions to choose a new password. */
@ApplicationScoped
class ResetStore {
    private static final String PUT = """
            INSERT INTO password_reset (user_id, digest, expires_at, created_at, org_id) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (user_id) DO UPDATE SET digest = $2, expires_at = $3, created_at = $4, org_id = $5
            """;

    private static final String GOOD = """
            FROM password_reset r WHERE r.digest = $1 AND r.expires_at > $2 AND (r.org_id IS NULL OR (
                SELECT count(*) = 1 AND bool_and(m.org_id = r.org_id AND m.status = 'active')
                FROM org_membership m WHERE m.user_id = r.user_id))
            """;

    private static final String IS_GOOD = "SELECT " + GOOD;

    private static final String TAKE = "DELETE " + GOOD + " RETURNING r.user_id";

    private final Pool pool;

    ResetStore(Pool pool) {
        this.pool = pool;
    }

    /**
     * A new one takes the place of an older one.
     *
     * @param orgId the organisation that the person may belong to alone when it is used; null for any
     */
    Uni<Void> put(RecordedTransaction tx, UUID userId, @Nullable UUID orgId, byte[] digest, Instant end, Instant now) {
        return tx.sql()
                .preparedQuery(PUT)
                .execute(Tuple.of(
                                userId,
                                Buffer.buffer(digest),
                                end.atOffset(ZoneOffset.UTC),
                                now.atOffset(ZoneOffset.UTC))
                        .addValue(orgId))
                .replaceWithVoid();
    }

    /** Whether it would do now; that leaves it as it is. */
    Uni<Boolean> isGood(byte[] digest, Instant now) {
        return pool.preparedQuery(IS_GOOD)
                .execute(Tuple.of(Buffer.buffer(digest), now.atOffset(ZoneOffset.UTC)))
                .map(rows -> rows.rowCount() == 1);
    }

    /** Uses it up; empty when it is unknown, used or too old, or what justified it is so no more. */
    Uni<Optional<UUID>> take(RecordedTransaction tx, byte[] digest, Instant now) {
        return tx.sql()
                .preparedQuery(TAKE)
                .execute(Tuple.of(Buffer.buffer(digest), now.atOffset(ZoneOffset.UTC)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .findFirst()
                        .map(row -> row.getUUID("user_id")));
    }
}
