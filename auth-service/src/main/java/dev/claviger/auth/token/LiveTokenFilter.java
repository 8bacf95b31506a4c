package dev.claviger.auth.token;

import dev.claviger.auth.access.Standing;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.orgright.Reach;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Priorities;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.SimpleResourceInfo;

/**
 * Looks behind the signature: on every protected route of this service the token of a machine must still be good in the database, as
 * the session of a person must elsewhere. A refusal is recorded before it is answered, since it needed a token of ours.
 */
class LiveTokenFilter {
    private final LiveTokens tokens;
    private final Standing standing;
    private final CurrentRequest current;

    LiveTokenFilter(LiveTokens tokens, Standing standing, CurrentRequest current) {
        this.tokens = tokens;
        this.standing = standing;
        this.current = current;
    }

    @ServerRequestFilter(priority = Priorities.AUTHENTICATION + 1)
    Uni<Void> check(SimpleResourceInfo route) {
        return current.knownCaller()
                .filter(caller -> caller.kind() == Caller.Kind.IDENTITY)
                .map(caller -> check(caller, route))
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    private Uni<Void> check(Caller caller, SimpleResourceInfo route) {
        AccessEvent attempt = current.event("authenticate");
        boolean usedElsewhere = TokenUseResource.class.equals(route.getResourceClass());
        Uni<Reach> use = usedElsewhere ? tokens.useElsewhere(caller, attempt) : tokens.use(caller, attempt);
        return use.invoke(standing::set).replaceWithVoid();
    }
}
