package dev.claviger.vault.project;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.permission.BuiltInRole;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Projects in PostgreSQL, and what a new one is furnished with. */
@ApplicationScoped
class ProjectStore {
    private static final UUID NOBODY = new UUID(0, 0);
    private static final String UNIQUE_VIOLATION = "23505";

    private static final String FIND_BY_ID = """
            SELECT id, org_id, name, slug, description, type, auto_capitalization, has_delete_protection, revision,
                   created_at, updated_at, audit_logs_retention_days
            FROM project
            WHERE org_id = $1 AND id = $2
            """;

    private static final String FIND_BY_SLUG = """
            SELECT id, org_id, name, slug, description, type, auto_capitalization, has_delete_protection, revision,
                   created_at, updated_at, audit_logs_retention_days
            FROM project
            WHERE org_id = $1 AND slug = $2
            """;

    private static final String ANY_MOVED = """
            SELECT EXISTS (
                SELECT 1
                FROM unnest($2::text[], $3::uuid[], $4::bigint[]) AS seen (slug, id, revision)
                LEFT JOIN project p ON p.org_id = $1 AND p.slug = seen.slug
                WHERE COALESCE(p.revision, -1) <> seen.revision OR p.id <> seen.id
            ) AS moved
            """;

    private static final String FIND_LOCKED = """
            SELECT id, org_id, name, slug, description, type, auto_capitalization, has_delete_protection, revision,
                   created_at, updated_at, audit_logs_retention_days
            FROM project
            WHERE id = $1
            """;

    private static final String LIST_OF_MEMBER = """
            SELECT p.id, p.org_id, p.name, p.slug, p.description, p.type, p.auto_capitalization, p.has_delete_protection,
                   p.revision, p.created_at, p.updated_at, p.audit_logs_retention_days, p.pit_version_limit, p.secret_sharing,
                   p.secret_detection_ignore_values, e.id AS env_id, e.name AS env_name, e.slug AS env_slug
            FROM project p
            LEFT JOIN environment e ON e.project_id = p.id
            WHERE p.org_id = $1 AND EXISTS (
                SELECT 1 FROM membership m
                WHERE m.project_id = p.id
                  AND ((m.actor_type = $2 AND m.actor_id = $3) OR (m.actor_type = 'group' AND m.actor_id = ANY ($4))))
            ORDER BY p.name, p.id, e.position
            """;

    private static final String IDS_OF_MEMBER = """
            SELECT p.id
            FROM project p
            WHERE p.org_id = $1 AND EXISTS (
                SELECT 1 FROM membership m
                WHERE m.project_id = p.id
                  AND ((m.actor_type = $2 AND m.actor_id = $3) OR (m.actor_type = 'group' AND m.actor_id = ANY ($4))))
            ORDER BY p.slug
            LIMIT $5
            """;

    private static final String KEPT_AND_STAGES = """
            SELECT p.pit_version_limit, p.secret_sharing, p.secret_detection_ignore_values,
                   e.id AS env_id, e.name AS env_name, e.slug AS env_slug
            FROM project p
            LEFT JOIN environment e ON e.project_id = p.id
            WHERE p.id = $1
            ORDER BY e.position
            """;

    private static final String BUMP = """
            UPDATE project
            SET revision = revision + 1
            WHERE id = $1
            RETURNING revision
            """;

    private static final String BUMP_AND_COMMIT = """
            WITH bumped AS (
                UPDATE project
                SET revision = revision + 1
                WHERE id = $1
                RETURNING id, revision
            )
            INSERT INTO project_commit (project_id, number, actor_type, actor_id, actor_name, provenance, message, created_at)
            SELECT id, revision, $2, $3, $4, $5, $6, $7
            FROM bumped
            RETURNING number
            """;

    private static final String INSERT_COMMIT = """
            INSERT INTO project_commit (project_id, number, actor_type, actor_id, actor_name, provenance, message, created_at)
            SELECT id, revision, $2, $3, $4, $5, $6, $7
            FROM project
            WHERE id = $1
            """;

    private static final String INSERT = """
            INSERT INTO project (id, org_id, name, slug, description, type, auto_capitalization, has_delete_protection,
                                 keyset, revision, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)
            """;

    private static final String INSERT_ENVIRONMENT = """
            WITH stage AS (
                INSERT INTO environment (id, project_id, name, slug, position, created_at, updated_at)
                VALUES ($1, $2, $3, $4, $5, $6, $6)
                RETURNING id
            )
            INSERT INTO folder (id, project_id, env_id, name, path, created_at, updated_at)
            SELECT $7, $2, stage.id, 'root', '/', $6, $6
            FROM stage
            """;

    private static final String INSERT_ADMIN = """
            WITH member AS (
                INSERT INTO membership (id, project_id, actor_type, actor_id, actor_name, created_at, updated_at)
                VALUES ($1, $2, $3, $4, $5, $6, $6)
                RETURNING id
            )
            INSERT INTO membership_role (id, membership_id, role, created_at, updated_at)
            SELECT $7, member.id, $8, $6, $6
            FROM member
            """;

    private static final String UPDATE = """
            UPDATE project
            SET name = $2, slug = $3, description = $4, auto_capitalization = $5, has_delete_protection = $6, updated_at = $7,
                audit_logs_retention_days = $8
            WHERE id = $1
            """;

    private static final String KEEP = """
            UPDATE project
            SET pit_version_limit = COALESCE($2, pit_version_limit), secret_sharing = COALESCE($3, secret_sharing),
                secret_detection_ignore_values = COALESCE($4, secret_detection_ignore_values)
            WHERE id = $1
            """;

    private static final String DELETE = "DELETE FROM project WHERE id = $1";

    private final Pool pool;

    ProjectStore(Pool pool) {
        this.pool = pool;
    }

    Uni<Optional<Project>> find(UUID orgId, ProjectRef ref) {
        Uni<RowSet<Row>> rows = switch (ref) {
            case ProjectRef.ById(var id) -> pool.preparedQuery(FIND_BY_ID).execute(Tuple.of(orgId, id));
            case ProjectRef.BySlug(var slug) -> pool.preparedQuery(FIND_BY_SLUG).execute(Tuple.of(orgId, slug));
        };
        return rows.map(found -> first(found).map(ProjectStore::project));
    }

    Uni<Boolean> areStill(UUID orgId, Map<String, Optional<Project>> seen) {
        String[] slugs = seen.keySet().toArray(String[]::new);
        UUID[] ids = seen.values().stream()
                .map(found -> found.map(Project::id).orElse(NOBODY))
                .toArray(UUID[]::new);
        Long[] revisions = seen.values().stream()
                .map(found -> found.map(Project::revision).orElse(-1L))
                .toArray(Long[]::new);
        return pool.preparedQuery(ANY_MOVED)
                .execute(Tuple.of(orgId, slugs, ids, revisions))
                .map(rows -> !rows.iterator().next().getBoolean("moved"));
    }

    Uni<Optional<Long>> bump(RecordedTransaction tx, UUID projectId) {
        return tx.sql()
                .preparedQuery(BUMP)
                .execute(Tuple.of(projectId))
                .map(rows -> first(rows).map(row -> row.getLong("revision")));
    }

    Uni<Optional<Long>> bump(RecordedTransaction tx, UUID projectId, Commit commit) {
        return tx.sql()
                .preparedQuery(BUMP_AND_COMMIT)
                .execute(row(projectId, commit))
                .map(rows -> first(rows).map(row -> row.getLong("number")));
    }

    /** The first commit of a project, which goes with the revision it was inserted with. */
    Uni<Void> insertCommit(RecordedTransaction tx, UUID projectId, Commit commit) {
        return tx.sql()
                .preparedQuery(INSERT_COMMIT)
                .execute(row(projectId, commit))
                .replaceWithVoid();
    }

    private static Tuple row(UUID projectId, Commit commit) {
        return Tuple.tuple()
                .addUUID(projectId)
                .addString(commit.caller().kind().text())
                .addUUID(commit.caller().id())
                .addString(commit.caller().name())
                .addValue(new JsonObject(
                        new LinkedHashMap<>(commit.caller().provenance().sorted())))
                .addString(commit.message())
                .addOffsetDateTime(at(commit.time()));
    }

    /** The row as it is now, after {@link #bump} locked it. */
    Uni<Project> lockedRow(RecordedTransaction tx, UUID projectId) {
        return tx.sql()
                .preparedQuery(FIND_LOCKED)
                .execute(Tuple.of(projectId))
                .map(rows -> first(rows)
                        .map(ProjectStore::project)
                        .orElseThrow(() -> ProjectNotFound.byId(projectId.toString())));
    }

    Uni<ProjectView> view(Project project) {
        return view(pool, project);
    }

    Uni<ProjectView> view(RecordedTransaction tx, Project project) {
        return view(tx.sql(), project);
    }

    /** Those that the caller, or one of the groups, belongs to. */
    Uni<List<ProjectView>> listFor(Caller caller, Set<UUID> groups) {
        return pool.preparedQuery(LIST_OF_MEMBER)
                .execute(Tuple.of(caller.orgId(), caller.kind().text(), caller.id(), groups.toArray(UUID[]::new)))
                .map(ProjectStore::views);
    }

    /** The same by their ids, at most that many, in the order of slugs. */
    Uni<List<UUID>> idsFor(Caller caller, Set<UUID> groups, int limit) {
        return pool.preparedQuery(IDS_OF_MEMBER)
                .execute(
                        Tuple.of(caller.orgId(), caller.kind().text(), caller.id(), groups.toArray(UUID[]::new), limit))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getUUID("id"))
                        .toList());
    }

    /** Fails with {@link SlugTaken}. */
    Uni<Void> insert(RecordedTransaction tx, Project project, byte[] keyset) {
        Tuple row = Tuple.tuple()
                .addUUID(project.id())
                .addUUID(project.orgId())
                .addString(project.name())
                .addString(project.slug())
                .addString(project.description())
                .addString(project.type())
                .addBoolean(project.autoCapitalization())
                .addBoolean(project.hasDeleteProtection())
                .addBuffer(Buffer.buffer(keyset))
                .addLong(project.revision())
                .addOffsetDateTime(at(project.createdAt()));
        return slugTaken(tx.sql().preparedQuery(INSERT).execute(row), project.slug());
    }

    Uni<Void> insertEnvironment(
            RecordedTransaction tx,
            Project project,
            UUID id,
            UUID rootId,
            Blueprint.Environment environment,
            int position) {
        Tuple row = Tuple.tuple()
                .addUUID(id)
                .addUUID(project.id())
                .addString(environment.name())
                .addString(environment.slug())
                .addInteger(position)
                .addOffsetDateTime(at(project.createdAt()))
                .addUUID(rootId);
        return tx.sql().preparedQuery(INSERT_ENVIRONMENT).execute(row).replaceWithVoid();
    }

    Uni<Void> insertAdmin(RecordedTransaction tx, Project project, UUID id, UUID roleId, Caller creator) {
        Tuple row = Tuple.tuple()
                .addUUID(id)
                .addUUID(project.id())
                .addString(creator.kind().text())
                .addUUID(creator.id())
                .addString(creator.name())
                .addOffsetDateTime(at(project.createdAt()))
                .addUUID(roleId)
                .addString(BuiltInRole.ADMIN.slug());
        return tx.sql().preparedQuery(INSERT_ADMIN).execute(row).replaceWithVoid();
    }

    /** Fails with {@link SlugTaken}. */
    Uni<Void> update(RecordedTransaction tx, Project project) {
        Tuple row = Tuple.tuple()
                .addUUID(project.id())
                .addString(project.name())
                .addString(project.slug())
                .addString(project.description())
                .addBoolean(project.autoCapitalization())
                .addBoolean(project.hasDeleteProtection())
                .addOffsetDateTime(at(project.updatedAt()))
                .addInteger(project.auditLogsRetentionDays());
        return slugTaken(tx.sql().preparedQuery(UPDATE).execute(row), project.slug());
    }

    Uni<Void> keep(RecordedTransaction tx, UUID projectId, KeptSettings.Edit edit) {
        @Nullable List<String> ignored = edit.secretDetectionIgnoreValues();
        Tuple row = Tuple.tuple()
                .addUUID(projectId)
                .addInteger(edit.pitVersionLimit())
                .addBoolean(edit.secretSharing())
                .addArrayOfString(ignored == null ? null : ignored.toArray(String[]::new));
        return tx.sql().preparedQuery(KEEP).execute(row).replaceWithVoid();
    }

    Uni<Void> delete(RecordedTransaction tx, UUID projectId) {
        return tx.sql().preparedQuery(DELETE).execute(Tuple.of(projectId)).replaceWithVoid();
    }

    private static Uni<ProjectView> view(SqlClient sql, Project project) {
        return sql.preparedQuery(KEPT_AND_STAGES)
                .execute(Tuple.of(project.id()))
                .map(rows -> ProjectView.of(
                        project,
                        first(rows)
                                .map(ProjectStore::kept)
                                .orElseThrow(
                                        () -> ProjectNotFound.byId(project.id().toString())),
                        StreamSupport.stream(rows.spliterator(), false)
                                .filter(ProjectStore::hasStage)
                                .map(ProjectStore::stage)
                                .toList()));
    }

    private record Listed(Project project, KeptSettings kept) {}

    private static List<ProjectView> views(RowSet<Row> rows) {
        Map<Listed, List<ProjectView.Stage>> found = new LinkedHashMap<>();
        for (Row row : rows) {
            List<ProjectView.Stage> stages =
                    found.computeIfAbsent(new Listed(project(row), kept(row)), fresh -> new ArrayList<>());
            if (hasStage(row)) {
                stages.add(stage(row));
            }
        }
        return found.entrySet().stream()
                .map(entry ->
                        ProjectView.of(entry.getKey().project(), entry.getKey().kept(), entry.getValue()))
                .toList();
    }

    private static Uni<Void> slugTaken(Uni<RowSet<Row>> write, String slug) {
        return write.onFailure(ProjectStore::isDuplicate)
                .transform(duplicate -> new SlugTaken(slug))
                .replaceWithVoid();
    }

    private static boolean isDuplicate(Throwable refused) {
        return refused instanceof PgException violation && UNIQUE_VIOLATION.equals(violation.getSqlState());
    }

    private static Optional<Row> first(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false).findFirst();
    }

    private static KeptSettings kept(Row row) {
        return new KeptSettings(
                row.getInteger("pit_version_limit"),
                row.getBoolean("secret_sharing"),
                List.of(row.getArrayOfStrings("secret_detection_ignore_values")));
    }

    private static boolean hasStage(Row row) {
        return row.getUUID("env_id") != null;
    }

    private static ProjectView.Stage stage(Row row) {
        return new ProjectView.Stage(row.getUUID("env_id"), row.getString("env_name"), row.getString("env_slug"));
    }

    private static Project project(Row row) {
        return new Project(
                row.getUUID("id"),
                row.getUUID("org_id"),
                row.getString("name"),
                row.getString("slug"),
                row.getString("description"),
                row.getString("type"),
                row.getBoolean("auto_capitalization"),
                row.getBoolean("has_delete_protection"),
                row.getInteger("audit_logs_retention_days"),
                row.getLong("revision"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
