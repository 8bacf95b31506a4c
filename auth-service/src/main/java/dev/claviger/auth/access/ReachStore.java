package dev.claviger.auth.access;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.orgright.Reach;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import java.util.stream.StreamSupport;

/**
 * Who reaches what, as the database knows it now.
 *
 * <p>All changes of one organisation that depend on rights share a lock; those that change the rights of somebody hold it alone. So
 * what was checked under it holds until the transaction ends, and nobody grants with rights that were just taken away.
 */
@ApplicationScoped
public class ReachStore {

    /** The columns that {@link #toReach} reads, for queries in which {@code i} is an identity. */
    public static final String OF_IDENTITY = "identity_roles(i.id) AS roles, i.instance_admin";

    private static final String ROLES = "roles";
    private static final String INSTANCE_ADMIN = "instance_admin";

    private static final String LOCK = "SELECT pg_advisory_xact_lock%s(hashtextextended('rights:' || $1, 0))";
    private static final String SHARE = LOCK.formatted("_shared");
    private static final String HOLD = LOCK.formatted("");

    private static final String IDENTITY =
            "SELECT " + OF_IDENTITY + " FROM identity i WHERE i.org_id = $1 AND i.id = $2";

    private static final String USER = """
            SELECT user_roles($1, u.id) AS roles, u.super_admin AS instance_admin FROM app_user u WHERE u.id = $2
            """;

    /** Shares the lock of the organisation until the transaction ends. */
    Uni<Void> share(RecordedTransaction tx, UUID orgId) {
        return lock(tx, SHARE, orgId);
    }

    /**
     * Holds the lock of the organisation alone until the transaction ends. Whoever changes rights otherwise than by {@link Acts} takes it
     * before any row.
     */
    public Uni<Void> hold(RecordedTransaction tx, UUID orgId) {
        return lock(tx, HOLD, orgId);
    }

    /** Nothing for someone who is gone. */
    Uni<Reach> of(RecordedTransaction tx, Caller caller) {
        return switch (caller.kind()) {
            case IDENTITY -> ofIdentity(tx, caller.orgId(), caller.id());
            case USER -> ofUser(tx, caller.orgId(), caller.id());
            case SERVICE -> Uni.createFrom().item(Reach.NOTHING);
        };
    }

    /** What the caller reaches now, in a form that can be kept; {@link #kept} reads it. */
    public Uni<JsonObject> keep(RecordedTransaction tx, Caller caller) {
        String sql = caller.kind() == Caller.Kind.USER ? USER : IDENTITY;
        return tx.sql()
                .preparedQuery(sql)
                .execute(Tuple.of(caller.orgId(), caller.id()))
                .map(rows -> rows.iterator().next())
                .map(row -> new JsonObject()
                        .put(ROLES, row.getJsonArray(ROLES))
                        .put(INSTANCE_ADMIN, row.getBoolean(INSTANCE_ADMIN)));
    }

    /** Reads what {@link #keep} has written. */
    public static Reach kept(JsonObject kept) {
        return Reach.ofRoles(kept.getJsonArray(ROLES)).withInstance(kept.getBoolean(INSTANCE_ADMIN));
    }

    public Uni<Reach> ofIdentity(RecordedTransaction tx, UUID orgId, UUID id) {
        return tx.sql().preparedQuery(IDENTITY).execute(Tuple.of(orgId, id)).map(ReachStore::first);
    }

    public Uni<Reach> ofUser(RecordedTransaction tx, UUID orgId, UUID id) {
        return tx.sql().preparedQuery(USER).execute(Tuple.of(orgId, id)).map(ReachStore::first);
    }

    /** Reads the columns of {@link #OF_IDENTITY}. */
    public static Reach toReach(Row row) {
        return Reach.ofRoles(row.getJsonArray(ROLES)).withInstance(row.getBoolean(INSTANCE_ADMIN));
    }

    private static Uni<Void> lock(RecordedTransaction tx, String sql, UUID orgId) {
        return tx.sql().preparedQuery(sql).execute(Tuple.of(orgId.toString())).replaceWithVoid();
    }

    private static Reach first(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .findFirst()
                .map(ReachStore::toReach)
                .orElse(Reach.NOTHING);
    }
}
