package dev.claviger.auth.identity;

import dev.claviger.auth.access.Rights;
import dev.claviger.auth.identity.Identity.Metadata;
import dev.claviger.auth.role.RoleStore;
import dev.claviger.kernel.caller.OrgRole;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
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
import org.jspecify.annotations.Nullable;

/** The rows of identities. Every read names the organisation. */
@ApplicationScoped
class IdentityStore {
    private static final String COLUMNS = """
            i.id, i.membership_id, i.org_id, i.project_id, i.name, i.org_role,
            """ + RoleStore.COLUMNS + """
            , i.delete_protection, i.enabled, i.instance_admin, i.metadata,
            i.created_at, i.updated_at,
            ARRAY (SELECT m.method FROM identity_login_method m WHERE m.identity_id = i.id ORDER BY m.method) AS auth_methods
            """;

    private static final String INSERT = """
            INSERT INTO identity (id, membership_id, org_id, name, org_role, delete_protection, instance_admin, metadata,
                created_at, updated_at, role_id, project_id)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10, $11)
            """;

    private static final String FROM = " FROM identity i LEFT JOIN org_role r ON r.id = i.role_id\n";

    private static final String FIND = "SELECT " + COLUMNS + FROM + "WHERE i.org_id = $1 AND i.id = $2";

    private static final String LOCK = FIND + " FOR UPDATE OF i";

    private static final String OF_PROJECT =
            "SELECT " + COLUMNS + FROM + "WHERE i.org_id = $1 AND i.project_id = $2 ORDER BY i.id FOR UPDATE OF i";

    private static final String UPDATE = """
            UPDATE identity SET name = $2, org_role = $3, delete_protection = $4, metadata = $5, updated_at = $6, role_id = $7
            WHERE id = $1
            """;

    private static final String ENABLE = "UPDATE identity SET enabled = $2, updated_at = $3 WHERE id = $1";

    private static final String DELETE = "DELETE FROM identity WHERE id = $1";

    private static final String MATCHING = """
            WHERE i.org_id = $1
              AND ($2::text[] IS NULL OR i.name = ANY ($2))
              AND ($3::text IS NULL OR position(lower($3) IN lower(i.name)) > 0)
              AND ($4::text[] IS NULL OR coalesce(r.slug, i.org_role) = ANY ($4))
              AND i.project_id IS NOT DISTINCT FROM $5
            """;

    private static final String SEARCH = "SELECT " + COLUMNS + FROM + MATCHING;

    private static final String COUNT = "SELECT count(*) AS total " + FROM + MATCHING;

    Uni<Void> insert(RecordedTransaction tx, Identity identity) {
        Tuple row = Tuple.tuple()
                .addUUID(identity.id())
                .addUUID(identity.membershipId())
                .addUUID(identity.orgId())
                .addString(identity.name())
                .addString(identity.rights().role().slug())
                .addBoolean(identity.deleteProtection())
                .addBoolean(identity.rights().instanceAdmin())
                .addJsonArray(toJson(identity.metadata()))
                .addOffsetDateTime(utc(identity.createdAt()))
                .addUUID(identity.rights().roleId())
                .addUUID(identity.projectId());
        return tx.sql().preparedQuery(INSERT).execute(row).replaceWithVoid();
    }

    Uni<Optional<Identity>> find(RecordedTransaction tx, UUID orgId, UUID id) {
        return tx.sql().preparedQuery(FIND).execute(Tuple.of(orgId, id)).map(IdentityStore::first);
    }

    /** Finds it and keeps it as it is until the transaction ends. */
    Uni<Optional<Identity>> lock(RecordedTransaction tx, UUID orgId, UUID id) {
        return tx.sql().preparedQuery(LOCK).execute(Tuple.of(orgId, id)).map(IdentityStore::first);
    }

    /** All that belong to the project, kept as they are until the transaction ends. */
    Uni<List<Identity>> ofProject(RecordedTransaction tx, UUID orgId, UUID projectId) {
        return tx.sql()
                .preparedQuery(OF_PROJECT)
                .execute(Tuple.of(orgId, projectId))
                .map(rows -> stream(rows).map(IdentityStore::toIdentity).toList());
    }

    Uni<Void> update(RecordedTransaction tx, Identity changed) {
        return tx.sql()
                .preparedQuery(UPDATE)
                .execute(Tuple.tuple()
                        .addUUID(changed.id())
                        .addString(changed.name())
                        .addString(changed.rights().role().slug())
                        .addBoolean(changed.deleteProtection())
                        .addJsonArray(toJson(changed.metadata()))
                        .addOffsetDateTime(utc(changed.updatedAt()))
                        .addUUID(changed.rights().roleId()))
                .replaceWithVoid();
    }

    Uni<Void> enable(RecordedTransaction tx, Identity changed) {
        return tx.sql()
                .preparedQuery(ENABLE)
                .execute(Tuple.of(changed.id(), changed.enabled(), utc(changed.updatedAt())))
                .replaceWithVoid();
    }

    /** With all its login methods and tokens. */
    Uni<Void> delete(RecordedTransaction tx, UUID id) {
        return tx.sql().preparedQuery(DELETE).execute(Tuple.of(id)).replaceWithVoid();
    }

    /** Of one project; without one, those of the organisation itself. */
    Uni<List<Identity>> search(RecordedTransaction tx, UUID orgId, @Nullable UUID projectId, IdentitySearch search) {
        String page = " ORDER BY %s LIMIT $6 OFFSET $7".formatted(search.order().sql());
        return tx.sql()
                .preparedQuery(SEARCH + page)
                .execute(
                        filter(orgId, projectId, search).addLong(search.limit()).addLong(search.offset()))
                .map(rows -> stream(rows).map(IdentityStore::toIdentity).toList());
    }

    Uni<Long> count(RecordedTransaction tx, UUID orgId, @Nullable UUID projectId, IdentitySearch search) {
        return tx.sql()
                .preparedQuery(COUNT)
                .execute(filter(orgId, projectId, search))
                .map(rows -> rows.iterator().next().getLong("total"));
    }

    private static Tuple filter(UUID orgId, @Nullable UUID projectId, IdentitySearch search) {
        return Tuple.tuple()
                .addUUID(orgId)
                .addArrayOfString(texts(search.names()))
                .addString(search.nameContains())
                .addArrayOfString(texts(search.roles()))
                .addUUID(projectId);
    }

    private static String @Nullable [] texts(@Nullable List<String> texts) {
        return texts == null ? null : texts.toArray(String[]::new);
    }

    private static Optional<Identity> first(RowSet<Row> rows) {
        return stream(rows).findFirst().map(IdentityStore::toIdentity);
    }

    private static Identity toIdentity(Row row) {
        return new Identity(
                row.getUUID("id"),
                row.getUUID("membership_id"),
                row.getUUID("org_id"),
                row.getUUID("project_id"),
                row.getString("name"),
                rights(row),
                row.getBoolean("delete_protection"),
                row.getBoolean("enabled"),
                fromJson(row.getJsonArray("metadata")),
                List.of(row.getArrayOfStrings("auth_methods")),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    private static Rights rights(Row row) {
        return new Rights(
                OrgRole.bySlug(row.getString("org_role")).orElseThrow(),
                RoleStore.toRole(row).orElse(null),
                row.getBoolean("instance_admin"));
    }

    private static JsonArray toJson(List<Metadata> metadata) {
        JsonArray list = new JsonArray();
        for (Metadata entry : metadata) {
            list.add(new JsonObject()
                    .put("id", entry.id().toString())
                    .put("key", entry.key())
                    .put("value", entry.value()));
        }
        return list;
    }

    private static List<Metadata> fromJson(JsonArray list) {
        return list.stream()
                .map(JsonObject.class::cast)
                .map(entry -> new Metadata(
                        UUID.fromString(entry.getString("id")), entry.getString("key"), entry.getString("value")))
                .toList();
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    private static Stream<Row> stream(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false);
    }
}
