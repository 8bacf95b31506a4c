package dev.claviger.vault.permission;

import dev.claviger.kernel.Failure;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.http.InvalidInput;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The roles and privileges that somebody holds in a project, in the order in which their rules stand (http-api.md 6.7, step 1). */
@ApplicationScoped
class GrantStore {
    private static final String ROWS = """
            (
                SELECT CASE WHEN m.actor_type = 'group' THEN 1 ELSE 0 END AS part, m.project_id, m.actor_type, m.actor_id,
                       m.created_at AS since, m.id AS membership_id, r.position, r.created_at AS role_since, r.id,
                       r.role, c.id AS grant_id, c.slug, c.permissions, r.temporary, r.access_start, r.access_end
                FROM membership m
                JOIN membership_role r ON r.membership_id = m.id
                LEFT JOIN project_role c ON c.id = r.custom_role_id
                WHERE m.project_id %1$s
                UNION ALL
                SELECT 2, m.project_id, m.actor_type, m.actor_id, m.created_at, m.id, 0, p.created_at, p.id,
                       'privilege', p.id, p.slug, p.permissions, p.temporary, p.access_start, p.access_end
                FROM membership m
                JOIN additional_privilege p ON p.membership_id = m.id
                WHERE m.project_id %1$s
            ) held
            """;

    private static final String HELD = ROWS.formatted("= $1");

    private static final String HELD_IN_ORGANIZATION =
            ROWS.formatted("IN (SELECT p.id FROM project p WHERE p.org_id = $1)");

    private static final String COLUMNS = """
            SELECT part, actor_type, actor_id, role, grant_id, slug, permissions, temporary, access_start, access_end
            FROM
            """ + HELD;

    private static final String ORDER = "ORDER BY part, since, membership_id, position, role_since, id";

    private static final String ACTOR =
            " ((actor_type = $2 AND actor_id = $3) OR (actor_type = 'group' AND actor_id = ANY ($4))) ";

    private static final String OF_ACTOR = COLUMNS + "WHERE" + ACTOR + ORDER;

    /** The revision in the same snapshot; one row without a role where nothing is held. */
    private static final String OF_ACTOR_AS_OF = """
            SELECT project.revision, held.*
            FROM project LEFT JOIN
            """ + HELD + "ON" + ACTOR + "WHERE project.id = $1 " + ORDER;

    private static final String OF_PROJECT = COLUMNS + ORDER;

    private static final String OF_ACTOR_EVERYWHERE =
            "SELECT held.* FROM " + HELD_IN_ORGANIZATION + "WHERE" + ACTOR + ORDER;

    private final Pool pool;

    /** What somebody held at a revision of the project. */
    record AsOf(long revision, List<Holding> holdings) {}

    GrantStore(Pool pool) {
        this.pool = pool;
    }

    Uni<List<Holding>> of(UUID projectId, Caller.Kind kind, UUID actorId, Set<UUID> groups) {
        return of(pool, projectId, kind, actorId, groups);
    }

    Uni<List<Holding>> of(SqlClient client, UUID projectId, Caller.Kind kind, UUID actorId, Set<UUID> groups) {
        return client.preparedQuery(OF_ACTOR)
                .execute(actor(projectId, kind, actorId, groups))
                .map(GrantStore::holdings);
    }

    /** Together with the revision of the project; empty when it is gone. */
    Uni<Optional<AsOf>> asOf(UUID projectId, Caller.Kind kind, UUID actorId, Set<UUID> groups) {
        return pool.preparedQuery(OF_ACTOR_AS_OF)
                .execute(actor(projectId, kind, actorId, groups))
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(new AsOf(rows.iterator().next().getLong("revision"), holdings(rows))));
    }

    /** By project. */
    Uni<Map<UUID, List<Holding>>> everywhere(UUID orgId, Caller.Kind kind, UUID actorId, Set<UUID> groups) {
        return pool.preparedQuery(OF_ACTOR_EVERYWHERE)
                .execute(actor(orgId, kind, actorId, groups))
                .map(GrantStore::byProject);
    }

    private static Map<UUID, List<Holding>> byProject(RowSet<Row> rows) {
        Map<UUID, List<Holding>> held = new LinkedHashMap<>();
        for (Row row : rows) {
            List<Holding> one = held.computeIfAbsent(row.getUUID("project_id"), fresh -> new ArrayList<>());
            holding(row).ifPresent(one::add);
        }
        return held;
    }

    private static Tuple actor(UUID where, Caller.Kind kind, UUID actorId, Set<UUID> groups) {
        return Tuple.of(where, kind.text(), actorId, groups.toArray(UUID[]::new));
    }

    private static List<Holding> holdings(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .filter(row -> row.getString("role") != null)
                .map(GrantStore::holding)
                .flatMap(Optional::stream)
                .toList();
    }

    /** What everybody holds directly; groups count as somebody. Who holds nothing has an empty list. */
    Uni<Map<Holder, List<Holding>>> ofProject(UUID projectId) {
        return pool.preparedQuery(OF_PROJECT).execute(Tuple.of(projectId)).map(GrantStore::byHolder);
    }

    private static Map<Holder, List<Holding>> byHolder(RowSet<Row> rows) {
        Map<Holder, List<Holding>> held = new LinkedHashMap<>();
        for (Row row : rows) {
            List<Holding> one = held.computeIfAbsent(
                    new Holder(row.getString("actor_type"), row.getUUID("actor_id")), fresh -> new ArrayList<>());
            holding(row).ifPresent(one::add);
        }
        return held;
    }

    /** A role that this version does not know gives nothing; a temporary one without its times neither. */
    private static Optional<Holding> holding(Row row) {
        @Nullable OffsetDateTime start = row.getOffsetDateTime("access_start");
        @Nullable OffsetDateTime end = row.getOffsetDateTime("access_end");
        boolean temporary = row.getBoolean("temporary");
        if (temporary && (start == null || end == null)) {
            return Optional.empty();
        }
        @Nullable Instant from = temporary && start != null ? start.toInstant() : null;
        @Nullable Instant until = temporary && end != null ? end.toInstant() : null;
        @Nullable UUID group = row.getString("actor_type").equals("group") ? row.getUUID("actor_id") : null;
        return rules(row).map(rules -> new Holding(source(row, group), rules, from, until));
    }

    private static Source source(Row row, @Nullable UUID group) {
        @Nullable String slug = row.getString("slug");
        String role = row.getString("role");
        return slug == null
                ? new Source(Source.Kind.ROLE, role, null, group)
                : new Source(
                        role.equals("privilege") ? Source.Kind.PRIVILEGE : Source.Kind.ROLE,
                        slug,
                        row.getUUID("grant_id"),
                        group);
    }

    private static Optional<List<Rule>> rules(Row row) {
        if (row.getUUID("grant_id") == null) {
            return BuiltInRole.bySlug(row.getString("role")).map(BuiltInRole::rules);
        }
        try {
            return Optional.of(RuleText.stored(row.getJsonArray("permissions")));
        } catch (InvalidInput | Failure unreadable) {
            Log.errorf("rules not understood, they give nothing grant=%s", row.getUUID("grant_id"));
            return Optional.empty();
        }
    }
}
