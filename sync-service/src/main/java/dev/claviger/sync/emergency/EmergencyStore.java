package dev.claviger.sync.emergency;

import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Emergencies in PostgreSQL, without their steps. */
@ApplicationScoped
class EmergencyStore {
    private static final String SELECT = """
            SELECT id, org_id, name, subject, status, grace_ms, found, creator, starter, conclusion, aftermath, created_at, started_at, ended_at,
                revision
            FROM emergency WHERE org_id = $1
            """;

    private static final String LIST = SELECT + " ORDER BY created_at DESC, id LIMIT 200";
    private static final String FIND = SELECT + " AND id = $2";

    private static final String INSERT = """
            INSERT INTO emergency (id, org_id, name, subject, status, grace_ms, found, creator) VALUES ($1, $2, $3, $4, 'planned', $5, $6, $7)
            """;

    private static final String START = """
            UPDATE emergency SET status = 'running', starter = $2, started_at = now() WHERE id = $1 AND status = 'planned'
            """;

    private static final String END = """
            UPDATE emergency SET status = $2, conclusion = $3, aftermath = $4, ended_at = now()
            WHERE id = $1 AND status IN ('planned', 'running') AND ($2 = 'cancelled' OR NOT EXISTS (
                SELECT FROM emergency_step s WHERE s.emergency_id = emergency.id AND s.state NOT IN ('DONE', 'SKIPPED')))
            """;

    private static final String REVISIONS = "SELECT id, revision FROM emergency WHERE id = ANY ($1)";

    private final Pool pool;

    EmergencyStore(Pool pool) {
        this.pool = pool;
    }

    /** The latest first. */
    Uni<List<Emergency>> list(UUID orgId) {
        return pool.preparedQuery(LIST).execute(Tuple.of(orgId)).map(EmergencyStore::all);
    }

    Uni<Optional<Emergency>> find(UUID orgId, UUID id) {
        return pool.preparedQuery(FIND)
                .execute(Tuple.of(orgId, id))
                .map(rows -> all(rows).stream().findFirst());
    }

    /**
     * An emergency as it was at some moment.
     *
     * @param revision grows with every change of it or of its steps
     */
    record Revised(Emergency emergency, long revision) {}

    /** Fails with {@link EmergencyNotFound}. */
    Uni<Revised> revised(UUID orgId, UUID id) {
        return pool.preparedQuery(FIND)
                .execute(Tuple.of(orgId, id))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> new Revised(emergency(row), row.getLong("revision")))
                        .findFirst()
                        .orElseThrow(EmergencyNotFound::new));
    }

    /** How far they are, by their ids. */
    Uni<Map<UUID, Long>> revisions(Set<UUID> ids) {
        return pool.preparedQuery(REVISIONS)
                .execute(Tuple.of(ids.toArray(UUID[]::new)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .collect(Collectors.toMap(row -> row.getUUID("id"), row -> row.getLong("revision"))));
    }

    Uni<Void> insert(RecordedTransaction tx, Emergency made) {
        return tx.sql()
                .preparedQuery(INSERT)
                .execute(Tuple.tuple()
                        .addUUID(made.id())
                        .addUUID(made.orgId())
                        .addString(made.name())
                        .addString(made.subject())
                        .addLong(made.grace().toMillis())
                        .addValue(made.found())
                        .addValue(made.creator().json()))
                .replaceWithVoid();
    }

    /** False when it was started before, or has ended. */
    Uni<Boolean> start(RecordedTransaction tx, UUID id, Someone starter) {
        return tx.sql()
                .preparedQuery(START)
                .execute(Tuple.of(id, starter.json()))
                .map(rows -> rows.rowCount() == 1);
    }

    /** False when it has ended before, or steps are left of one that is to be closed. */
    Uni<Boolean> end(
            RecordedTransaction tx,
            UUID id,
            Emergency.Status status,
            String conclusion,
            @Nullable JsonObject aftermath) {
        return tx.sql()
                .preparedQuery(END)
                .execute(Tuple.tuple()
                        .addUUID(id)
                        .addString(status.text())
                        .addString(conclusion)
                        .addValue(aftermath))
                .map(rows -> rows.rowCount() == 1);
    }

    private static List<Emergency> all(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(EmergencyStore::emergency)
                .toList();
    }

    private static Emergency emergency(Row row) {
        @Nullable JsonObject starter = row.getJsonObject("starter");
        return new Emergency(
                row.getUUID("id"),
                row.getUUID("org_id"),
                row.getString("name"),
                row.getString("subject"),
                Emergency.Status.of(row.getString("status")),
                Duration.ofMillis(row.getLong("grace_ms")),
                row.getJsonObject("found"),
                Someone.of(row.getJsonObject("creator")),
                starter == null ? null : Someone.of(starter),
                row.getString("conclusion"),
                row.getJsonObject("aftermath"),
                row.getOffsetDateTime("created_at").toInstant(),
                instant(row, "started_at"),
                instant(row, "ended_at"));
    }

    static @Nullable Instant instant(Row row, String column) {
        @Nullable OffsetDateTime moment = row.getOffsetDateTime(column);
        return moment == null ? null : moment.toInstant();
    }
}
