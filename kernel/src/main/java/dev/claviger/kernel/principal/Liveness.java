package dev.claviger.kernel.principal;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.caller.VerifiedToken;
import io.smallrye.mutiny.Uni;

/** Whether a token may be used now: auth-service looks it up where it was issued, the other services keep themselves informed. */
public interface Liveness {

    /**
     * Decides about one use of a token, before anything else is done for it.
     *
     * @param bearer the token itself, for asking auth-service
     * @return the caller with its present name and role. Fails with {@link TokenEnded} when the token is no good any more, and with
     *     {@link LivenessUnknown} when nobody can tell.
     */
    Uni<Caller> admit(VerifiedToken token, Secret bearer, Origin origin);

    /** How well informed this replica is, for the health check. */
    Condition condition();

    /**
     * How well informed a replica is.
     *
     * @param ready false keeps requests away
     * @param state for people
     */
    record Condition(boolean ready, String state) {}
}
