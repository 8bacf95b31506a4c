package dev.claviger.audit.live;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;

/** Looks in the log itself for what may have changed somebody's rights in a project. */
@ApplicationScoped
class RightsChangeStore {
    /** Events without a project are about groups and roles of the organisation, which reach into projects. */
    private static final String IS_CHANGED = """
            SELECT EXISTS (
                SELECT FROM trail
                WHERE org = $1 AND idx >= $2 AND idx < $3 AND received_at >= $4
                    AND (project_id = $5 OR project_id IS NULL)
                    AND outcome = 'success' AND name !~ '^(get|list)-'
                    AND (name ~ '(role|member|privilege|group)' OR name = 'delete-project'))
            """;

    private final Pool pool;

    RightsChangeStore(Pool pool) {
        this.pool = pool;
    }

    /** Whether that part of the log tells of a change of memberships, roles, privileges or groups. */
    Uni<Boolean> isChanged(UUID organisation, UUID project, long from, long below, Instant receivedSince) {
        return pool.preparedQuery(IS_CHANGED)
                .execute(Tuple.of(
                        organisation.toString(),
                        from,
                        below,
                        receivedSince.atOffset(ZoneOffset.UTC),
                        project.toString()))
                .map(rows -> rows.iterator().next().getBoolean(0));
    }
}
