package dev.claviger.sync.emergency;

import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.sync.remedy.RemedyKind;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Steps in PostgreSQL, whose clock alone counts. */
@ApplicationScoped
class StepStore {
    private static final String COLUMNS = """
            s.id, s.position, s.kind, s.is_automatic, s.subject_id, s.subject_name, s.project_id, s.environment, s.secret_path, s.secrets,
            s.waits_for, s.state, s.assignee, s.note, s.message, s.attempts, s.progress, s.proof, s.event_id, s.started_at, s.ended_at,
            s.ended_by
            """;

    private static final String LIST =
            "SELECT " + COLUMNS + " FROM emergency_step s WHERE s.emergency_id = $1 ORDER BY s.position";

    private static final String CHANGED = "SELECT id FROM emergency_step WHERE emergency_id = $1 AND revision > $2";

    private static final String INSERT = """
            INSERT INTO emergency_step (id, emergency_id, position, kind, is_automatic, subject_id, subject_name, project_id, environment,
                secret_path, secrets, waits_for)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            """;

    private static final String CLAIM = """
            WITH due AS (
                SELECT s.id FROM emergency_step s JOIN emergency e ON e.id = s.emergency_id
                WHERE s.is_automatic AND s.state IN ('WAITING', 'RUNNING') AND s.due_at <= now() AND e.status = 'running'
                    AND NOT EXISTS (SELECT FROM emergency_step w
                        WHERE w.id = ANY (s.waits_for) AND w.state NOT IN ('DONE', 'SKIPPED'))
                ORDER BY e.started_at, s.position LIMIT 1
                FOR UPDATE OF s SKIP LOCKED)
            UPDATE emergency_step s
            SET state = 'RUNNING', owner = $1, due_at = now() + $2 * interval '1 millisecond', attempts = s.attempts + 1,
                started_at = coalesce(s.started_at, now())
            FROM due JOIN emergency_step d ON d.id = due.id JOIN emergency e ON e.id = d.emergency_id
            WHERE s.id = due.id
            RETURNING e.org_id, e.id AS emergency_id, e.grace_ms, e.starter,
            """ + COLUMNS;

    private static final String GO_ON = """
            UPDATE emergency_step SET progress = $3, message = $4, due_at = now() + $5 * interval '1 millisecond', owner = NULL,
                attempts = CASE WHEN $6 THEN attempts ELSE 0 END
            WHERE id = $1 AND owner = $2 AND state = 'RUNNING'
            """;

    private static final String STICK = """
            UPDATE emergency_step SET state = 'STUCK', message = $3, owner = NULL WHERE id = $1 AND owner = $2 AND state = 'RUNNING'
            """;

    private static final String FINISH = """
            UPDATE emergency_step SET state = 'DONE', proof = $3, event_id = $4, message = NULL, owner = NULL, ended_at = now(), ended_by = $5
            WHERE id = $1 AND owner = $2 AND state = 'RUNNING'
            """;

    private static final String END_BY_HAND = """
            UPDATE emergency_step
            SET state = $2, note = $3, proof = $4, event_id = $5, ended_by = $6, owner = NULL, ended_at = now(),
                started_at = coalesce(started_at, now())
            WHERE id = $1 AND state NOT IN ('DONE', 'SKIPPED')
            """;

    private static final String EDIT = """
            UPDATE emergency_step SET assignee = coalesce($2, assignee), note = coalesce($3, note) WHERE id = $1
            """;

    private static final String RETRY = """
            UPDATE emergency_step SET state = 'WAITING', due_at = now(), owner = NULL, attempts = 0, message = NULL, progress = '{}'
            WHERE id = $1 AND is_automatic AND state = 'STUCK'
            """;

    private final Pool pool;

    StepStore(Pool pool) {
        this.pool = pool;
    }

    /**
     * A step that this replica has for a while.
     *
     * @param owner names this hold; whoever takes the step over has another one
     * @param starter in whose name it is done
     */
    record Held(Step step, UUID owner, UUID orgId, UUID emergencyId, Duration grace, Someone starter) {}

    /** In their order. */
    Uni<List<Step>> of(UUID emergencyId) {
        return pool.preparedQuery(LIST)
                .execute(Tuple.of(emergencyId))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(StepStore::step)
                        .toList());
    }

    /** Those that have changed since the emergency was at this revision. */
    Uni<List<UUID>> changed(UUID emergencyId, long since) {
        return pool.preparedQuery(CHANGED)
                .execute(Tuple.of(emergencyId, since))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getUUID("id"))
                        .toList());
    }

    Uni<Void> insert(RecordedTransaction tx, UUID emergencyId, List<Step> steps) {
        return steps.isEmpty()
                ? Uni.createFrom().voidItem()
                : tx.sql()
                        .preparedQuery(INSERT)
                        .executeBatch(steps.stream()
                                .map(step -> values(emergencyId, step))
                                .toList())
                        .replaceWithVoid();
    }

    private static Tuple values(UUID emergencyId, Step step) {
        return Tuple.tuple()
                .addUUID(step.id())
                .addUUID(emergencyId)
                .addInteger(step.position())
                .addString(step.kind().name())
                .addBoolean(step.isAutomatic())
                .addUUID(step.subjectId())
                .addString(step.subjectName())
                .addUUID(step.projectId())
                .addString(step.environment())
                .addString(step.secretPath())
                .addValue(step.secrets())
                .addArrayOfUUID(step.waitsFor().toArray(UUID[]::new));
    }

    /** One that is due, or whose replica has died. */
    Uni<Optional<Held>> claim(UUID owner, Duration lease) {
        return pool.preparedQuery(CLAIM)
                .execute(Tuple.of(owner, lease.toMillis()))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> held(row, owner))
                        .findFirst());
    }

    /** What another replica has by now stays its own. */
    Uni<Void> goOn(Held held, JsonObject progress, @Nullable String message, Duration pause, boolean failed) {
        return pool.preparedQuery(GO_ON)
                .execute(Tuple.tuple()
                        .addUUID(held.step().id())
                        .addUUID(held.owner())
                        .addValue(progress)
                        .addString(message)
                        .addLong(pause.toMillis())
                        .addBoolean(failed))
                .replaceWithVoid();
    }

    /** False when another replica has it by now, or somebody has ended it. */
    Uni<Boolean> stick(RecordedTransaction tx, Held held, String message) {
        return one(tx.sql().preparedQuery(STICK).execute(Tuple.of(held.step().id(), held.owner(), message)));
    }

    /** False when another replica has it by now, or somebody has ended it. */
    Uni<Boolean> finish(RecordedTransaction tx, Held held, JsonObject proof, UUID eventId) {
        return one(tx.sql()
                .preparedQuery(FINISH)
                .execute(Tuple.of(
                        held.step().id(),
                        held.owner(),
                        proof,
                        eventId,
                        held.starter().json())));
    }

    /** False when it has ended before. */
    Uni<Boolean> end(
            RecordedTransaction tx,
            UUID id,
            Step.State state,
            @Nullable String note,
            @Nullable JsonObject proof,
            UUID eventId,
            Someone by) {
        return one(tx.sql()
                .preparedQuery(END_BY_HAND)
                .execute(Tuple.tuple()
                        .addUUID(id)
                        .addString(state.name())
                        .addString(note)
                        .addValue(proof)
                        .addUUID(eventId)
                        .addValue(by.json())));
    }

    /** What is null stays. */
    Uni<Boolean> edit(RecordedTransaction tx, UUID id, @Nullable String assignee, @Nullable String note) {
        return one(tx.sql().preparedQuery(EDIT).execute(Tuple.of(id, assignee, note)));
    }

    /** From the beginning. False unless it is stuck. */
    Uni<Boolean> retry(RecordedTransaction tx, UUID id) {
        return one(tx.sql().preparedQuery(RETRY).execute(Tuple.of(id)));
    }

    private static Uni<Boolean> one(Uni<RowSet<Row>> executed) {
        return executed.map(rows -> rows.rowCount() == 1);
    }

    private static Held held(Row row, UUID owner) {
        return new Held(
                step(row),
                owner,
                row.getUUID("org_id"),
                row.getUUID("emergency_id"),
                Duration.ofMillis(row.getLong("grace_ms")),
                Someone.of(row.getJsonObject("starter")));
    }

    private static Step step(Row row) {
        @Nullable JsonObject endedBy = row.getJsonObject("ended_by");
        return new Step(
                row.getUUID("id"),
                row.getInteger("position"),
                RemedyKind.valueOf(row.getString("kind")),
                row.getBoolean("is_automatic"),
                row.getUUID("subject_id"),
                row.getString("subject_name"),
                row.getUUID("project_id"),
                row.getString("environment"),
                row.getString("secret_path"),
                row.getJsonArray("secrets"),
                List.of(row.getArrayOfUUIDs("waits_for")),
                Step.State.valueOf(row.getString("state")),
                row.getString("assignee"),
                row.getString("note"),
                row.getString("message"),
                row.getInteger("attempts"),
                row.getJsonObject("progress"),
                row.getJsonObject("proof"),
                row.getUUID("event_id"),
                EmergencyStore.instant(row, "started_at"),
                EmergencyStore.instant(row, "ended_at"),
                endedBy == null ? null : Someone.of(endedBy));
    }
}
