package dev.claviger.sync.identity;

import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** The identities of organisations in PostgreSQL. */
@ApplicationScoped
class SyncIdentityStore {
    private static final String FIND =
            "SELECT org_id, identity_id, identity_name, client_id, sealed, updated_at FROM sync_identity WHERE org_id"
                    + " = $1";

    private static final String PUT = """
            INSERT INTO sync_identity (org_id, identity_id, identity_name, client_id, sealed, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (org_id) DO UPDATE
            SET identity_id = $2, identity_name = $3, client_id = $4, sealed = $5, updated_at = $6
            """;

    private static final String DELETE = "DELETE FROM sync_identity WHERE org_id = $1";

    private final Pool pool;

    SyncIdentityStore(Pool pool) {
        this.pool = pool;
    }

    Uni<Optional<SyncIdentity>> find(UUID orgId) {
        return pool.preparedQuery(FIND)
                .execute(Tuple.of(orgId))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .findFirst()
                        .map(SyncIdentityStore::identity));
    }

    Uni<Void> put(RecordedTransaction tx, SyncIdentity identity) {
        return tx.sql()
                .preparedQuery(PUT)
                .execute(Tuple.of(
                        identity.orgId(),
                        identity.identityId(),
                        identity.identityName(),
                        identity.clientId(),
                        identity.sealed(),
                        identity.updatedAt().atOffset(ZoneOffset.UTC)))
                .replaceWithVoid();
    }

    Uni<Void> delete(RecordedTransaction tx, UUID orgId) {
        return tx.sql().preparedQuery(DELETE).execute(Tuple.of(orgId)).replaceWithVoid();
    }

    private static SyncIdentity identity(Row row) {
        return new SyncIdentity(
                row.getUUID("org_id"),
                row.getUUID("identity_id"),
                row.getString("identity_name"),
                row.getString("client_id"),
                row.getBuffer("sealed").getDelegate(),
                row.getOffsetDateTime("updated_at").toInstant());
    }
}
