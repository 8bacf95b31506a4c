package dev.claviger.vault.keyjob;

import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Jobs in PostgreSQL. */
@ApplicationScoped
class JobStore {
    private static final String UNIQUE_VIOLATION = "23505";

    private static final String COLUMNS = """
            id, kind, org_id, project_id, starter_type, starter_id, starter_name, state, step, after_id, after_version, total, done,
            unopenable, damages, problem, created_at, updated_at, ended_at
            """;

    private static final String INSERT = """
            INSERT INTO key_job (id, kind, org_id, project_id, starter_type, starter_id, starter_name, state, step, after_id,
                                 after_version, total, done, unopenable, damages, not_before, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, 0, 0, '[]', $12, $12, $12)
            """;

    private static final String TAKE = "SELECT " + COLUMNS + """
            FROM key_job
            WHERE state = 'running' AND not_before <= $1
            ORDER BY updated_at
            LIMIT 1
            FOR UPDATE SKIP LOCKED
            """;

    /** A replica that falls silent in the middle of a step lets go of the job. */
    private static final String LIMIT = "SET LOCAL idle_in_transaction_session_timeout = '60s'";

    private static final String SAVE = """
            UPDATE key_job
            SET state = $2, step = $3, after_id = $4, after_version = $5, total = $6, done = $7, unopenable = $8, damages = $9,
                problem = NULL, updated_at = $10, ended_at = CASE WHEN $2 = 'running' THEN NULL ELSE $10::timestamptz END
            WHERE id = $1
            """;

    private static final String POSTPONE = """
            UPDATE key_job
            SET problem = $2, not_before = $3, updated_at = $4
            WHERE id = $1 AND state = 'running'
            """;

    private static final String FIND = "SELECT " + COLUMNS + "FROM key_job WHERE id = $1";

    private static final String LATEST = "SELECT " + COLUMNS + """
            FROM key_job
            WHERE kind = $1 AND coalesce(project_id, org_id) = $2
            ORDER BY created_at DESC
            LIMIT 1
            """;

    private static final String FORGET = "DELETE FROM key_job WHERE state <> 'running' AND ended_at < $1";

    private final Pool pool;

    JobStore(Pool pool) {
        this.pool = pool;
    }

    /** Fails with {@link JobUnderWay}. */
    Uni<Void> insert(RecordedTransaction tx, Job job) {
        Progress progress = job.progress();
        Tuple row = Tuple.tuple()
                .addUUID(job.id())
                .addString(job.kind().word())
                .addUUID(job.orgId())
                .addUUID(job.projectId())
                .addString(job.starter().type())
                .addString(job.starter().id())
                .addString(job.starter().name())
                .addString(progress.state().word())
                .addString(progress.step())
                .addUUID(progress.after().id())
                .addInteger(progress.after().version())
                .addOffsetDateTime(at(job.createdAt()));
        return tx.sql()
                .preparedQuery(INSERT)
                .execute(row)
                .onFailure(JobStore::isDuplicate)
                .transform(duplicate -> new JobUnderWay(job.kind()))
                .replaceWithVoid();
    }

    /** Takes the job that has waited longest and that nobody else is at, until the transaction ends. */
    Uni<Optional<Job>> take(RecordedTransaction tx, Instant now) {
        return tx.sql()
                .query(LIMIT)
                .execute()
                .chain(() -> tx.sql().preparedQuery(TAKE).execute(Tuple.of(at(now))))
                .map(JobStore::first);
    }

    Uni<Void> save(RecordedTransaction tx, UUID id, Progress progress, Instant now) {
        Tuple row = Tuple.tuple()
                .addUUID(id)
                .addString(progress.state().word())
                .addString(progress.step())
                .addUUID(progress.after().id())
                .addInteger(progress.after().version())
                .addLong(progress.total())
                .addLong(progress.done())
                .addLong(progress.unopenable())
                .addValue(damages(progress.damages()))
                .addOffsetDateTime(at(now));
        return tx.sql().preparedQuery(SAVE).execute(row).replaceWithVoid();
    }

    Uni<Void> postpone(UUID id, String problem, Instant until, Instant now) {
        return pool.preparedQuery(POSTPONE)
                .execute(Tuple.of(id, problem, at(until), at(now)))
                .replaceWithVoid();
    }

    Uni<Optional<Job>> find(UUID id) {
        return pool.preparedQuery(FIND).execute(Tuple.of(id)).map(JobStore::first);
    }

    /** The newest job of this kind about a project, or about an organisation. */
    Uni<Optional<Job>> latest(Kind kind, UUID about) {
        return pool.preparedQuery(LATEST).execute(Tuple.of(kind.word(), about)).map(JobStore::first);
    }

    Uni<Void> forget(Instant endedBefore) {
        return pool.preparedQuery(FORGET).execute(Tuple.of(at(endedBefore))).replaceWithVoid();
    }

    private static Optional<Job> first(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false).findFirst().map(JobStore::job);
    }

    private static Job job(Row row) {
        @Nullable OffsetDateTime ended = row.getOffsetDateTime("ended_at");
        return new Job(
                row.getUUID("id"),
                Kind.of(row.getString("kind")),
                row.getUUID("org_id"),
                row.getUUID("project_id"),
                new Job.Starter(
                        row.getString("starter_type"), row.getString("starter_id"), row.getString("starter_name")),
                progress(row),
                row.getString("problem"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant(),
                ended == null ? null : ended.toInstant());
    }

    private static Progress progress(Row row) {
        return new Progress(
                State.of(row.getString("state")),
                row.getString("step"),
                new Progress.Cursor(row.getUUID("after_id"), row.getInteger("after_version")),
                row.getLong("total"),
                row.getLong("done"),
                row.getLong("unopenable"),
                damages(row.getJsonArray("damages")));
    }

    private static JsonArray damages(List<Damage> damages) {
        JsonArray rows = new JsonArray();
        damages.forEach(damage -> rows.add(new JsonObject()
                .put("kind", damage.kind())
                .put("id", damage.id().toString())
                .put("version", damage.version())));
        return rows;
    }

    private static List<Damage> damages(JsonArray rows) {
        return rows.stream()
                .map(JsonObject.class::cast)
                .map(row -> new Damage(
                        row.getString("kind"), UUID.fromString(row.getString("id")), row.getInteger("version")))
                .toList();
    }

    private static boolean isDuplicate(Throwable refused) {
        return refused instanceof PgException violation && UNIQUE_VIOLATION.equals(violation.getSqlState());
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
