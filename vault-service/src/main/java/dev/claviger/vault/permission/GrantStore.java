package dev.claviger.vault.permission;

import dev.claviger.kernel.caller.Caller;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The roles that somebody holds in a project. */
@ApplicationScoped
class GrantStore {
    private static final String ROLES_OF = """
            SELECT r.role, r.temporary, r.access_start, r.access_end
            FROM membership m
            JOIN membership_role r ON r.membership_id = m.id
            WHERE m.project_id = $1 AND m.actor_type = $2 AND m.actor_id = $3
            ORDER BY r.created_at, r.id
            """;

    private final Pool pool;

    GrantStore(Pool pool) {
        this.pool = pool;
    }

    Uni<List<RoleGrant>> rolesOf(UUID projectId, Caller.Kind kind, UUID actorId) {
        return rolesOf(pool, projectId, kind, actorId);
    }

    Uni<List<RoleGrant>> rolesOf(SqlClient client, UUID projectId, Caller.Kind kind, UUID actorId) {
        return client.preparedQuery(ROLES_OF)
                .execute(Tuple.of(projectId, kind.text(), actorId))
                .map(GrantStore::grants);
    }

    private static List<RoleGrant> grants(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .flatMap(GrantStore::grant)
                .toList();
    }

    /** A role that this version does not know gives nothing; a temporary one without its times neither. */
    private static Stream<RoleGrant> grant(Row row) {
        Stream<BuiltInRole> role = BuiltInRole.bySlug(row.getString("role")).stream();
        if (!row.getBoolean("temporary")) {
            return role.map(known -> new RoleGrant(known, null, null));
        }
        @Nullable OffsetDateTime start = row.getOffsetDateTime("access_start");
        @Nullable OffsetDateTime end = row.getOffsetDateTime("access_end");
        if (start == null || end == null) {
            return Stream.empty();
        }
        Instant from = start.toInstant();
        return role.map(known -> new RoleGrant(known, from, end.toInstant()));
    }
}
