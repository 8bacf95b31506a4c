package dev.claviger.auth.role;

import dev.claviger.auth.access.CustomRole;
import dev.claviger.kernel.caller.OrgRole;
import dev.claviger.kernel.orgright.RoleText;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The rows of roles. Every read names the organisation. */
@ApplicationScoped
public class RoleStore {

    /** The columns that {@link #toRole} reads, for queries in which {@code r} is a role or, for a built-in one, no row. */
    public static final String COLUMNS =
            "r.id AS role_id, r.slug AS role_slug, r.name AS role_name, r.description AS role_description, r.permissions";

    private static final String SELECT =
            "SELECT " + COLUMNS + ", r.org_id, r.created_at, r.updated_at FROM org_role r WHERE r.org_id = $1";

    private static final String INSERT = """
            INSERT INTO org_role (id, org_id, slug, name, description, permissions, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $7)
            ON CONFLICT (org_id, slug) DO NOTHING
            """;

    private static final String UPDATE = """
            UPDATE org_role r SET slug = $3, name = $4, description = $5, permissions = $6, updated_at = $7
            WHERE org_id = $1 AND id = $2
              AND NOT EXISTS (SELECT FROM org_role other WHERE other.org_id = $1 AND other.slug = $3 AND other.id <> $2)
            """;

    private static final String DELETE = """
            DELETE FROM org_role WHERE org_id = $1 AND id = $2
              AND NOT EXISTS (SELECT FROM identity i WHERE i.role_id = $2)
              AND NOT EXISTS (SELECT FROM org_group g WHERE g.role_id = $2)
              AND NOT EXISTS (SELECT FROM org_membership m WHERE m.role_id = $2)
            """;

    private static final String HOLDERS = """
            SELECT (SELECT count(*) FROM identity WHERE role_id = $1) AS identities,
                (SELECT count(*) FROM org_group WHERE role_id = $1) AS groups,
                (SELECT count(*) FROM org_membership WHERE role_id = $1) AS people
            """;

    private static final String SHOW_IDENTITIES = "UPDATE identity SET org_role = $2 WHERE role_id = $1";

    private static final String SHOW_GROUPS = "UPDATE org_group SET org_role = $2 WHERE role_id = $1";

    private static final String SHOW_PEOPLE = "UPDATE org_membership SET role = $2 WHERE role_id = $1";

    /** Who holds a role. */
    record Holders(long identities, long groups, long people) {}

    Uni<List<OrganizationRole>> list(RecordedTransaction tx, UUID orgId) {
        return tx.sql()
                .preparedQuery(SELECT + " ORDER BY lower(r.name), r.id")
                .execute(Tuple.of(orgId))
                .map(rows -> stream(rows).toList());
    }

    Uni<Optional<OrganizationRole>> find(RecordedTransaction tx, UUID orgId, UUID id) {
        return tx.sql()
                .preparedQuery(SELECT + " AND r.id = $2")
                .execute(Tuple.of(orgId, id))
                .map(rows -> stream(rows).findFirst());
    }

    Uni<Optional<OrganizationRole>> findBySlug(RecordedTransaction tx, UUID orgId, String slug) {
        return tx.sql()
                .preparedQuery(SELECT + " AND r.slug = $2")
                .execute(Tuple.of(orgId, slug))
                .map(rows -> stream(rows).findFirst());
    }

    /** False when the slug is taken. */
    Uni<Boolean> insert(RecordedTransaction tx, OrganizationRole role) {
        return write(tx, INSERT, role.role().id(), role.orgId(), role);
    }

    /** False when the slug is taken. */
    Uni<Boolean> update(RecordedTransaction tx, OrganizationRole role) {
        return write(tx, UPDATE, role.orgId(), role.role().id(), role);
    }

    /** False when somebody holds it. */
    Uni<Boolean> delete(RecordedTransaction tx, UUID orgId, UUID id) {
        return tx.sql().preparedQuery(DELETE).execute(Tuple.of(orgId, id)).map(rows -> rows.rowCount() == 1);
    }

    Uni<Holders> holders(RecordedTransaction tx, UUID id) {
        return tx.sql()
                .preparedQuery(HOLDERS)
                .execute(Tuple.of(id))
                .map(rows -> rows.iterator().next())
                .map(row -> new Holders(row.getLong("identities"), row.getLong("groups"), row.getLong("people")));
    }

    /** Sets what other services see of those who hold it. */
    Uni<Void> show(RecordedTransaction tx, UUID id, OrgRole seenAs) {
        Tuple parameters = Tuple.of(id, seenAs.slug());
        return tx.sql()
                .preparedQuery(SHOW_IDENTITIES)
                .execute(parameters)
                .chain(() -> tx.sql().preparedQuery(SHOW_GROUPS).execute(parameters))
                .chain(() -> tx.sql().preparedQuery(SHOW_PEOPLE).execute(parameters))
                .replaceWithVoid();
    }

    /** Reads the columns of {@link #COLUMNS}; empty for a built-in role. */
    public static Optional<CustomRole> toRole(Row row) {
        return Optional.ofNullable(row.getUUID("role_id"))
                .map(id -> new CustomRole(
                        id,
                        row.getString("role_slug"),
                        row.getString("role_name"),
                        row.getString("role_description"),
                        RoleText.parse(row.getJsonArray("permissions"))));
    }

    private static Uni<Boolean> write(
            RecordedTransaction tx, String sql, UUID first, UUID second, OrganizationRole role) {
        Tuple row = Tuple.tuple()
                .addUUID(first)
                .addUUID(second)
                .addString(role.role().slug())
                .addString(role.role().name())
                .addString(role.role().description())
                .addJsonArray(role.role().permissions().given())
                .addOffsetDateTime(utc(role.updatedAt()));
        return tx.sql().preparedQuery(sql).execute(row).map(rows -> rows.rowCount() == 1);
    }

    private static Stream<OrganizationRole> stream(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row -> new OrganizationRole(
                        toRole(row).orElseThrow(),
                        row.getUUID("org_id"),
                        row.getOffsetDateTime("created_at").toInstant(),
                        row.getOffsetDateTime("updated_at").toInstant()));
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
