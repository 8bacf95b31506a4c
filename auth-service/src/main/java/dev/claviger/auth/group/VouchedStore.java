package dev.claviger.auth.group;

import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The rows of people in groups whom a provider has put there. What somebody did by hand is not touched. */
@ApplicationScoped
class VouchedStore {
    private static final String OF = "SELECT group_id FROM group_user WHERE provider_id = $1 AND user_id = $2";

    private static final String JOIN = """
            INSERT INTO group_user (group_id, user_id, added_at, provider_id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
            """;

    private static final String LEAVE =
            "DELETE FROM group_user WHERE group_id = $1 AND user_id = $2 AND provider_id = $3";

    private static final String LEAVE_OTHERS = """
            DELETE FROM group_user m USING app_user u
            WHERE m.provider_id = $1 AND m.group_id <> ALL ($2) AND u.id = m.user_id
            RETURNING m.group_id, m.user_id, u.email
            """;

    /** Somebody who has left a group. */
    record Left(UUID groupId, UUID userId, String email) {}

    /** Where the provider has put a person. */
    Uni<Set<UUID>> of(RecordedTransaction tx, UUID providerId, UUID userId) {
        return tx.sql()
                .preparedQuery(OF)
                .execute(Tuple.of(providerId, userId))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getUUID("group_id"))
                        .collect(Collectors.toUnmodifiableSet()));
    }

    /** False when they are in the group already, whoever has put them there. */
    Uni<Boolean> join(RecordedTransaction tx, UUID groupId, UUID userId, UUID providerId, Instant now) {
        return tx.sql()
                .preparedQuery(JOIN)
                .execute(Tuple.of(groupId, userId, now.atOffset(ZoneOffset.UTC), providerId))
                .map(rows -> rows.rowCount() == 1);
    }

    Uni<Void> leave(RecordedTransaction tx, UUID groupId, UUID userId, UUID providerId) {
        return tx.sql()
                .preparedQuery(LEAVE)
                .execute(Tuple.of(groupId, userId, providerId))
                .replaceWithVoid();
    }

    /** Of everybody whom the provider has put into other groups than these. */
    Uni<List<Left>> leaveOthers(RecordedTransaction tx, UUID providerId, Set<UUID> groupIds) {
        return tx.sql()
                .preparedQuery(LEAVE_OTHERS)
                .execute(Tuple.of(providerId, groupIds.toArray(UUID[]::new)))
                .map(VouchedStore::left);
    }

    private static List<Left> left(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row -> new Left(row.getUUID("group_id"), row.getUUID("user_id"), row.getString("email")))
                .toList();
    }
}
