package dev.claviger.vault.membership;

import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.permission.BuiltInRole;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Memberships of machine identities in PostgreSQL. */
@ApplicationScoped
class MembershipStore {
    private static final String ALL_OF_PROJECT = """
            SELECT m.id, m.project_id, m.actor_id, m.actor_name, m.created_at, m.updated_at, r.id AS role_id, r.role,
                   r.temporary_range, r.access_start, r.access_end, r.created_at AS role_created, r.updated_at AS role_updated
            FROM membership m
            LEFT JOIN membership_role r ON r.membership_id = m.id
            WHERE m.project_id = $1 AND m.actor_type = 'identity'
            ORDER BY m.actor_name, m.id, r.created_at, r.id
            """;

    private static final String FIND = """
            SELECT m.id, m.project_id, m.actor_id, m.actor_name, m.created_at, m.updated_at, r.id AS role_id, r.role,
                   r.temporary_range, r.access_start, r.access_end, r.created_at AS role_created, r.updated_at AS role_updated
            FROM membership m
            LEFT JOIN membership_role r ON r.membership_id = m.id
            WHERE m.project_id = $1 AND m.actor_type = 'identity' AND m.actor_id = $2
            ORDER BY r.created_at, r.id
            """;

    private static final String FIND_BY_ID = """
            SELECT m.id, m.project_id, m.actor_id, m.actor_name, m.created_at, m.updated_at, r.id AS role_id, r.role,
                   r.temporary_range, r.access_start, r.access_end, r.created_at AS role_created, r.updated_at AS role_updated
            FROM membership m
            JOIN project p ON p.id = m.project_id
            LEFT JOIN membership_role r ON r.membership_id = m.id
            WHERE p.org_id = $1 AND m.actor_type = 'identity' AND m.id = $2
            ORDER BY r.created_at, r.id
            """;

    private static final String INSERT = """
            INSERT INTO membership (id, project_id, actor_type, actor_id, actor_name, created_at, updated_at)
            VALUES ($1, $2, 'identity', $3, $4, $5, $5)
            """;

    private static final String INSERT_ROLE = """
            INSERT INTO membership_role (id, membership_id, role, temporary, temporary_range, access_start, access_end,
                                         created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)
            """;

    private static final String DELETE_ROLES = "DELETE FROM membership_role WHERE membership_id = $1";

    private static final String TOUCH = "UPDATE membership SET updated_at = $2 WHERE id = $1";

    private static final String DELETE = "DELETE FROM membership WHERE id = $1";

    private final Pool pool;

    MembershipStore(Pool pool) {
        this.pool = pool;
    }

    Uni<List<Membership>> all(UUID projectId) {
        return pool.preparedQuery(ALL_OF_PROJECT).execute(Tuple.of(projectId)).map(MembershipStore::memberships);
    }

    Uni<Optional<Membership>> find(UUID projectId, UUID identityId) {
        return find(pool, projectId, identityId);
    }

    Uni<Optional<Membership>> find(RecordedTransaction tx, UUID projectId, UUID identityId) {
        return find(tx.sql(), projectId, identityId);
    }

    /** In whichever project of the organisation it is. */
    Uni<Optional<Membership>> findById(UUID orgId, UUID id) {
        return pool.preparedQuery(FIND_BY_ID).execute(Tuple.of(orgId, id)).map(MembershipStore::first);
    }

    Uni<Void> insert(RecordedTransaction tx, Membership fresh) {
        Tuple row = Tuple.of(
                fresh.id(), fresh.projectId(), fresh.identityId(), fresh.identityName(), at(fresh.createdAt()));
        return tx.sql().preparedQuery(INSERT).execute(row).chain(() -> insertRoles(tx, fresh));
    }

    /** Puts its roles in place of those it had. */
    Uni<Void> replaceRoles(RecordedTransaction tx, Membership changed) {
        return tx.sql()
                .preparedQuery(DELETE_ROLES)
                .execute(Tuple.of(changed.id()))
                .chain(() -> tx.sql().preparedQuery(TOUCH).execute(Tuple.of(changed.id(), at(changed.updatedAt()))))
                .chain(() -> insertRoles(tx, changed));
    }

    Uni<Void> delete(RecordedTransaction tx, UUID id) {
        return tx.sql().preparedQuery(DELETE).execute(Tuple.of(id)).replaceWithVoid();
    }

    private static Uni<Void> insertRoles(RecordedTransaction tx, Membership membership) {
        List<Tuple> rows =
                membership.roles().stream().map(role -> row(membership, role)).toList();
        return tx.sql().preparedQuery(INSERT_ROLE).executeBatch(rows).replaceWithVoid();
    }

    private static Tuple row(Membership membership, GrantedRole role) {
        GrantedRole.@Nullable Term term = role.term();
        return Tuple.tuple()
                .addUUID(role.id())
                .addUUID(membership.id())
                .addString(role.role().slug())
                .addBoolean(term != null)
                .addString(term == null ? null : term.range())
                .addOffsetDateTime(term == null ? null : at(term.start()))
                .addOffsetDateTime(term == null ? null : at(term.end()))
                .addOffsetDateTime(at(role.createdAt()));
    }

    private static Uni<Optional<Membership>> find(SqlClient sql, UUID projectId, UUID identityId) {
        return sql.preparedQuery(FIND).execute(Tuple.of(projectId, identityId)).map(MembershipStore::first);
    }

    private static Optional<Membership> first(RowSet<Row> rows) {
        return memberships(rows).stream().findFirst();
    }

    private static List<Membership> memberships(RowSet<Row> rows) {
        Map<UUID, Membership> found = new LinkedHashMap<>();
        for (Row row : rows) {
            Membership one = found.computeIfAbsent(row.getUUID("id"), id -> membership(row));
            List<GrantedRole> roles = new ArrayList<>(one.roles());
            role(row).ifPresent(roles::add);
            found.put(one.id(), one.with(roles, one.updatedAt()));
        }
        return List.copyOf(found.values());
    }

    private static Membership membership(Row row) {
        return new Membership(
                row.getUUID("id"),
                row.getUUID("project_id"),
                row.getUUID("actor_id"),
                row.getString("actor_name"),
                List.of(),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    private static Optional<GrantedRole> role(Row row) {
        @Nullable String slug = row.getString("role");
        return Optional.ofNullable(slug)
                .flatMap(BuiltInRole::bySlug)
                .map(role -> new GrantedRole(
                        row.getUUID("role_id"),
                        role,
                        term(row),
                        row.getOffsetDateTime("role_created").toInstant(),
                        row.getOffsetDateTime("role_updated").toInstant()));
    }

    private static GrantedRole.@Nullable Term term(Row row) {
        @Nullable OffsetDateTime start = row.getOffsetDateTime("access_start");
        @Nullable OffsetDateTime end = row.getOffsetDateTime("access_end");
        return start == null || end == null
                ? null
                : new GrantedRole.Term(row.getString("temporary_range"), start.toInstant(), end.toInstant());
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
