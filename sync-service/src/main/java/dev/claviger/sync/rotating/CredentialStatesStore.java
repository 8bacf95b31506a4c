package dev.claviger.sync.rotating;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** How it stands with a rotation and its credentials, without opening any. */
@ApplicationScoped
public class CredentialStatesStore {
    private static final String LOOK = """
            SELECT r.phase, c.id, c.state FROM secret_rotation r LEFT JOIN rotation_credential c ON c.rotation_id = r.id
            WHERE r.id = $1 AND r.org_id = $2 AND r.is_made AND r.deleted_at IS NULL
            """;

    private final Pool pool;

    CredentialStatesStore(Pool pool) {
        this.pool = pool;
    }

    /**
     * One look.
     *
     * @param credentials those that may still work; one is gone only when its target was seen to refuse it
     */
    public record Look(Phase phase, Map<UUID, Credential.State> credentials) {
        public Look {
            credentials = Map.copyOf(credentials);
        }
    }

    /** Empty when there is no such rotation. */
    public Uni<Optional<Look>> look(UUID orgId, UUID rotationId) {
        return pool.preparedQuery(LOOK)
                .execute(Tuple.of(rotationId, orgId))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getString("phase"))
                        .findFirst()
                        .map(phase -> new Look(
                                Phase.valueOf(phase),
                                StreamSupport.stream(rows.spliterator(), false)
                                        .filter(row -> row.getUUID("id") != null)
                                        .collect(Collectors.toMap(
                                                row -> row.getUUID("id"), CredentialStatesStore::state)))));
    }

    private static Credential.State state(Row row) {
        return Credential.State.valueOf(row.getString("state"));
    }
}
