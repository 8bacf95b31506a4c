package dev.claviger.auth.token;

import dev.claviger.auth.principal.PrincipalRelay;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.caller.VerifiedToken;
import dev.claviger.kernel.principal.Liveness;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Here the rows of the tokens are at hand: {@link LiveTokenFilter} looks at them next, so that nothing is left to decide before. */
@ApplicationScoped
class IssuerLiveness implements Liveness {
    private final PrincipalRelay relay;

    IssuerLiveness(PrincipalRelay relay) {
        this.relay = relay;
    }

    @Override
    public Uni<Caller> admit(VerifiedToken token, Secret bearer, Origin origin) {
        return Uni.createFrom().item(token.caller());
    }

    @Override
    public Condition condition() {
        return new Condition(true, relay.isBehind() ? "degraded: changes do not reach Kafka" : "current");
    }
}
