package dev.claviger.vault.membership;

import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.permission.BuiltInRole;
import dev.claviger.vault.permission.Holding;
import dev.claviger.vault.permission.RuleText;
import dev.claviger.vault.permission.Source;
import dev.claviger.vault.role.AssignableRole;
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
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Memberships in PostgreSQL. */
@ApplicationScoped
class MembershipStore {
    private static final String COLUMNS = """
            SELECT m.id, m.project_id, m.actor_type, m.actor_id, m.actor_name, m.created_at, m.updated_at, r.id AS role_id,
                   r.role, r.temporary_range, r.access_start, r.access_end, r.created_at AS role_created,
                   r.updated_at AS role_updated, c.id AS custom_id, c.slug AS custom_slug, c.name AS custom_name, c.permissions
            FROM membership m
            LEFT JOIN membership_role r ON r.membership_id = m.id
            LEFT JOIN project_role c ON c.id = r.custom_role_id
            """;

    private static final String ORDER = "ORDER BY m.actor_name, m.id, r.position, r.created_at, r.id";

    private static final String ALL_OF_PROJECT = COLUMNS + "WHERE m.project_id = $1 AND m.actor_type = $2 " + ORDER;

    private static final String FIND =
            COLUMNS + "WHERE m.project_id = $1 AND m.actor_type = $2 AND m.actor_id = $3 " + ORDER;

    private static final String FIND_BY_ID =
            COLUMNS + "WHERE m.project_id = $1 AND m.actor_type = $2 AND m.id = $3 " + ORDER;

    private static final String FIND_ANYWHERE = COLUMNS + """
            JOIN project p ON p.id = m.project_id
            WHERE p.org_id = $1 AND m.actor_type = $2 AND m.id = $3
            """ + ORDER;

    private static final String OF_MEMBER = COLUMNS + """
            JOIN project p ON p.id = m.project_id
            WHERE p.org_id = $1 AND m.actor_type = $2 AND m.actor_id = $3
            ORDER BY p.name, m.id, r.position, r.created_at, r.id
            """;

    private static final String INSERT = """
            INSERT INTO membership (id, project_id, actor_type, actor_id, actor_name, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $6)
            """;

    private static final String INSERT_ROLE = """
            INSERT INTO membership_role (id, membership_id, role, custom_role_id, position, temporary, temporary_range,
                                         access_start, access_end, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)
            """;

    private static final String PRIVILEGES = """
            SELECT id, slug, permissions, temporary, access_start, access_end
            FROM additional_privilege
            WHERE membership_id = $1
            """;

    private static final String DELETE_ROLES = "DELETE FROM membership_role WHERE membership_id = $1";

    private static final String TOUCH = "UPDATE membership SET updated_at = $2 WHERE id = $1";

    private static final String DELETE = "DELETE FROM membership WHERE id = $1";

    private final Pool pool;

    MembershipStore(Pool pool) {
        this.pool = pool;
    }

    Uni<List<Membership>> all(UUID projectId, MemberKind kind) {
        return pool.preparedQuery(ALL_OF_PROJECT)
                .execute(Tuple.of(projectId, kind.text()))
                .map(MembershipStore::memberships);
    }

    Uni<Optional<Membership>> find(UUID projectId, MemberKind kind, UUID memberId) {
        return find(pool, FIND, projectId, kind, memberId);
    }

    Uni<Optional<Membership>> find(RecordedTransaction tx, UUID projectId, MemberKind kind, UUID memberId) {
        return find(tx.sql(), FIND, projectId, kind, memberId);
    }

    Uni<Optional<Membership>> findById(RecordedTransaction tx, UUID projectId, MemberKind kind, UUID id) {
        return find(tx.sql(), FIND_BY_ID, projectId, kind, id);
    }

    /** In whichever project of the organisation it is. */
    Uni<Optional<Membership>> findById(UUID orgId, MemberKind kind, UUID id) {
        return find(pool, FIND_ANYWHERE, orgId, kind, id);
    }

    /** All it has in the organisation, by the names of the projects. */
    Uni<List<Membership>> ofMember(UUID orgId, MemberKind kind, UUID memberId) {
        return pool.preparedQuery(OF_MEMBER)
                .execute(Tuple.of(orgId, kind.text(), memberId))
                .map(MembershipStore::memberships);
    }

    Uni<Void> insert(RecordedTransaction tx, Membership fresh) {
        Tuple row = Tuple.tuple()
                .addUUID(fresh.id())
                .addUUID(fresh.projectId())
                .addString(fresh.kind().text())
                .addUUID(fresh.memberId())
                .addString(fresh.memberName())
                .addOffsetDateTime(at(fresh.createdAt()));
        return tx.sql().preparedQuery(INSERT).execute(row).chain(() -> insertRoles(tx, fresh));
    }

    /** What its additional privileges give. */
    Uni<List<Holding>> privileges(RecordedTransaction tx, UUID membershipId) {
        return tx.sql()
                .preparedQuery(PRIVILEGES)
                .execute(Tuple.of(membershipId))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(MembershipStore::privilege)
                        .toList());
    }

    private static Holding privilege(Row row) {
        @Nullable OffsetDateTime start = row.getOffsetDateTime("access_start");
        @Nullable OffsetDateTime end = row.getOffsetDateTime("access_end");
        return new Holding(
                new Source(Source.Kind.PRIVILEGE, row.getString("slug"), row.getUUID("id"), null),
                RuleText.parse(row.getJsonArray("permissions")).rules(),
                start == null ? null : start.toInstant(),
                end == null ? null : end.toInstant());
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
        List<Tuple> rows = new ArrayList<>();
        for (GrantedRole role : membership.roles()) {
            rows.add(row(membership, role, rows.size()));
        }
        return tx.sql().preparedQuery(INSERT_ROLE).executeBatch(rows).replaceWithVoid();
    }

    private static Tuple row(Membership membership, GrantedRole role, int position) {
        @Nullable Term term = role.term();
        return Tuple.tuple()
                .addUUID(role.id())
                .addUUID(membership.id())
                .addString(role.role().kind())
                .addUUID(role.role().customId())
                .addInteger(position)
                .addBoolean(term != null)
                .addString(term == null ? null : term.range())
                .addOffsetDateTime(term == null ? null : at(term.start()))
                .addOffsetDateTime(term == null ? null : at(term.end()))
                .addOffsetDateTime(at(role.createdAt()));
    }

    private static Uni<Optional<Membership>> find(
            SqlClient client, String query, UUID where, MemberKind kind, UUID id) {
        return client.preparedQuery(query)
                .execute(Tuple.of(where, kind.text(), id))
                .map(MembershipStore::first);
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
                kind(row.getString("actor_type")),
                row.getUUID("actor_id"),
                row.getString("actor_name"),
                List.of(),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    private static MemberKind kind(String text) {
        return Stream.of(MemberKind.values())
                .filter(kind -> kind.text().equals(text))
                .findFirst()
                .orElseThrow();
    }

    private static Optional<GrantedRole> role(Row row) {
        @Nullable UUID customId = row.getUUID("custom_id");
        @Nullable String slug = row.getString("role");
        if (slug == null) {
            return Optional.empty();
        }
        Optional<AssignableRole> role = customId == null
                ? BuiltInRole.bySlug(slug).map(AssignableRole::of)
                : Optional.of(new AssignableRole(
                        row.getString("custom_slug"),
                        row.getString("custom_name"),
                        customId,
                        RuleText.parse(row.getJsonArray("permissions")).rules()));
        return role.map(found -> new GrantedRole(
                row.getUUID("role_id"),
                found,
                term(row),
                row.getOffsetDateTime("role_created").toInstant(),
                row.getOffsetDateTime("role_updated").toInstant()));
    }

    private static @Nullable Term term(Row row) {
        @Nullable OffsetDateTime start = row.getOffsetDateTime("access_start");
        @Nullable OffsetDateTime end = row.getOffsetDateTime("access_end");
        return start == null || end == null
                ? null
                : new Term(row.getString("temporary_range"), start.toInstant(), end.toInstant());
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
