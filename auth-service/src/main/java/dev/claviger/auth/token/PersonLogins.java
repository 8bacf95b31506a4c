package dev.claviger.auth.token;

import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import java.util.UUID;

/** The logins of people, on which their tokens hang. */
public interface PersonLogins {

    /** Ends one login of a person with all its tokens, in every service; false when there was nothing to end. */
    Uni<Boolean> end(RecordedTransaction tx, UUID userId, UUID sessionId);
}
