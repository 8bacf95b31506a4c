package dev.claviger.sync.rotating;

import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.sync.vault.RotatedSecretsClient.Published;
import dev.claviger.sync.vault.Source;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Who works on which rotation, and how far it is. Times are those of the database; only the holder of a turn changes anything. */
@ApplicationScoped
class TurnStore {
    private static final String IS_DUE =
            "(r.due_at <= now() OR (r.is_made AND r.deleted_at IS NULL AND r.due_at IS NULL"
                    + " AND r.is_auto_rotation_enabled AND r.next_rotation_at <= now()))";

    private static final String TAKE = """
            UPDATE secret_rotation r
            SET owner = $1, lease_until = now() + $2 * interval '1 millisecond'
            FROM taken t LEFT JOIN app_connection c ON c.id = t.connection_id
            WHERE r.id = t.id
            RETURNING t.is_due, r.phase, r.attempts, r.is_made, r.deleted_at, r.renaming,
                (SELECT o.created_at FROM rotation_credential o WHERE o.rotation_id = r.id AND o.state = 'ACTIVE') AS made_at,
            """ + RotationRowsStore.COLUMNS;

    /** What is due, or whose replica died, or has a credential that is to be proved useless. */
    private static final String CLAIM = """
            WITH taken AS (
                SELECT r.id, r.connection_id, %s AS is_due FROM secret_rotation r
                WHERE r.lease_until < now() OR (r.lease_until IS NULL AND (%s OR EXISTS (
                    SELECT FROM rotation_credential o WHERE o.rotation_id = r.id AND o.due_at <= now())))
                ORDER BY coalesce(r.due_at, r.next_rotation_at) LIMIT 1
                FOR UPDATE SKIP LOCKED)
            """.formatted(IS_DUE, IS_DUE) + TAKE;

    private static final String CLAIM_ONE = """
            WITH taken AS (
                SELECT r.id, r.connection_id, true AS is_due FROM secret_rotation r
                WHERE r.id = $3 AND r.is_made AND r.deleted_at IS NULL AND (r.lease_until IS NULL OR r.lease_until < now())
                FOR UPDATE)
            """ + TAKE;

    /** What is under way goes on under the name that it has. */
    private static final String BEGIN = """
            UPDATE secret_rotation
            SET phase = CASE WHEN phase IN ('IDLE', 'VERIFY') THEN 'CREATE' ELSE phase END,
                job_id = CASE WHEN phase IN ('IDLE', 'VERIFY') THEN $3 ELSE job_id END,
                is_manual = $4, due_at = now(), attempted_at = now()
            WHERE id = $1 AND owner = $2
            RETURNING phase, job_id
            """;

    private static final String ADVANCE = """
            UPDATE secret_rotation SET phase = $3, lease_until = now() + $4 * interval '1 millisecond' WHERE id = $1 AND owner = $2
            """;

    private static final String RENEW = """
            UPDATE secret_rotation SET lease_until = now() + $3 * interval '1 millisecond' WHERE id = $1 AND owner = $2
            """;

    private static final String PUBLISHED = """
            UPDATE secret_rotation
            SET phase = 'VERIFY', active_index = $3, status = 'success', message = NULL, rotated_at = now(), attempted_at = now(),
                next_rotation_at = $4, is_made = true, attempts = 0, due_at = now(),
                verify_until = now() + $5 * interval '1 millisecond', environment_id = $6, environment_name = $7, environment_slug = $8,
                folder_id = $9, secret_path = $10, secret_ids = CASE WHEN $11::uuid[] = '{}' THEN secret_ids ELSE $11 END
            WHERE id = $1 AND owner = $2
            """;

    private static final String FAILED = """
            UPDATE secret_rotation
            SET status = 'failed', message = $3, attempted_at = now(), attempts = attempts + 1,
                due_at = now() + $4 * interval '1 millisecond', phase = CASE phase WHEN 'PROVE' THEN 'CREATE' ELSE phase END
            WHERE id = $1 AND owner = $2
            """;

    private static final String VERIFIED = """
            UPDATE secret_rotation SET phase = 'IDLE', due_at = NULL, message = $3 WHERE id = $1 AND owner = $2 AND phase = 'VERIFY'
            """;

    private static final String LOOK_AGAIN = """
            UPDATE secret_rotation SET due_at = now() + $3 * interval '1 millisecond', message = coalesce($4, message)
            WHERE id = $1 AND owner = $2
            """;

    private static final String TOLD = "UPDATE secret_rotation SET told_at = now() WHERE id = $1 AND owner = $2";

    /** What is under way besides goes on. */
    private static final String KEEP_NAMES = """
            UPDATE secret_rotation
            SET secrets_mapping = coalesce($3, secrets_mapping), renaming = NULL, version = version + 1, updated_at = now(),
                due_at = CASE phase WHEN 'IDLE' THEN NULL ELSE now() END
            WHERE id = $1 AND owner = $2
            """;

    private static final String RELEASE = """
            UPDATE secret_rotation SET owner = NULL, lease_until = NULL WHERE id = $1 AND owner = $2
            """;

    private static final String DELETE = """
            UPDATE secret_rotation
            SET deleted_at = now(), phase = 'IDLE', due_at = NULL, next_rotation_at = NULL, is_auto_rotation_enabled = false
            WHERE id = $1 AND owner = $2
            """;

    private static final String FORGET = "DELETE FROM secret_rotation WHERE id = $1 AND owner = $2";

    private static final String FORGET_DELETED = """
            DELETE FROM secret_rotation r
            WHERE r.id = $1 AND r.deleted_at IS NOT NULL AND NOT EXISTS (SELECT FROM rotation_credential c WHERE c.rotation_id = r.id)
            """;

    /**
     * Syncs that run by themselves on the folder, or on one above it with all below, or that delivered its secrets through an import when
     * they ran last, and have not run well since the rotation; and the webhook that has not confirmed.
     */
    private static final String LATE = """
            SELECT s.name, r.verify_until <= now() AS is_over, false AS is_webhook
            FROM secret_rotation r
                JOIN secret_sync s ON s.org_id = r.org_id AND s.is_auto_sync_enabled
                LEFT JOIN sync_job j ON j.sync_id = s.id AND j.kind = 'SYNC'
            WHERE r.id = $1 AND r.rotated_at IS NOT NULL AND (j.succeeded_at IS NULL OR j.ran_at < r.rotated_at OR j.status <> 'succeeded')
                AND (r.id = ANY (j.rotation_ids) OR (s.project_id = r.project_id AND s.environment_slug = r.environment_slug
                    AND (s.secret_path = r.secret_path
                        OR (coalesce((s.sync_options ->> 'recursive')::boolean, false)
                            AND (s.secret_path = '/' OR starts_with(r.secret_path, s.secret_path || '/'))))))
            UNION ALL
            SELECT 'the webhook', r.verify_until <= now(), true
            FROM secret_rotation r
            WHERE r.id = $1 AND r.parameters -> 'webhook' IS NOT NULL AND r.rotated_at IS NOT NULL
                AND coalesce(r.told_at < r.rotated_at, true)
            ORDER BY 3, 1
            """;

    private static final String PHASE_OF = "SELECT phase FROM secret_rotation WHERE id = $1 AND deleted_at IS NULL";
    private static final String PHASE = "SELECT phase FROM secret_rotation WHERE id = $1 AND owner = $2";

    /** The rest is for clocks and for a call that is on its way. */
    private static final int PERCENT_OF_LEASE = 80;

    private final Pool pool;
    private final RotationConfig config;

    TurnStore(Pool pool, RotationConfig config) {
        this.pool = pool;
        this.config = config;
    }

    /** Who has not delivered, and whether they were waited for long enough. */
    record Late(List<String> names, boolean awaitsWebhook, boolean isOver) {}

    Uni<Optional<Turn>> claim(UUID owner) {
        return turn(CLAIM, Tuple.of(owner, millis(config.lease())), owner);
    }

    /** Empty when somebody else has it, or there is none. */
    Uni<Optional<Turn>> claim(UUID owner, UUID id) {
        return turn(CLAIM_ONE, Tuple.of(owner, millis(config.lease()), id), owner);
    }

    private Uni<Optional<Turn>> turn(String statement, Tuple values, UUID owner) {
        return pool.preparedQuery(statement)
                .execute(values)
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> turn(row, owner))
                        .findFirst());
    }

    /** Begins a rotation, or goes on with the one under way. Fails with {@link TurnLost}. */
    Uni<Turn> begin(Turn turn, UUID jobId, boolean isManual) {
        return pool.preparedQuery(BEGIN)
                .execute(Tuple.of(turn.id(), turn.owner(), jobId, isManual))
                .invoke(TurnStore::requireHeld)
                .map(rows -> rows.iterator().next())
                .map(row -> new Turn(
                        turn.rotation(),
                        turn.owner(),
                        Phase.valueOf(row.getString("phase")),
                        row.getUUID("job_id"),
                        turn.attempts(),
                        true,
                        turn.isMade(),
                        isManual,
                        turn.isDeleted(),
                        turn.madeAt(),
                        turn.renaming()));
    }

    /** How far it is by now. Fails with {@link TurnLost}. */
    Uni<Phase> phase(Turn turn) {
        return pool.preparedQuery(PHASE)
                .execute(Tuple.of(turn.id(), turn.owner()))
                .invoke(TurnStore::requireHeld)
                .map(rows -> Phase.valueOf(rows.iterator().next().getString("phase")));
    }

    /** How far it is, whoever has it; empty when it is gone. */
    Uni<Optional<Phase>> phase(UUID id) {
        return pool.preparedQuery(PHASE_OF)
                .execute(Tuple.of(id))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> Phase.valueOf(row.getString("phase")))
                        .findFirst());
    }

    /** Fails with {@link TurnLost}. */
    Uni<Turn> advance(Turn turn, Phase next) {
        return held(pool, ADVANCE, Tuple.of(turn.id(), turn.owner(), next.name(), millis(config.lease())))
                .replaceWith(() -> turn.at(next));
    }

    /**
     * Does something that cannot be fenced, and breaks it off in time: before another replica can do the same, this one begins no further
     * call. Fails with {@link TurnLost} and {@link TookTooLong}.
     */
    <T> Uni<T> holding(Turn turn, Supplier<Uni<? extends T>> work) {
        Duration most = config.lease().multipliedBy(PERCENT_OF_LEASE).dividedBy(100);
        return renew(turn)
                .chain(() ->
                        Uni.createFrom().deferred(work).ifNoItem().after(most).failWith(TookTooLong::new));
    }

    /** Before something is done that cannot be fenced and is short. Fails with {@link TurnLost}. */
    Uni<Void> renew(Turn turn) {
        return held(pool, RENEW, Tuple.of(turn.id(), turn.owner(), millis(config.lease())));
    }

    /** Fails with {@link TurnLost}. */
    Uni<Void> published(RecordedTransaction tx, Turn turn, int slot, Published written, @Nullable Instant next) {
        Source source = written.source();
        return held(
                tx.sql(),
                PUBLISHED,
                Tuple.tuple()
                        .addUUID(turn.id())
                        .addUUID(turn.owner())
                        .addInteger(slot)
                        .addOffsetDateTime(RotationRowsStore.time(next))
                        .addLong(millis(config.verifyFor()))
                        .addUUID(source.environmentId())
                        .addString(source.environmentName())
                        .addString(source.environmentSlug())
                        .addUUID(source.folderId())
                        .addString(source.path())
                        .addArrayOfUUID(written.secretIds().toArray(UUID[]::new)));
    }

    /** It goes on where it was after a pause; what could not be proved is set once more. Fails with {@link TurnLost}. */
    Uni<Void> failed(RecordedTransaction tx, Turn turn, String message, Duration pause) {
        return held(tx.sql(), FAILED, Tuple.of(turn.id(), turn.owner(), message, millis(pause)));
    }

    /** The rotation under way is over. Fails with {@link TurnLost}. */
    Uni<Void> verified(Turn turn, @Nullable String message) {
        return held(pool, VERIFIED, Tuple.of(turn.id(), turn.owner(), message));
    }

    /** The same, together with what follows from it. Fails with {@link TurnLost}. */
    Uni<Void> verified(RecordedTransaction tx, Turn turn) {
        return held(tx.sql(), VERIFIED, Tuple.of(turn.id(), turn.owner(), null));
    }

    /** @param message null to leave it as it is */
    Uni<Void> lookAgain(Turn turn, @Nullable String message) {
        return held(pool, LOOK_AGAIN, Tuple.of(turn.id(), turn.owner(), millis(config.verifyEvery()), message));
    }

    /**
     * The secrets are called so.
     *
     * @param names null when they keep those that they have
     */
    Uni<Void> keepNames(Turn turn, @Nullable Map<String, String> names) {
        return held(
                pool,
                KEEP_NAMES,
                Tuple.of(turn.id(), turn.owner(), names == null ? null : RotationRowsStore.json(names)));
    }

    /** The webhook has confirmed. Fails with {@link TurnLost}. */
    Uni<Void> told(Turn turn) {
        return held(pool, TOLD, Tuple.of(turn.id(), turn.owner()));
    }

    Uni<Late> late(UUID rotationId) {
        return pool.preparedQuery(LATE)
                .execute(Tuple.of(rotationId))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false).toList())
                .map(rows -> new Late(
                        rows.stream().map(row -> row.getString("name")).toList(),
                        rows.stream().anyMatch(row -> row.getBoolean("is_webhook")),
                        rows.stream().anyMatch(row -> row.getBoolean("is_over"))));
    }

    /** For whoever comes next. What another one has by now stays his. */
    Uni<Void> release(Turn turn) {
        return pool.preparedQuery(RELEASE)
                .execute(Tuple.of(turn.id(), turn.owner()))
                .replaceWithVoid();
    }

    /** Nobody sees it any more. Fails with {@link TurnLost}. */
    Uni<Void> delete(RecordedTransaction tx, Turn turn) {
        return held(tx.sql(), DELETE, Tuple.of(turn.id(), turn.owner()));
    }

    /** One that was never made. */
    Uni<Void> forget(Turn turn) {
        return pool.preparedQuery(FORGET)
                .execute(Tuple.of(turn.id(), turn.owner()))
                .replaceWithVoid();
    }

    /** If it is deleted and has no credentials left. */
    Uni<Void> forgetDeleted(UUID id) {
        return pool.preparedQuery(FORGET_DELETED).execute(Tuple.of(id)).replaceWithVoid();
    }

    private static Uni<Void> held(SqlClient client, String statement, Tuple values) {
        return client.preparedQuery(statement)
                .execute(values)
                .invoke(TurnStore::requireHeld)
                .replaceWithVoid();
    }

    static void requireHeld(RowSet<Row> rows) {
        if (rows.rowCount() == 0) {
            throw new TurnLost();
        }
    }

    private static long millis(Duration duration) {
        return duration.toMillis();
    }

    private static Turn turn(Row row, UUID owner) {
        return new Turn(
                RotationRowsStore.rotation(row),
                owner,
                Phase.valueOf(row.getString("phase")),
                row.getUUID("job_id"),
                row.getInteger("attempts"),
                Boolean.TRUE.equals(row.getBoolean("is_due")),
                row.getBoolean("is_made"),
                row.getBoolean("is_manual"),
                row.getOffsetDateTime("deleted_at") != null,
                RotationRowsStore.instant(row, "made_at"),
                RotationRowsStore.mapping(row, "renaming"));
    }
}
