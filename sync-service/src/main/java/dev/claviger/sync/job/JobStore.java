package dev.claviger.sync.job;

import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Multi;
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
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The queue of runs in PostgreSQL. Times are those of the database. */
@ApplicationScoped
public class JobStore {
    private static final String MERGE = """
            ON CONFLICT (sync_id, kind) DO UPDATE
            SET next_id = coalesce(sync_job.next_id, excluded.next_id), is_full = sync_job.is_full OR excluded.is_full,
                due_at = least(sync_job.due_at, excluded.due_at),
                status = CASE WHEN excluded.is_full AND sync_job.lease_until IS NULL THEN 'pending' ELSE sync_job.status END,
                job_id = CASE WHEN excluded.is_full AND sync_job.lease_until IS NULL
                    THEN coalesce(sync_job.next_id, excluded.next_id) ELSE sync_job.job_id END
            """;

    private static final String ASK = """
            INSERT INTO sync_job (sync_id, kind, status, job_id, next_id, is_full, due_at)
            VALUES ($1, $2, 'pending', $3, $3, true, now())
            """ + MERGE + "RETURNING next_id";

    /** What waited falls back to how the last run ended. What is under way ends, and does not come again. */
    private static final String CANCEL = """
            UPDATE sync_job
            SET due_at = NULL, next_id = NULL, is_called_off = lease_until IS NOT NULL,
                status = CASE WHEN status <> 'pending' THEN status WHEN succeeded_at = finished_at THEN 'succeeded' ELSE 'failed' END,
                message = CASE WHEN finished_at IS NULL AND lease_until IS NULL THEN 'The run was called off before it began.'
                    ELSE message END
            WHERE sync_id = $1 AND kind = $2 AND (($3 AND lease_until IS NOT NULL) OR (due_at IS NOT NULL AND ($3 OR NOT is_full)))
            """;

    /** Of its own project soon, of another one of the organisation, which may be referred to, a little later. */
    private static final String ASK_AFTER_CHANGE = """
            INSERT INTO sync_job (sync_id, kind, status, job_id, next_id, is_full, due_at)
            SELECT id, 'SYNC', 'pending', gen_random_uuid(), gen_random_uuid(), false,
                now() + CASE WHEN project_id = $2 THEN $3::float8 ELSE $4::float8 END * interval '1 millisecond'
            FROM secret_sync WHERE org_id = $1 AND is_auto_sync_enabled ORDER BY id
            """ + MERGE;

    /** A look at each sync now and then, spread out over the interval by what ran when. */
    private static final String ASK_IN_TURN = """
            INSERT INTO sync_job (sync_id, kind, status, job_id, next_id, is_full, due_at)
            SELECT s.id, $1, 'pending', gen_random_uuid(), gen_random_uuid(), false, now()
            FROM secret_sync s LEFT JOIN sync_job j ON j.sync_id = s.id AND j.kind = $1
            WHERE s.is_auto_sync_enabled AND j.due_at IS NULL AND j.lease_until IS NULL
                AND coalesce(j.ran_at, s.created_at) < now() - $2 * interval '1 millisecond'
            ORDER BY s.id LIMIT 100
            """ + MERGE;

    private static final String CLAIM = """
            WITH due AS (
                SELECT sync_id, kind, is_full, lease_until IS NOT NULL AS is_resumed FROM sync_job
                WHERE (due_at <= now() AND lease_until IS NULL) OR lease_until < now()
                ORDER BY coalesce(lease_until, due_at) LIMIT 1
                FOR UPDATE SKIP LOCKED)
            UPDATE sync_job j
            SET status = 'running', owner = $1, lease_until = now() + $2 * interval '1 millisecond', attempts = j.attempts + 1,
                ran_at = now(),
                job_id = CASE WHEN due.is_resumed THEN j.job_id ELSE coalesce(j.next_id, j.job_id) END,
                next_id = CASE WHEN due.is_resumed THEN j.next_id END,
                due_at = CASE WHEN due.is_resumed THEN j.due_at END,
                is_full = due.is_resumed AND j.is_full, is_called_off = due.is_resumed AND j.is_called_off
            FROM due WHERE j.sync_id = due.sync_id AND j.kind = due.kind
            RETURNING j.sync_id, j.kind, j.job_id, j.attempts, j.source_digest, j.ran_at, due.is_full OR due.is_resumed AS is_full
            """;

    private static final String RENEW = """
            UPDATE sync_job SET lease_until = now() + $4 * interval '1 millisecond' WHERE sync_id = $1 AND kind = $2 AND owner = $3
            """;

    private static final String PUT_BACK = """
            UPDATE sync_job
            SET next_id = CASE WHEN is_called_off THEN next_id ELSE job_id END,
                due_at = CASE WHEN is_called_off THEN due_at ELSE now() + $4 * interval '1 millisecond' END,
                is_full = is_full OR ($5 AND NOT is_called_off), attempts = attempts - 1,
                status = CASE WHEN is_called_off AND due_at IS NULL THEN 'failed' ELSE 'pending' END,
                message = CASE WHEN is_called_off AND due_at IS NULL THEN 'The run was called off before it began.' ELSE message END,
                is_called_off = false, owner = NULL, lease_until = NULL
            WHERE sync_id = $1 AND kind = $2 AND owner = $3
            """;

    private static final String END = """
            UPDATE sync_job
            SET status = $4, message = $5, report = coalesce($6, report), source_digest = $7, finished_at = now(),
                rotation_ids = coalesce($9, rotation_ids),
                succeeded_at = CASE WHEN $4 = 'succeeded' THEN now() ELSE succeeded_at END,
                attempts = CASE WHEN $8::bigint IS NULL OR is_called_off THEN 0 ELSE attempts END,
                next_id = CASE WHEN $8::bigint IS NULL OR is_called_off THEN next_id ELSE job_id END,
                is_full = is_full OR ($8::bigint IS NOT NULL AND NOT is_called_off),
                due_at = CASE WHEN is_called_off THEN due_at ELSE least(due_at, now() + $8 * interval '1 millisecond') END,
                is_called_off = false, owner = NULL, lease_until = NULL
            WHERE sync_id = $1 AND kind = $2 AND owner = $3
            """;

    /** The next run of what was taken away looks at the destination, whatever was there the last time. */
    private static final String FORGET_DIGEST =
            "UPDATE sync_job SET source_digest = NULL WHERE sync_id = $1 AND kind = 'SYNC'";

    private static final String IS_CALLED_OFF =
            "SELECT is_called_off FROM sync_job WHERE sync_id = $1 AND kind = $2 AND owner = $3 AND is_called_off";

    private static final String SHOW = """
            SELECT status, job_id, message, succeeded_at, finished_at, report FROM sync_job WHERE sync_id = $1 AND kind = $2
            """;

    private final Pool pool;

    JobStore(Pool pool) {
        this.pool = pool;
    }

    /** As soon as possible; joins what is asked for already, and returns the id of that. */
    public Uni<UUID> ask(RecordedTransaction tx, UUID syncId, JobKind kind, UUID jobId) {
        return tx.sql()
                .preparedQuery(ASK)
                .execute(Tuple.of(syncId, kind.name(), jobId))
                .map(rows -> rows.iterator().next().getUUID("next_id"));
    }

    /**
     * Before a run of this kind is asked for: nothing that waits, and nothing that is under way, does the opposite later. What is under way
     * has the place and ends first.
     */
    public Uni<Void> callOffOpposites(RecordedTransaction tx, UUID syncId, JobKind kind) {
        return Multi.createFrom()
                .iterable(kind.opposites())
                .onItem()
                .transformToUniAndConcatenate(opposite -> cancel(tx, syncId, opposite, true))
                .collect()
                .asList()
                .replaceWithVoid();
    }

    /** Whether somebody wants the opposite by now. */
    public Uni<Boolean> isCalledOff(Claimed run) {
        return pool.preparedQuery(IS_CALLED_OFF)
                .execute(Tuple.of(run.syncId(), run.kind().name(), run.owner()))
                .map(rows -> rows.size() == 1);
    }

    /** What did not begin does not, and is not tried again; also what somebody asked for, if {@code asked}. */
    public Uni<Void> cancel(RecordedTransaction tx, UUID syncId, JobKind kind, boolean asked) {
        return tx.sql()
                .preparedQuery(CANCEL)
                .execute(Tuple.of(syncId, kind.name(), asked))
                .replaceWithVoid();
    }

    /** A look at the source of each sync of the organisation that runs by itself, after something changed in a project. */
    public Uni<Void> askAfterChange(UUID orgId, UUID projectId, Duration here, Duration elsewhere) {
        return pool.preparedQuery(ASK_AFTER_CHANGE)
                .execute(Tuple.of(orgId, projectId, here.toMillis(), elsewhere.toMillis()))
                .replaceWithVoid();
    }

    /** Those that have had no run of this kind for so long. */
    public Uni<Void> askInTurn(JobKind kind, Duration every) {
        return pool.preparedQuery(ASK_IN_TURN)
                .execute(Tuple.of(kind.name(), every.toMillis()))
                .replaceWithVoid();
    }

    /** Takes a run that is due, or one whose replica has died. */
    public Uni<Optional<Claimed>> claim(UUID owner, Duration lease) {
        return pool.preparedQuery(CLAIM)
                .execute(Tuple.of(owner, lease.toMillis()))
                .map(rows -> first(rows).map(row -> claimed(row, owner)));
    }

    /** False when the run is another replica's by now. */
    public Uni<Boolean> renew(Claimed run, Duration lease) {
        return pool.preparedQuery(RENEW)
                .execute(Tuple.of(run.syncId(), run.kind().name(), run.owner(), lease.toMillis()))
                .map(rows -> rows.rowCount() == 1);
    }

    /** The run could not begin yet. */
    public Uni<Void> putBack(Claimed run, Duration pause) {
        return pool.preparedQuery(PUT_BACK)
                .execute(Tuple.of(run.syncId(), run.kind().name(), run.owner(), pause.toMillis(), run.isFull()))
                .replaceWithVoid();
    }

    /** Fails with {@link JobLost}. */
    public Uni<Void> end(RecordedTransaction tx, Claimed run, Ending ending) {
        Duration retry = ending.retryAfter();
        return tx.sql()
                .preparedQuery(END)
                .execute(Tuple.tuple()
                        .addUUID(run.syncId())
                        .addString(run.kind().name())
                        .addUUID(run.owner())
                        .addString(ending.status())
                        .addString(ending.message())
                        .addValue(ending.report())
                        .addString(ending.sourceDigest())
                        .addLong(retry == null ? null : retry.toMillis())
                        .addArrayOfUUID(rotations(ending)))
                .invoke(rows -> {
                    if (rows.rowCount() == 0) {
                        throw new JobLost();
                    }
                })
                .chain(() -> run.kind() == JobKind.REMOVE || run.kind() == JobKind.UNDO
                        ? tx.sql().preparedQuery(FORGET_DIGEST).execute(Tuple.of(run.syncId()))
                        : Uni.createFrom().nullItem())
                .replaceWithVoid();
    }

    private static UUID @Nullable [] rotations(Ending ending) {
        @Nullable List<UUID> from = ending.rotations();
        return from == null ? null : from.toArray(UUID[]::new);
    }

    /** Empty when no run of this kind was ever asked for. */
    public Uni<Optional<JobReport>> show(UUID syncId, JobKind kind) {
        return pool.preparedQuery(SHOW)
                .execute(Tuple.of(syncId, kind.name()))
                .map(rows -> first(rows).map(JobStore::report));
    }

    private static Optional<Row> first(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false).findFirst();
    }

    private static Claimed claimed(Row row, UUID owner) {
        return new Claimed(
                row.getUUID("sync_id"),
                JobKind.valueOf(row.getString("kind")),
                row.getUUID("job_id"),
                owner,
                row.getBoolean("is_full"),
                row.getInteger("attempts"),
                row.getString("source_digest"),
                row.getOffsetDateTime("ran_at").toInstant());
    }

    private static JobReport report(Row row) {
        @Nullable JsonObject report = row.getJsonObject("report");
        return new JobReport(
                new JobState(
                        row.getString("status"),
                        row.getUUID("job_id"),
                        row.getString("message"),
                        instant(row, "succeeded_at")),
                instant(row, "finished_at"),
                report);
    }

    private static @Nullable Instant instant(Row row, String column) {
        @Nullable OffsetDateTime moment = row.getOffsetDateTime(column);
        return moment == null ? null : moment.toInstant();
    }
}
