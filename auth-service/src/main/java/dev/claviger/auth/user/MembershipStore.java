package dev.claviger.auth.user;

import dev.claviger.auth.access.Rights;
import dev.claviger.auth.organization.Organization;
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
import java.util.stream.StreamSupport;

/** The rows of memberships of people in organisations. */
@ApplicationScoped
public class MembershipStore {
    private static final String COLUMNS =
            "m.id, m.org_id, m.user_id, m.role, m.status, m.created_at, m.updated_at, " + RoleStore.COLUMNS;

    private static final String FROM = "\nFROM org_membership m LEFT JOIN org_role r ON r.id = m.role_id\n";

    private static final String INSERT = """
            INSERT INTO org_membership (id, org_id, user_id, role, role_id, status, created_at, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $7)
            ON CONFLICT (org_id, user_id) DO NOTHING
            """;

    private static final String FIND_OF = "SELECT " + COLUMNS + FROM + "WHERE m.org_id = $1 AND m.user_id = $2";

    private static final String ACTIVE_OF =
            "SELECT " + COLUMNS + ", o.name, o.slug, o.require_mfa, o.sso_only" + FROM + """
            JOIN organization o ON o.id = m.org_id
            WHERE m.user_id = $1 AND m.status = 'active'
            ORDER BY o.created_at, o.id
            """;

    private static final String USER = """
            , u.email, u.first_name, u.last_name, u.super_admin, u.enabled, u.created_at AS user_created_at,
            u.updated_at AS user_updated_at,
            (SELECT count(*) FROM org_membership n WHERE n.user_id = u.id) AS memberships,
            u.password_hash IS NOT NULL AS has_password, EXISTS (SELECT FROM sso_link k WHERE k.user_id = u.id) AS linked
            """ + FROM + "JOIN app_user u ON u.id = m.user_id\n";

    private static final String LIST =
            "SELECT " + COLUMNS + USER + "WHERE m.org_id = $1 ORDER BY u.email LIMIT $2 OFFSET $3";

    private static final String FIND = "SELECT " + COLUMNS + USER + "WHERE m.org_id = $1 AND m.id = $2";

    private static final String LIST_OF = "SELECT " + COLUMNS + USER + "WHERE m.user_id = $1 ORDER BY m.org_id";

    private static final String UPDATE =
            "UPDATE org_membership SET role = $2, role_id = $3, status = $4, updated_at = $5 WHERE id = $1";

    private static final String DELETE = "DELETE FROM org_membership WHERE id = $1";

    /** Whoever changes memberships of an organisation waits for others who do, so that the last administrator is the last. */
    private static final String LOCK = "SELECT id FROM organization WHERE id = $1 FOR NO KEY UPDATE";

    private static final String OTHER_ADMINS = """
            SELECT count(*) AS others FROM org_membership m JOIN app_user u ON u.id = m.user_id AND u.enabled
            WHERE m.org_id = $1 AND m.id <> $2 AND m.status = 'active' AND m.role = 'admin' AND m.role_id IS NULL
            """;

    /**
     * A member, and of how many organisations they are one.
     *
     * @param linked whether some provider vouches for them
     */
    public record Member(Membership membership, User user, long memberships, boolean hasPassword, boolean linked) {

        public Member with(Membership changed) {
            return new Member(changed, user, memberships, hasPassword, linked);
        }
    }

    /** A membership with the organisation it is in. */
    public record Place(Membership membership, Organization organization, boolean requiresMfa, boolean ssoOnly) {}

    /** False when the person has a place there already. */
    public Uni<Boolean> insert(RecordedTransaction tx, Membership membership) {
        return tx.sql()
                .preparedQuery(INSERT)
                .execute(Tuple.tuple()
                        .addUUID(membership.id())
                        .addUUID(membership.orgId())
                        .addUUID(membership.userId())
                        .addString(membership.rights().role().slug())
                        .addUUID(membership.rights().roleId())
                        .addString(membership.status().text())
                        .addOffsetDateTime(utc(membership.createdAt())))
                .map(rows -> rows.rowCount() == 1);
    }

    public Uni<Optional<Membership>> find(RecordedTransaction tx, UUID orgId, UUID userId) {
        return tx.sql()
                .preparedQuery(FIND_OF)
                .execute(Tuple.of(orgId, userId))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .findFirst()
                        .map(MembershipStore::toMembership));
    }

    /** Where a person may go, the oldest organisation first. */
    public Uni<List<Place>> active(RecordedTransaction tx, UUID userId) {
        return tx.sql()
                .preparedQuery(ACTIVE_OF)
                .execute(Tuple.of(userId))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(MembershipStore::toPlace)
                        .toList());
    }

    public Uni<List<Member>> list(RecordedTransaction tx, UUID orgId, long limit, long offset) {
        return tx.sql()
                .preparedQuery(LIST)
                .execute(Tuple.of(orgId, limit, offset))
                .map(MembershipStore::members);
    }

    /** All places of a person, also those that do not count. */
    public Uni<List<Member>> listOf(RecordedTransaction tx, UUID userId) {
        return tx.sql().preparedQuery(LIST_OF).execute(Tuple.of(userId)).map(MembershipStore::members);
    }

    public Uni<Optional<Member>> findMember(RecordedTransaction tx, UUID orgId, UUID id) {
        return tx.sql()
                .preparedQuery(FIND)
                .execute(Tuple.of(orgId, id))
                .map(rows -> members(rows).stream().findFirst());
    }

    Uni<Void> update(RecordedTransaction tx, Membership changed) {
        return tx.sql()
                .preparedQuery(UPDATE)
                .execute(Tuple.tuple()
                        .addUUID(changed.id())
                        .addString(changed.rights().role().slug())
                        .addUUID(changed.rights().roleId())
                        .addString(changed.status().text())
                        .addOffsetDateTime(utc(changed.updatedAt())))
                .replaceWithVoid();
    }

    Uni<Void> delete(RecordedTransaction tx, UUID id) {
        return tx.sql().preparedQuery(DELETE).execute(Tuple.of(id)).replaceWithVoid();
    }

    /** Keeps the memberships of an organisation as they are until the transaction ends. */
    public Uni<Void> lock(RecordedTransaction tx, UUID orgId) {
        return tx.sql().preparedQuery(LOCK).execute(Tuple.of(orgId)).replaceWithVoid();
    }

    /** How many active administrators the organisation has besides this membership. */
    Uni<Long> otherAdmins(RecordedTransaction tx, Membership membership) {
        return tx.sql()
                .preparedQuery(OTHER_ADMINS)
                .execute(Tuple.of(membership.orgId(), membership.id()))
                .map(rows -> rows.iterator().next().getLong("others"));
    }

    private static List<Member> members(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row -> new Member(
                        toMembership(row),
                        toUser(row),
                        row.getLong("memberships"),
                        row.getBoolean("has_password"),
                        row.getBoolean("linked")))
                .toList();
    }

    private static User toUser(Row row) {
        return new User(
                row.getUUID("user_id"),
                new Email(row.getString("email")),
                row.getString("first_name"),
                row.getString("last_name"),
                row.getBoolean("super_admin"),
                row.getBoolean("enabled"),
                row.getOffsetDateTime("user_created_at").toInstant(),
                row.getOffsetDateTime("user_updated_at").toInstant());
    }

    private static Place toPlace(Row row) {
        Organization organization =
                new Organization(row.getUUID("org_id"), row.getString("name"), row.getString("slug"));
        return new Place(toMembership(row), organization, row.getBoolean("require_mfa"), row.getBoolean("sso_only"));
    }

    static Membership toMembership(Row row) {
        return new Membership(
                row.getUUID("id"),
                row.getUUID("org_id"),
                row.getUUID("user_id"),
                rights(row),
                Membership.Status.of(row.getString("status")),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    private static Rights rights(Row row) {
        return new Rights(
                OrgRole.bySlug(row.getString("role")).orElseThrow(),
                RoleStore.toRole(row).orElse(null),
                false);
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
