package dev.claviger.vault.privilege;

import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.vault.membership.Term;
import dev.claviger.vault.permission.Holder;
import dev.claviger.vault.permission.RuleText;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
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
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Additional privileges in PostgreSQL. */
@ApplicationScoped
class PrivilegeStore {
    private static final String COLUMNS = """
            SELECT v.id, m.project_id, v.membership_id, m.actor_type, m.actor_id, v.slug, v.permissions, v.temporary_range,
                   v.access_start, v.access_end, v.created_at, v.updated_at
            FROM additional_privilege v
            JOIN membership m ON m.id = v.membership_id
            JOIN project p ON p.id = m.project_id
            """;

    private static final String FIND = COLUMNS + "WHERE p.org_id = $1 AND v.id = $2 AND m.actor_type = $3";

    private static final String LOCKED = COLUMNS + "WHERE m.project_id = $1 AND v.id = $2";

    private static final String ALL =
            COLUMNS + "WHERE m.project_id = $1 AND m.actor_type = $2 AND m.actor_id = $3 ORDER BY v.created_at, v.id";

    private static final String MEMBERSHIP =
            "SELECT id FROM membership WHERE project_id = $1 AND actor_type = $2 AND actor_id = $3";

    private static final String HOLDER = """
            SELECT m.project_id, m.actor_type, m.actor_id
            FROM membership m
            JOIN project p ON p.id = m.project_id
            WHERE p.org_id = $1 AND m.id = $2
            """;

    private static final String INSERT = """
            INSERT INTO additional_privilege (id, membership_id, slug, permissions, temporary, temporary_range, access_start,
                                              access_end, updated_at, created_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
            ON CONFLICT (membership_id, slug) DO NOTHING
            """;

    private static final String UPDATE = """
            UPDATE additional_privilege v
            SET slug = $3, permissions = $4, temporary = $5, temporary_range = $6, access_start = $7, access_end = $8,
                updated_at = $9
            WHERE v.id = $1 AND v.membership_id = $2
              AND NOT EXISTS (SELECT 1 FROM additional_privilege o WHERE o.membership_id = $2 AND o.slug = $3 AND o.id <> $1)
            """;

    private static final String DELETE = "DELETE FROM additional_privilege WHERE id = $1";

    private final Pool pool;

    PrivilegeStore(Pool pool) {
        this.pool = pool;
    }

    /** Where a membership is and whose it is. */
    record Place(UUID projectId, Holder holder) {}

    /** In whichever project of the organisation it is. */
    Uni<Optional<Privilege>> find(UUID orgId, String type, UUID id) {
        return pool.preparedQuery(FIND).execute(Tuple.of(orgId, id, type)).map(PrivilegeStore::first);
    }

    Uni<Optional<Privilege>> find(RecordedTransaction tx, UUID projectId, UUID id) {
        return tx.sql().preparedQuery(LOCKED).execute(Tuple.of(projectId, id)).map(PrivilegeStore::first);
    }

    Uni<List<Privilege>> all(UUID projectId, Holder holder) {
        return pool.preparedQuery(ALL)
                .execute(Tuple.of(projectId, holder.type(), holder.id()))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(PrivilegeStore::privilege)
                        .toList());
    }

    Uni<Optional<UUID>> membership(RecordedTransaction tx, UUID projectId, Holder holder) {
        return tx.sql()
                .preparedQuery(MEMBERSHIP)
                .execute(Tuple.of(projectId, holder.type(), holder.id()))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .findFirst()
                        .map(row -> row.getUUID("id")));
    }

    Uni<Optional<Place>> place(UUID orgId, UUID membershipId) {
        return pool.preparedQuery(HOLDER)
                .execute(Tuple.of(orgId, membershipId))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .findFirst()
                        .map(row -> new Place(
                                row.getUUID("project_id"),
                                new Holder(row.getString("actor_type"), row.getUUID("actor_id")))));
    }

    /** Fails with {@link PrivilegeTaken}. */
    Uni<Void> insert(RecordedTransaction tx, Privilege privilege) {
        return write(tx, INSERT, privilege);
    }

    /** Fails with {@link PrivilegeTaken}. */
    Uni<Void> update(RecordedTransaction tx, Privilege privilege) {
        return write(tx, UPDATE, privilege);
    }

    Uni<Void> delete(RecordedTransaction tx, UUID id) {
        return tx.sql().preparedQuery(DELETE).execute(Tuple.of(id)).replaceWithVoid();
    }

    private static Uni<Void> write(RecordedTransaction tx, String statement, Privilege privilege) {
        @Nullable Term term = privilege.term();
        Tuple row = Tuple.tuple()
                .addUUID(privilege.id())
                .addUUID(privilege.membershipId())
                .addString(privilege.slug())
                .addJsonArray(privilege.permissions().given())
                .addBoolean(term != null)
                .addString(term == null ? null : term.range())
                .addOffsetDateTime(term == null ? null : at(term.start()))
                .addOffsetDateTime(term == null ? null : at(term.end()))
                .addOffsetDateTime(at(privilege.updatedAt()));
        return tx.sql()
                .preparedQuery(statement)
                .execute(row)
                .invoke(rows -> requireOne(rows, privilege))
                .replaceWithVoid();
    }

    private static void requireOne(RowSet<Row> rows, Privilege privilege) {
        if (rows.rowCount() == 0) {
            throw new PrivilegeTaken(privilege.slug());
        }
    }

    private static Optional<Privilege> first(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false).findFirst().map(PrivilegeStore::privilege);
    }

    private static Privilege privilege(Row row) {
        @Nullable OffsetDateTime start = row.getOffsetDateTime("access_start");
        @Nullable OffsetDateTime end = row.getOffsetDateTime("access_end");
        return new Privilege(
                row.getUUID("id"),
                row.getUUID("project_id"),
                row.getUUID("membership_id"),
                new Holder(row.getString("actor_type"), row.getUUID("actor_id")),
                row.getString("slug"),
                RuleText.parse(row.getJsonArray("permissions")),
                start == null || end == null
                        ? null
                        : new Term(row.getString("temporary_range"), start.toInstant(), end.toInstant()),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
