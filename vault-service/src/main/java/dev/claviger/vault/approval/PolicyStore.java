package dev.claviger.vault.approval;

import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.feed.PathPattern;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
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

/** Policies in PostgreSQL. */
@ApplicationScoped
class PolicyStore {
    private static final String COLUMNS = """
            SELECT a.id, a.project_id, a.name, a.secret_path, a.approvers, a.bypassers, a.approvals, a.enforcement_level,
                   a.allowed_self_approvals, a.created_at, a.updated_at, a.deleted_at,
                   coalesce((SELECT jsonb_agg(jsonb_build_object('id', e.id, 'name', e.name, 'slug', e.slug) ORDER BY e.position)
                             FROM environment e WHERE e.id = ANY (a.env_ids)), '[]'::jsonb) AS environments
            FROM approval_policy a
            JOIN project p ON p.id = a.project_id
            """;

    private static final String FIND = COLUMNS + "WHERE p.org_id = $1 AND a.id = $2";

    private static final String LIST =
            COLUMNS + "WHERE a.project_id = $1 AND a.deleted_at IS NULL ORDER BY a.created_at, a.id";

    private static final String ASKED = "SELECT set_config('claviger.approval_asked', 'yes', true)";

    private static final String INSERT = """
            INSERT INTO approval_policy (id, project_id, name, env_ids, secret_path, approvers, bypassers, approvals, enforcement_level,
                                         allowed_self_approvals, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            ON CONFLICT (id) DO UPDATE
            SET name = excluded.name, env_ids = excluded.env_ids, secret_path = excluded.secret_path,
                approvers = excluded.approvers, bypassers = excluded.bypassers, approvals = excluded.approvals,
                enforcement_level = excluded.enforcement_level,
                allowed_self_approvals = excluded.allowed_self_approvals, updated_at = excluded.updated_at
            """;

    private static final String DELETE = "UPDATE approval_policy SET deleted_at = $2 WHERE id = $1";

    private static final String FOLDERS_WITH_SECRETS = """
            SELECT f.path
            FROM folder f
            JOIN environment e ON e.id = f.env_id
            WHERE e.project_id = $1 AND e.slug = $2
              AND ($3 = '/' OR f.path = $3 OR starts_with(f.path, $3 || '/'))
              AND EXISTS (SELECT FROM secret s WHERE s.folder_id = f.id)
            ORDER BY f.path
            """;

    private final Pool pool;

    PolicyStore(Pool pool) {
        this.pool = pool;
    }

    /** Deleted ones, too. */
    Uni<Optional<Policy>> find(UUID orgId, UUID id) {
        return find(pool, orgId, id);
    }

    Uni<Optional<Policy>> find(RecordedTransaction tx, UUID orgId, UUID id) {
        return find(tx.sql(), orgId, id);
    }

    private static Uni<Optional<Policy>> find(SqlClient sql, UUID orgId, UUID id) {
        return sql.preparedQuery(FIND)
                .execute(Tuple.of(orgId, id))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(PolicyStore::policy)
                        .findFirst());
    }

    /** Those in force, oldest first. */
    Uni<List<Policy>> list(UUID projectId) {
        return list(pool, projectId);
    }

    Uni<List<Policy>> list(RecordedTransaction tx, UUID projectId) {
        return list(tx.sql(), projectId);
    }

    /** The policies that a change of secrets has to heed; the database refuses one that has not asked for them in its transaction. */
    Uni<List<Policy>> asked(RecordedTransaction tx, UUID projectId) {
        return tx.sql().query(ASKED).execute().chain(() -> list(tx, projectId));
    }

    private static Uni<List<Policy>> list(SqlClient sql, UUID projectId) {
        return sql.preparedQuery(LIST)
                .execute(Tuple.of(projectId))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(PolicyStore::policy)
                        .toList());
    }

    /** A new one, or another content of one. */
    Uni<Void> put(RecordedTransaction tx, Policy policy) {
        UUID[] environments = policy.environments().stream().map(Stage::id).toArray(UUID[]::new);
        Tuple parameters = Tuple.tuple()
                .addUUID(policy.id())
                .addUUID(policy.projectId())
                .addString(policy.name())
                .addArrayOfUUID(environments)
                .addString(policy.path().text())
                .addValue(Party.toJson(policy.approvers()))
                .addValue(Party.toJson(policy.bypassers()))
                .addInteger(policy.approvals())
                .addString(policy.soft() ? "soft" : "hard")
                .addBoolean(policy.selfApprovals())
                .addOffsetDateTime(policy.createdAt().atOffset(ZoneOffset.UTC))
                .addOffsetDateTime(policy.updatedAt().atOffset(ZoneOffset.UTC));
        return tx.sql().preparedQuery(INSERT).execute(parameters).replaceWithVoid();
    }

    Uni<Void> delete(RecordedTransaction tx, UUID id, Instant now) {
        return tx.sql()
                .preparedQuery(DELETE)
                .execute(Tuple.of(id, now.atOffset(ZoneOffset.UTC)))
                .replaceWithVoid();
    }

    /** The folders at and below a path that hold secrets. */
    Uni<List<String>> foldersWithSecrets(RecordedTransaction tx, UUID projectId, String environment, String path) {
        return tx.sql()
                .preparedQuery(FOLDERS_WITH_SECRETS)
                .execute(Tuple.of(projectId, environment, path))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getString("path"))
                        .toList());
    }

    private static Policy policy(Row row) {
        @Nullable OffsetDateTime deleted = row.getOffsetDateTime("deleted_at");
        return new Policy(
                row.getUUID("id"),
                row.getUUID("project_id"),
                row.getString("name"),
                Stage.of(row.getJsonArray("environments")),
                PathPattern.parse("secretPath", row.getString("secret_path")),
                Party.of(row.getJsonArray("approvers")),
                Party.of(row.getJsonArray("bypassers")),
                row.getInteger("approvals"),
                row.getString("enforcement_level").equals("soft"),
                row.getBoolean("allowed_self_approvals"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant(),
                deleted == null ? null : deleted.toInstant());
    }
}
