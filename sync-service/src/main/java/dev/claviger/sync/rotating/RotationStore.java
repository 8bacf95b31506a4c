package dev.claviger.sync.rotating;

import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.sync.vault.Source;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Rotations in PostgreSQL, as their owners see them. Those that are being made or are deleted are not seen. */
@ApplicationScoped
public class RotationStore {
    private static final String UNIQUE_VIOLATION = "23505";
    private static final String FOREIGN_KEY_VIOLATION = "23503";

    private static final String SELECT = "SELECT " + RotationRowsStore.COLUMNS
            + " FROM secret_rotation r LEFT JOIN app_connection c ON c.id = r.connection_id"
            + " WHERE r.is_made AND r.deleted_at IS NULL AND r.org_id = $1 ";

    private static final String LIST = SELECT + "AND r.project_id = $2 ORDER BY r.name";
    private static final String FIND = SELECT + "AND r.id = $2";
    private static final String FIND_BY_NAME = SELECT + "AND r.project_id = $2 AND r.name = $3";

    private static final String INSERT = """
            INSERT INTO secret_rotation (id, org_id, project_id, kind, name, description, connection_id, parameters, secrets_mapping,
                environment_id, environment_name, environment_slug, folder_id, secret_path, is_auto_rotation_enabled, rotation_interval,
                rotate_at_hours, rotate_at_minutes, active_index, created_at, updated_at, phase, job_id, is_manual, owner, lease_until,
                due_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, 0, $19, $19, 'CREATE', $20, true, $21,
                now() + $22 * interval '1 millisecond', now())
            """;

    /**
     * The version is the one that was read: of two changes at once, the later does not undo the earlier unseen. Names of secrets change
     * when the secrets have them; until then it is due.
     */
    private static final String UPDATE = """
            UPDATE secret_rotation
            SET name = $3, description = $4, connection_id = $5, parameters = $6, renaming = $7::jsonb, is_auto_rotation_enabled = $8,
                rotation_interval = $9, rotate_at_hours = $10, rotate_at_minutes = $11, next_rotation_at = $12, updated_at = $13,
                version = version + 1, due_at = CASE WHEN $7::jsonb IS NULL THEN due_at ELSE now() END
            WHERE id = $1 AND version = $2 AND deleted_at IS NULL
            """;

    private final Pool pool;

    RotationStore(Pool pool) {
        this.pool = pool;
    }

    public Uni<List<SecretRotation>> list(UUID orgId, UUID projectId) {
        return pool.preparedQuery(LIST).execute(Tuple.of(orgId, projectId)).map(RotationStore::rotations);
    }

    public Uni<Optional<SecretRotation>> find(UUID orgId, UUID id) {
        return pool.preparedQuery(FIND).execute(Tuple.of(orgId, id)).map(RotationStore::first);
    }

    public Uni<Optional<SecretRotation>> findByName(UUID orgId, UUID projectId, String name) {
        return pool.preparedQuery(FIND_BY_NAME)
                .execute(Tuple.of(orgId, projectId, name))
                .map(RotationStore::first);
    }

    /** Held by the owner, and seen by nobody else before its first rotation is published. Fails with {@link NameTaken}. */
    Uni<Void> insert(SecretRotation made, UUID jobId, UUID owner, Duration lease) {
        Tuple values = Tuple.tuple()
                .addUUID(made.id())
                .addUUID(made.orgId())
                .addUUID(made.projectId())
                .addString(made.kind().slug())
                .addString(made.name())
                .addString(made.description())
                .addUUID(made.connectionId())
                .addValue(RotationRowsStore.json(made.parameters()))
                .addValue(RotationRowsStore.json(made.mapping()));
        Tuple all = withSource(values, made.source())
                .addBoolean(made.isAuto())
                .addInteger(made.interval())
                .addInteger(made.rotateAt().hours())
                .addInteger(made.rotateAt().minutes())
                .addOffsetDateTime(RotationRowsStore.time(made.createdAt()))
                .addUUID(jobId)
                .addUUID(owner)
                .addLong(lease.toMillis());
        return refusals(pool.preparedQuery(INSERT).execute(all)).replaceWithVoid();
    }

    private static Tuple withSource(Tuple values, Source source) {
        return values.addUUID(source.environmentId())
                .addString(source.environmentName())
                .addString(source.environmentSlug())
                .addUUID(source.folderId())
                .addString(source.path());
    }

    /**
     * False when somebody else has changed it meanwhile. Fails with {@link NameTaken} and {@link ConnectionGone}.
     *
     * @param renaming what its secrets are to be called from now on; null when they keep their names
     */
    Uni<Boolean> update(RecordedTransaction tx, SecretRotation changed, @Nullable Map<String, String> renaming) {
        Tuple values = Tuple.tuple()
                .addUUID(changed.id())
                .addInteger(changed.version())
                .addString(changed.name())
                .addString(changed.description())
                .addUUID(changed.connectionId())
                .addValue(RotationRowsStore.json(changed.parameters()))
                .addValue(renaming == null ? null : RotationRowsStore.json(renaming))
                .addBoolean(changed.isAuto())
                .addInteger(changed.interval())
                .addInteger(changed.rotateAt().hours())
                .addInteger(changed.rotateAt().minutes())
                .addOffsetDateTime(RotationRowsStore.time(changed.last().nextAt()))
                .addOffsetDateTime(RotationRowsStore.time(changed.updatedAt()));
        return refusals(tx.sql().preparedQuery(UPDATE).execute(values)).map(rows -> rows.rowCount() == 1);
    }

    private static Uni<RowSet<Row>> refusals(Uni<RowSet<Row>> executed) {
        return executed.onFailure(refused -> isViolation(refused, UNIQUE_VIOLATION))
                .transform(refused -> new NameTaken())
                .onFailure(refused -> isViolation(refused, FOREIGN_KEY_VIOLATION))
                .transform(refused -> new ConnectionGone());
    }

    private static boolean isViolation(Throwable refused, String state) {
        return refused instanceof PgException violation && state.equals(violation.getSqlState());
    }

    private static Optional<SecretRotation> first(RowSet<Row> rows) {
        return rotations(rows).stream().findFirst();
    }

    private static List<SecretRotation> rotations(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(RotationRowsStore::rotation)
                .toList();
    }
}
