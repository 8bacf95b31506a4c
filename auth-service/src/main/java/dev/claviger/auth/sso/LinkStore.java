package dev.claviger.auth.sso;

import dev.claviger.auth.handover.CallbackPort;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The rows of logins under way, and of links between subjects and people. Taking a login is one statement: its state works once. */
@ApplicationScoped
class LinkStore {
    private static final String BEGIN = """
            WITH stale AS (DELETE FROM sso_attempt WHERE expires_at < $6)
            INSERT INTO sso_attempt (state_digest, provider_id, browser_digest, link_user_id, invitation, expires_at, callback_port)
            VALUES ($1, $2, $3, $4, $5, $7, $8)
            """;

    private static final String TAKE = """
            DELETE FROM sso_attempt WHERE state_digest = $1 AND browser_digest = $2 AND expires_at > $3
            RETURNING provider_id, link_user_id, invitation, callback_port
            """;

    private static final String FIND = "SELECT user_id FROM sso_link WHERE provider_id = $1 AND subject = $2";

    private static final String INSERT = """
            INSERT INTO sso_link (provider_id, subject, user_id, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
            """;

    private final Pool pool;

    LinkStore(Pool pool) {
        this.pool = pool;
    }

    /** A login under way. */
    record Attempt(UUID providerId, Aim aim) {}

    Uni<Void> begin(byte[] state, byte[] browser, Attempt attempt, Instant now, Instant end) {
        Tuple row = Tuple.tuple()
                .addValue(Buffer.buffer(state))
                .addUUID(attempt.providerId())
                .addValue(Buffer.buffer(browser))
                .addValue(attempt.aim().linkUserId())
                .addString(attempt.aim().invitation())
                .addOffsetDateTime(now.atOffset(ZoneOffset.UTC))
                .addOffsetDateTime(end.atOffset(ZoneOffset.UTC))
                .addValue(number(attempt.aim().port()));
        return pool.preparedQuery(BEGIN).execute(row).replaceWithVoid();
    }

    /** Uses it up; empty when it is unknown, of another browser, used or too old. */
    Uni<Optional<Attempt>> take(byte[] state, byte[] browser, Instant now) {
        return pool.preparedQuery(TAKE)
                .execute(Tuple.of(Buffer.buffer(state), Buffer.buffer(browser), now.atOffset(ZoneOffset.UTC)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .findFirst()
                        .map(LinkStore::toAttempt));
    }

    Uni<Optional<UUID>> find(RecordedTransaction tx, UUID providerId, String subject) {
        return tx.sql()
                .preparedQuery(FIND)
                .execute(Tuple.of(providerId, subject))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .findFirst()
                        .map(row -> row.getUUID("user_id")));
    }

    /** False when the subject or the person is linked already. */
    Uni<Boolean> insert(RecordedTransaction tx, UUID providerId, String subject, UUID userId, Instant now) {
        return tx.sql()
                .preparedQuery(INSERT)
                .execute(Tuple.of(providerId, subject, userId, now.atOffset(ZoneOffset.UTC)))
                .map(rows -> rows.rowCount() == 1);
    }

    private static Attempt toAttempt(Row row) {
        return new Attempt(
                row.getUUID("provider_id"),
                new Aim(
                        row.getUUID("link_user_id"),
                        row.getString("invitation"),
                        port(row.getInteger("callback_port"))));
    }

    private static @Nullable Integer number(@Nullable CallbackPort port) {
        return port == null ? null : port.number();
    }

    private static @Nullable CallbackPort port(@Nullable Integer number) {
        return number == null ? null : new CallbackPort(number);
    }
}
