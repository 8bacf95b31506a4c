package dev.claviger.auth.effect;

import dev.claviger.auth.access.ReachStore;
import dev.claviger.auth.principal.Principal;
import dev.claviger.auth.principal.Principal.Kind;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Reads principals with what they reach and the groups they are in. */
@ApplicationScoped
class EffectStore {
    private static final String IDENTITIES = """
            SELECT i.id, i.org_id, i.name, i.enabled,
            """ + ReachStore.OF_IDENTITY + """
            , ARRAY(SELECT m.group_id FROM group_identity m WHERE m.identity_id = i.id) AS groups,
            i.metadata, i.delete_protection, i.project_id,
            ARRAY(SELECT l.method FROM identity_login_method l WHERE l.identity_id = i.id ORDER BY l.method) AS auth_methods
            FROM identity i WHERE i.id = ANY ($1) ORDER BY i.id
            """;

    private static final String USERS = """
            SELECT u.id, m.org_id, u.email AS name, (u.enabled AND m.status = 'active') AS enabled,
                user_roles(m.org_id, u.id) AS roles, u.super_admin AS instance_admin,
                ARRAY(SELECT g.id FROM group_user x JOIN org_group g ON g.id = x.group_id
                    WHERE x.user_id = u.id AND g.org_id = m.org_id) AS groups
            FROM org_membership m JOIN app_user u ON u.id = m.user_id
            WHERE m.org_id = $1 AND u.id = ANY ($2) ORDER BY u.id
            """;

    private static final String GROUPS_OF_ROLE = "SELECT id, org_id, name, org_role FROM org_group WHERE role_id = $1";

    private static final String GROUP = "SELECT id, org_id, name, org_role FROM org_group WHERE id = $1";

    private static final String IDENTITIES_OF_ROLE = """
            SELECT id FROM identity WHERE role_id = $1
            UNION
            SELECT m.identity_id FROM group_identity m JOIN org_group g ON g.id = m.group_id WHERE g.role_id = $1
            """;

    private static final String USERS_OF_ROLE = """
            SELECT user_id AS id FROM org_membership WHERE role_id = $1
            UNION
            SELECT m.user_id FROM group_user m JOIN org_group g ON g.id = m.group_id WHERE g.role_id = $1
            """;

    private static final String IDENTITIES_OF_GROUP =
            "SELECT identity_id AS id FROM group_identity WHERE group_id = $1";

    private static final String USERS_OF_GROUP = "SELECT user_id AS id FROM group_user WHERE group_id = $1";

    Uni<List<Principal>> identities(RecordedTransaction tx, List<UUID> ids) {
        return tx.sql()
                .preparedQuery(IDENTITIES)
                .execute(Tuple.of(ids.toArray(UUID[]::new)))
                .map(rows -> map(rows, row -> toPrincipal(Kind.IDENTITY, row, toMachine(row))));
    }

    Uni<List<Principal>> heldBy(RecordedTransaction tx, UUID orgId, UUID roleId) {
        return groups(tx, GROUPS_OF_ROLE, roleId)
                .chain(groups -> ids(tx, IDENTITIES_OF_ROLE, roleId)
                        .chain(ids -> identities(tx, ids))
                        .map(identities -> joined(groups, identities)))
                .chain(some -> ids(tx, USERS_OF_ROLE, roleId)
                        .chain(ids -> users(tx, orgId, ids))
                        .map(users -> joined(some, users)));
    }

    Uni<List<Principal>> ofGroup(RecordedTransaction tx, UUID groupId) {
        return groups(tx, GROUP, groupId)
                .chain(groups -> membersOf(tx, groupId)
                        .chain(members -> members(tx, members))
                        .map(members -> joined(groups, members)));
    }

    Uni<List<Principal>> members(RecordedTransaction tx, Members members) {
        return identities(tx, members.identities())
                .chain(identities ->
                        users(tx, members.orgId(), members.users()).map(users -> joined(identities, users)));
    }

    private static Uni<List<Principal>> users(RecordedTransaction tx, UUID orgId, List<UUID> ids) {
        return ids.isEmpty()
                ? nobody()
                : tx.sql()
                        .preparedQuery(USERS)
                        .execute(Tuple.of(orgId, ids.toArray(UUID[]::new)))
                        .map(rows -> map(rows, row -> toPrincipal(Kind.USER, row, null)));
    }

    private static Uni<List<Principal>> nobody() {
        return Uni.createFrom().item(List.of());
    }

    Uni<Members> membersOf(RecordedTransaction tx, UUID groupId) {
        return groups(tx, GROUP, groupId)
                .chain(groups -> ids(tx, IDENTITIES_OF_GROUP, groupId)
                        .chain(identities -> ids(tx, USERS_OF_GROUP, groupId)
                                .map(users -> new Members(groups.getFirst().orgId(), identities, users))));
    }

    private static Uni<List<Principal>> groups(RecordedTransaction tx, String sql, UUID id) {
        return tx.sql().preparedQuery(sql).execute(Tuple.of(id)).map(rows -> map(rows, EffectStore::toGroup));
    }

    private static Uni<List<UUID>> ids(RecordedTransaction tx, String sql, UUID id) {
        return tx.sql().preparedQuery(sql).execute(Tuple.of(id)).map(rows -> map(rows, row -> row.getUUID("id")));
    }

    private static <T> List<T> map(RowSet<Row> rows, Function<Row, T> reader) {
        return StreamSupport.stream(rows.spliterator(), false).map(reader).toList();
    }

    private static List<Principal> joined(List<Principal> some, List<Principal> others) {
        List<Principal> all = new ArrayList<>(some);
        all.addAll(others);
        return all;
    }

    private static Principal.Machine toMachine(Row row) {
        Map<String, String> metadata = new HashMap<>();
        for (Object entry : row.getJsonArray("metadata")) {
            JsonObject pair = (JsonObject) entry;
            metadata.put(pair.getString("key"), pair.getString("value"));
        }
        return new Principal.Machine(
                metadata,
                List.of(row.getArrayOfStrings("auth_methods")),
                row.getBoolean("delete_protection"),
                row.getUUID("project_id"));
    }

    private static Principal toPrincipal(Kind kind, Row row, Principal.@Nullable Machine machine) {
        return new Principal(
                kind,
                row.getUUID("id"),
                row.getUUID("org_id"),
                row.getString("name"),
                ReachStore.toReach(row).seenAs().slug(),
                row.getBoolean("enabled"),
                Set.of(row.getArrayOfUUIDs("groups")),
                roles(row.getJsonArray("roles")),
                machine);
    }

    private static @Nullable JsonArray roles(JsonArray held) {
        return held.stream().anyMatch(role -> ((JsonObject) role).getValue("permissions") != null) ? held : null;
    }

    private static Principal toGroup(Row row) {
        return new Principal(
                Kind.GROUP,
                row.getUUID("id"),
                row.getUUID("org_id"),
                row.getString("name"),
                row.getString("org_role"),
                true,
                Set.of());
    }
}
