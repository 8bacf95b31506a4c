package dev.claviger.auth.access;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Which identities belong to a project. That never changes, so it can be asked before the transaction of an act. */
@ApplicationScoped
class OwnerStore {
    private static final String OF_IDENTITY = """
            SELECT i.id, i.project_id FROM identity i WHERE i.org_id = $1 AND i.id = $2
            """;

    private static final String OF_TOKEN = """
            SELECT i.id, i.project_id FROM access_token t JOIN identity i ON i.id = t.identity_id
            WHERE i.org_id = $1 AND t.id = $2
            """;

    private final Pool pool;

    OwnerStore(Pool pool) {
        this.pool = pool;
    }

    /**
     * An identity and whose it is.
     *
     * @param projectId the project that it belongs to; null for one of the organisation
     */
    record Owned(UUID identityId, @Nullable UUID projectId) {}

    /** Empty when there is none. */
    Uni<Optional<Owned>> ofIdentity(UUID orgId, UUID id) {
        return find(OF_IDENTITY, orgId, id);
    }

    /** The same for the identity that a token is for. */
    Uni<Optional<Owned>> ofToken(UUID orgId, UUID tokenId) {
        return find(OF_TOKEN, orgId, tokenId);
    }

    private Uni<Optional<Owned>> find(String sql, UUID orgId, UUID id) {
        return pool.preparedQuery(sql).execute(Tuple.of(orgId, id)).map(OwnerStore::first);
    }

    private static Optional<Owned> first(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .findFirst()
                .map(row -> new Owned(row.getUUID("id"), row.getUUID("project_id")));
    }
}
