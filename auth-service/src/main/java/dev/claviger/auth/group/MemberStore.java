package dev.claviger.auth.group;

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
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Who belongs to which group. People belong to an organisation by their active membership. */
@ApplicationScoped
class MemberStore {
    private static final String MACHINES = """
            FROM identity i LEFT JOIN group_identity m ON m.identity_id = i.id AND m.group_id = $2
            WHERE i.org_id = $1 AND i.project_id IS NULL
              AND ($3::text IS NULL OR position(lower($3) IN lower(i.name)) > 0)
              AND ($4::boolean IS NULL OR (m.group_id IS NOT NULL) = $4)
            """;

    private static final String LIST_MACHINES =
            "SELECT i.id, i.name, m.added_at " + MACHINES + " ORDER BY lower(i.name), i.id LIMIT $5 OFFSET $6";

    private static final String COUNT_MACHINES = "SELECT count(*) AS total " + MACHINES;

    private static final String PEOPLE = """
            FROM org_membership o
            JOIN app_user u ON u.id = o.user_id
            LEFT JOIN group_user m ON m.user_id = u.id AND m.group_id = $2
            WHERE o.org_id = $1 AND o.status = 'active'
              AND ($3::text IS NULL OR position(lower($3) IN u.email) > 0)
              AND ($4::boolean IS NULL OR (m.group_id IS NOT NULL) = $4)
            """;

    private static final String LIST_PEOPLE = "SELECT u.id, u.email, u.first_name, u.last_name, m.added_at " + PEOPLE
            + " ORDER BY u.email, u.id LIMIT $5 OFFSET $6";

    private static final String COUNT_PEOPLE = "SELECT count(*) AS total " + PEOPLE;

    private static final String FIND_PERSON = """
            SELECT u.id, u.email, u.first_name, u.last_name, NULL::timestamptz AS added_at
            FROM org_membership o JOIN app_user u ON u.id = o.user_id
            WHERE o.org_id = $1 AND o.status = 'active' AND u.email = $2
            """;

    private static final String FIND_MACHINE = "SELECT i.id, i.name, NULL::timestamptz AS added_at FROM identity i"
            + " WHERE i.org_id = $1 AND i.id = $2 AND i.project_id IS NULL";

    private static final String ADD_MACHINE = """
            INSERT INTO group_identity (group_id, identity_id, added_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING
            """;

    private static final String REMOVE_MACHINE = "DELETE FROM group_identity WHERE group_id = $1 AND identity_id = $2";

    /** Whom a provider has put there is kept there from now on. */
    private static final String ADD_PERSON = """
            INSERT INTO group_user AS old (group_id, user_id, added_at) VALUES ($1, $2, $3)
            ON CONFLICT (group_id, user_id) DO UPDATE SET provider_id = NULL WHERE old.provider_id IS NOT NULL
            """;

    private static final String REMOVE_PERSON = "DELETE FROM group_user WHERE group_id = $1 AND user_id = $2";

    Uni<List<MachineAnswer>> machines(RecordedTransaction tx, Group group, MemberQuery query) {
        return tx.sql()
                .preparedQuery(LIST_MACHINES)
                .execute(page(group, query))
                .map(rows -> map(rows, MemberStore::toMachine));
    }

    Uni<Long> countMachines(RecordedTransaction tx, Group group, MemberQuery query) {
        return count(tx, COUNT_MACHINES, group, query);
    }

    Uni<List<PersonAnswer>> people(RecordedTransaction tx, Group group, MemberQuery query) {
        return tx.sql()
                .preparedQuery(LIST_PEOPLE)
                .execute(page(group, query))
                .map(rows -> map(rows, MemberStore::toPerson));
    }

    Uni<Long> countPeople(RecordedTransaction tx, Group group, MemberQuery query) {
        return count(tx, COUNT_PEOPLE, group, query);
    }

    Uni<Optional<MachineAnswer>> findMachine(RecordedTransaction tx, UUID orgId, UUID id) {
        return tx.sql()
                .preparedQuery(FIND_MACHINE)
                .execute(Tuple.of(orgId, id))
                .map(rows -> map(rows, MemberStore::toMachine).stream().findFirst());
    }

    Uni<Optional<PersonAnswer>> findPerson(RecordedTransaction tx, UUID orgId, String username) {
        return tx.sql()
                .preparedQuery(FIND_PERSON)
                .execute(Tuple.of(orgId, username))
                .map(rows -> map(rows, MemberStore::toPerson).stream().findFirst());
    }

    /** False when it is one already. */
    Uni<Boolean> addMachine(RecordedTransaction tx, UUID groupId, UUID id, Instant now) {
        return change(tx, ADD_MACHINE, Tuple.of(groupId, id, now.atOffset(ZoneOffset.UTC)));
    }

    /** False when it is none. */
    Uni<Boolean> removeMachine(RecordedTransaction tx, UUID groupId, UUID id) {
        return change(tx, REMOVE_MACHINE, Tuple.of(groupId, id));
    }

    /** False when it is one already. */
    Uni<Boolean> addPerson(RecordedTransaction tx, UUID groupId, UUID id, Instant now) {
        return change(tx, ADD_PERSON, Tuple.of(groupId, id, now.atOffset(ZoneOffset.UTC)));
    }

    /** False when it is none. */
    Uni<Boolean> removePerson(RecordedTransaction tx, UUID groupId, UUID id) {
        return change(tx, REMOVE_PERSON, Tuple.of(groupId, id));
    }

    private static Uni<Boolean> change(RecordedTransaction tx, String sql, Tuple row) {
        return tx.sql().preparedQuery(sql).execute(row).map(rows -> rows.rowCount() == 1);
    }

    private static Uni<Long> count(RecordedTransaction tx, String sql, Group group, MemberQuery query) {
        return tx.sql()
                .preparedQuery(sql)
                .execute(filter(group, query))
                .map(rows -> rows.iterator().next().getLong("total"));
    }

    private static Tuple page(Group group, MemberQuery query) {
        return filter(group, query).addLong(query.limit()).addLong(query.offset());
    }

    private static Tuple filter(Group group, MemberQuery query) {
        return Tuple.tuple()
                .addUUID(group.orgId())
                .addUUID(group.id())
                .addString(query.search())
                .addBoolean(query.belonging());
    }

    private static <T> List<T> map(RowSet<Row> rows, Function<Row, T> reader) {
        return StreamSupport.stream(rows.spliterator(), false).map(reader).toList();
    }

    private static MachineAnswer toMachine(Row row) {
        @Nullable OffsetDateTime added = row.getOffsetDateTime("added_at");
        return new MachineAnswer(
                row.getUUID("id"), row.getString("name"), added != null, added == null ? null : added.toInstant());
    }

    private static PersonAnswer toPerson(Row row) {
        @Nullable OffsetDateTime added = row.getOffsetDateTime("added_at");
        String email = row.getString("email");
        return new PersonAnswer(
                row.getUUID("id"),
                email,
                email,
                row.getString("first_name"),
                row.getString("last_name"),
                added != null,
                added == null ? null : added.toInstant());
    }
}
