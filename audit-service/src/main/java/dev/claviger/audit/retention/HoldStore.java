package dev.claviger.audit.retention;

import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Legal holds. */
@ApplicationScoped
class HoldStore {
    private static final String SELECT = """
            SELECT h.id, h.reason, h.project_id, h.actor_id, h.since, h.until, h.set_by, h.set_at, e.lifted_at, e.lifted_by,
                coalesce(e.reason, a.reason) AS lift_reason, coalesce(e.asked_by, a.asked_by) AS lift_asked_by,
                a.asked_at AS lift_asked_at
            FROM legal_hold h LEFT JOIN legal_hold_end e ON e.hold_id = h.id LEFT JOIN legal_hold_lift_asked a ON a.hold_id = h.id
            WHERE h.org = $1
            """;

    private static final String INSERT = """
            INSERT INTO legal_hold (id, org, reason, project_id, actor_id, since, until, set_by, set_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """;

    private static final String LIFT = """
            INSERT INTO legal_hold_end (hold_id, reason, lifted_by, lifted_at, asked_by) VALUES ($1, $2, $3, $4, $5)
            """;

    private static final String ASK = """
            INSERT INTO legal_hold_lift_asked (hold_id, reason, asked_by, asked_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (hold_id) DO UPDATE SET reason = $2, asked_by = $3, asked_at = $4
            """;

    private final Pool pool;

    HoldStore(Pool pool) {
        this.pool = pool;
    }

    Uni<List<Hold>> of(String org) {
        return pool.preparedQuery(SELECT + " ORDER BY h.set_at DESC, h.id LIMIT 1000")
                .execute(Tuple.of(org))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(HoldStore::hold)
                        .toList());
    }

    Uni<Optional<Hold>> find(RecordedTransaction transaction, String org, UUID id) {
        return transaction
                .sql()
                .preparedQuery(SELECT + " AND h.id = $2")
                .execute(Tuple.of(org, id))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(HoldStore::hold)
                        .findFirst());
    }

    Uni<Void> insert(RecordedTransaction transaction, String org, Hold hold) {
        Tuple values = Tuple.tuple()
                .addUUID(hold.id())
                .addString(org)
                .addString(hold.reason())
                .addString(hold.projectId())
                .addString(hold.actorId())
                .addOffsetDateTime(at(hold.since()))
                .addOffsetDateTime(at(hold.until()))
                .addString(hold.setBy())
                .addOffsetDateTime(at(hold.setAt()));
        return transaction.sql().preparedQuery(INSERT).execute(values).replaceWithVoid();
    }

    Uni<Void> lift(RecordedTransaction transaction, UUID id, String reason, String by, String askedBy, Instant now) {
        return transaction
                .sql()
                .preparedQuery(LIFT)
                .execute(Tuple.of(id, reason, by, now.atOffset(ZoneOffset.UTC), askedBy))
                .replaceWithVoid();
    }

    /** In place of what somebody asked before. */
    Uni<Void> ask(RecordedTransaction transaction, UUID id, String reason, String by, Instant now) {
        return transaction
                .sql()
                .preparedQuery(ASK)
                .execute(Tuple.of(id, reason, by, now.atOffset(ZoneOffset.UTC)))
                .replaceWithVoid();
    }

    Uni<Void> forgetAsking(RecordedTransaction transaction, UUID id) {
        return transaction
                .sql()
                .preparedQuery("DELETE FROM legal_hold_lift_asked WHERE hold_id = $1")
                .execute(Tuple.of(id))
                .replaceWithVoid();
    }

    private static @Nullable OffsetDateTime at(@Nullable Instant moment) {
        return moment == null ? null : moment.atOffset(ZoneOffset.UTC);
    }

    private static @Nullable Instant instant(Row row, String column) {
        @Nullable OffsetDateTime moment = row.getOffsetDateTime(column);
        return moment == null ? null : moment.toInstant();
    }

    private static Hold hold(Row row) {
        return new Hold(
                row.getUUID("id"),
                row.getString("reason"),
                row.getString("project_id"),
                row.getString("actor_id"),
                instant(row, "since"),
                instant(row, "until"),
                row.getString("set_by"),
                row.getOffsetDateTime("set_at").toInstant(),
                instant(row, "lifted_at"),
                row.getString("lifted_by"),
                row.getString("lift_reason"),
                row.getString("lift_asked_by"),
                instant(row, "lift_asked_at"));
    }
}
