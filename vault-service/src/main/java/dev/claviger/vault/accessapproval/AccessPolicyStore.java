package dev.claviger.vault.accessapproval;

import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.approval.Party;
import dev.claviger.vault.approval.Stage;
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
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Access policies in PostgreSQL. */
@ApplicationScoped
class AccessPolicyStore {
    private static final String COLUMNS = """
            SELECT a.id, a.project_id, a.name, a.secret_path, a.steps, a.bypassers, a.approvals, a.enforcement_level,
                   a.allowed_self_approvals, a.max_time_period, a.request_expiration, a.created_at, a.updated_at, a.deleted_at,
                   coalesce((SELECT jsonb_agg(jsonb_build_object('id', e.id, 'name', e.name, 'slug', e.slug) ORDER BY e.position)
                             FROM environment e WHERE e.id = ANY (a.env_ids)), '[]'::jsonb) AS environments
            FROM access_policy a
            JOIN project p ON p.id = a.project_id
            """;

    private static final String FIND = COLUMNS + "WHERE p.org_id = $1 AND a.id = $2";

    private static final String LIST =
            COLUMNS + "WHERE a.project_id = $1 AND a.deleted_at IS NULL ORDER BY a.created_at, a.id";

    private static final String NAMED = COLUMNS + "WHERE a.project_id = $1 AND a.id = ANY ($2)";

    private static final String PUT = """
            INSERT INTO access_policy (id, project_id, name, env_ids, secret_path, steps, bypassers, approvals, enforcement_level,
                                       allowed_self_approvals, max_time_period, request_expiration, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
            ON CONFLICT (id) DO UPDATE
            SET name = excluded.name, env_ids = excluded.env_ids, secret_path = excluded.secret_path, steps = excluded.steps,
                bypassers = excluded.bypassers, approvals = excluded.approvals, enforcement_level = excluded.enforcement_level,
                allowed_self_approvals = excluded.allowed_self_approvals, max_time_period = excluded.max_time_period,
                request_expiration = excluded.request_expiration, updated_at = excluded.updated_at
            """;

    private static final String DELETE = "UPDATE access_policy SET deleted_at = $2 WHERE id = $1";

    private final Pool pool;

    AccessPolicyStore(Pool pool) {
        this.pool = pool;
    }

    /** Deleted ones, too. */
    Uni<Optional<AccessPolicy>> find(UUID orgId, UUID id) {
        return find(pool, orgId, id);
    }

    Uni<Optional<AccessPolicy>> find(RecordedTransaction tx, UUID orgId, UUID id) {
        return find(tx.sql(), orgId, id);
    }

    private static Uni<Optional<AccessPolicy>> find(SqlClient sql, UUID orgId, UUID id) {
        return all(sql, FIND, Tuple.of(orgId, id)).map(found -> found.stream().findFirst());
    }

    /** Those in force, oldest first. */
    Uni<List<AccessPolicy>> list(UUID projectId) {
        return all(pool, LIST, Tuple.of(projectId));
    }

    Uni<List<AccessPolicy>> list(RecordedTransaction tx, UUID projectId) {
        return all(tx.sql(), LIST, Tuple.of(projectId));
    }

    /** With those that are deleted. */
    Uni<List<AccessPolicy>> named(UUID projectId, Collection<UUID> ids) {
        return all(pool, NAMED, Tuple.of(projectId, ids.toArray(UUID[]::new)));
    }

    private static Uni<List<AccessPolicy>> all(SqlClient sql, String query, Tuple parameters) {
        return sql.preparedQuery(query)
                .execute(parameters)
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(AccessPolicyStore::policy)
                        .toList());
    }

    /** A new one, or another content of one. */
    Uni<Void> put(RecordedTransaction tx, AccessPolicy policy) {
        Tuple parameters = Tuple.tuple()
                .addUUID(policy.id())
                .addUUID(policy.projectId())
                .addString(policy.name())
                .addArrayOfUUID(policy.environments().stream().map(Stage::id).toArray(UUID[]::new))
                .addString(policy.path().text())
                .addValue(Step.toJson(policy.steps()))
                .addValue(Party.toJson(policy.bypassers()))
                .addInteger(policy.approvals())
                .addString(policy.soft() ? "soft" : "hard")
                .addBoolean(policy.selfApprovals())
                .addString(policy.maxTimePeriod())
                .addString(policy.requestExpiration())
                .addOffsetDateTime(policy.createdAt().atOffset(ZoneOffset.UTC))
                .addOffsetDateTime(policy.updatedAt().atOffset(ZoneOffset.UTC));
        return tx.sql().preparedQuery(PUT).execute(parameters).replaceWithVoid();
    }

    Uni<Void> delete(RecordedTransaction tx, UUID id, Instant now) {
        return tx.sql()
                .preparedQuery(DELETE)
                .execute(Tuple.of(id, now.atOffset(ZoneOffset.UTC)))
                .replaceWithVoid();
    }

    private static AccessPolicy policy(Row row) {
        @Nullable OffsetDateTime deleted = row.getOffsetDateTime("deleted_at");
        return new AccessPolicy(
                row.getUUID("id"),
                row.getUUID("project_id"),
                row.getString("name"),
                Stage.of(row.getJsonArray("environments")),
                PathPattern.parse("secretPath", row.getString("secret_path")),
                Step.of(row.getJsonArray("steps")),
                Party.of(row.getJsonArray("bypassers")),
                row.getInteger("approvals"),
                row.getString("enforcement_level").equals("soft"),
                row.getBoolean("allowed_self_approvals"),
                row.getString("max_time_period"),
                row.getString("request_expiration"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant(),
                deleted == null ? null : deleted.toInstant());
    }
}
