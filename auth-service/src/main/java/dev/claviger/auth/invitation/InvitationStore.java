package dev.claviger.auth.invitation;

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

/** The rows of invitations. */
@ApplicationScoped
class InvitationStore {
    private static final String PUT = """
            INSERT INTO invitation (membership_id, digest, expires_at, created_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (membership_id) DO UPDATE SET digest = $2, expires_at = $3, created_at = $4
            """;

    private static final String IS_GOOD = """
            SELECT FROM invitation i JOIN org_membership m ON m.id = i.membership_id AND m.status = 'invited'
            WHERE i.digest = $1 AND i.expires_at > $2
            """;

    private static final String FIND_ORGANIZATION = """
            SELECT m.org_id FROM invitation i JOIN org_membership m ON m.id = i.membership_id WHERE i.digest = $1
            """;

    private static final String TAKE = """
            DELETE FROM invitation i USING org_membership m
            WHERE i.digest = $1 AND i.expires_at > $2 AND m.id = i.membership_id AND m.status = 'invited'
            RETURNING m.id, m.org_id
            """;

    private final Pool pool;

    InvitationStore(Pool pool) {
        this.pool = pool;
    }

    /** Where an invitation leads. */
    record Taken(UUID membershipId, UUID orgId) {}

    /** A new one takes the place of an older one. */
    Uni<Void> put(RecordedTransaction tx, UUID membershipId, byte[] digest, Instant end, Instant now) {
        return tx.sql()
                .preparedQuery(PUT)
                .execute(Tuple.of(
                        membershipId,
                        Buffer.buffer(digest),
                        end.atOffset(ZoneOffset.UTC),
                        now.atOffset(ZoneOffset.UTC)))
                .replaceWithVoid();
    }

    /** Whether it could be answered now; that leaves it as it is. */
    Uni<Boolean> isGood(byte[] digest, Instant now) {
        return pool.preparedQuery(IS_GOOD)
                .execute(Tuple.of(Buffer.buffer(digest), now.atOffset(ZoneOffset.UTC)))
                .map(rows -> rows.rowCount() == 1);
    }

    /** Where it leads, whether or not it may be answered; nothing is held by that. Empty when it is unknown. */
    Uni<Optional<UUID>> findOrganization(RecordedTransaction tx, byte[] digest) {
        return tx.sql()
                .preparedQuery(FIND_ORGANIZATION)
                .execute(Tuple.of(Buffer.buffer(digest)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .findFirst()
                        .map(row -> row.getUUID("org_id")));
    }

    /** Answers it; empty when it is unknown, answered or too old. */
    Uni<Optional<Taken>> take(RecordedTransaction tx, byte[] digest, Instant now) {
        return tx.sql()
                .preparedQuery(TAKE)
                .execute(Tuple.of(Buffer.buffer(digest), now.atOffset(ZoneOffset.UTC)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .findFirst()
                        .map(row -> new Taken(row.getUUID("id"), row.getUUID("org_id"))));
    }
}
