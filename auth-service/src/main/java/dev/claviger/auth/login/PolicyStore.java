package dev.claviger.auth.login;

import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** What organisations ask of logins, in their rows. */
@ApplicationScoped
class PolicyStore {
    private static final String READ = "SELECT require_mfa FROM organization WHERE id = $1";

    private static final String SET = "UPDATE organization SET require_mfa = $2 WHERE id = $1";

    private static final String HAS_SHOWN = "SELECT mfa_verified FROM user_session WHERE id = $1";

    Uni<Boolean> requiresSecondFactor(RecordedTransaction tx, UUID orgId) {
        return tx.sql()
                .preparedQuery(READ)
                .execute(Tuple.of(orgId))
                .map(rows -> rows.iterator().next().getBoolean("require_mfa"));
    }

    Uni<Void> requireSecondFactor(RecordedTransaction tx, UUID orgId, boolean required) {
        return tx.sql().preparedQuery(SET).execute(Tuple.of(orgId, required)).replaceWithVoid();
    }

    /** Whether a session has shown the second factor. */
    Uni<Boolean> hasShown(RecordedTransaction tx, UUID sessionId) {
        return tx.sql()
                .preparedQuery(HAS_SHOWN)
                .execute(Tuple.of(sessionId))
                .map(rows -> rows.iterator().hasNext() && rows.iterator().next().getBoolean("mfa_verified"));
    }
}
