package dev.claviger.auth.group;

import dev.claviger.auth.access.Rights;
import dev.claviger.auth.role.RoleStore;
import dev.claviger.kernel.caller.OrgRole;
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

/** The rows of groups. Every read names the organisation. */
@ApplicationScoped
class GroupStore {
    private static final String SELECT =
            "SELECT g.id, g.org_id, g.name, g.slug, g.org_role, g.created_at, g.updated_at, "
                    + RoleStore.COLUMNS
                    + " FROM org_group g LEFT JOIN org_role r ON r.id = g.role_id WHERE g.org_id = $1";

    private static final String INSERT = """
            INSERT INTO org_group (id, org_id, name, slug, org_role, role_id, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $7)
            ON CONFLICT (org_id, slug) DO NOTHING
            """;

    private static final String UPDATE = """
            UPDATE org_group SET name = $3, slug = $4, org_role = $5, role_id = $6, updated_at = $7
            WHERE id = $1 AND org_id = $2
              AND NOT EXISTS (SELECT FROM org_group other WHERE other.org_id = $2 AND other.slug = $4 AND other.id <> $1)
            """;

    private static final String DELETE = "DELETE FROM org_group WHERE org_id = $1 AND id = $2";

    Uni<List<Group>> list(RecordedTransaction tx, UUID orgId) {
        return tx.sql()
                .preparedQuery(SELECT + " ORDER BY g.created_at, g.id")
                .execute(Tuple.of(orgId))
                .map(rows -> stream(rows).toList());
    }

    Uni<Optional<Group>> find(RecordedTransaction tx, UUID orgId, UUID id) {
        return tx.sql()
                .preparedQuery(SELECT + " AND g.id = $2")
                .execute(Tuple.of(orgId, id))
                .map(rows -> stream(rows).findFirst());
    }

    /** False when the slug is taken. */
    Uni<Boolean> insert(RecordedTransaction tx, Group group) {
        return write(tx, INSERT, group);
    }

    /** False when the slug is taken. */
    Uni<Boolean> update(RecordedTransaction tx, Group group) {
        return write(tx, UPDATE, group);
    }

    /** With all memberships. */
    Uni<Void> delete(RecordedTransaction tx, UUID orgId, UUID id) {
        return tx.sql().preparedQuery(DELETE).execute(Tuple.of(orgId, id)).replaceWithVoid();
    }

    private static Uni<Boolean> write(RecordedTransaction tx, String sql, Group group) {
        Tuple row = Tuple.tuple()
                .addUUID(group.id())
                .addUUID(group.orgId())
                .addString(group.name())
                .addString(group.slug())
                .addString(group.rights().role().slug())
                .addUUID(group.rights().roleId())
                .addOffsetDateTime(utc(group.updatedAt()));
        return tx.sql().preparedQuery(sql).execute(row).map(rows -> rows.rowCount() == 1);
    }

    private static Stream<Group> stream(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false).map(GroupStore::toGroup);
    }

    private static Group toGroup(Row row) {
        return new Group(
                row.getUUID("id"),
                row.getUUID("org_id"),
                row.getString("name"),
                row.getString("slug"),
                new Rights(
                        OrgRole.bySlug(row.getString("org_role")).orElseThrow(),
                        RoleStore.toRole(row).orElse(null),
                        false),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
