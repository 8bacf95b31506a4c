package dev.claviger.kernel.principal;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.caller.ServiceTokenText;
import dev.claviger.kernel.caller.ServiceTokens;
import dev.claviger.kernel.caller.TokenVerifier;
import dev.claviger.kernel.caller.VerifiedToken;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Whether whoever began a long answer may have the rest of it: what the door asks once, to be asked again and again. */
@ApplicationScoped
public class Standing {
    private final TokenVerifier tokens;
    private final Liveness liveness;
    private final ServiceTokens services;
    private final Principals principals;

    Standing(TokenVerifier tokens, Liveness liveness, ServiceTokens services, Principals principals) {
        this.tokens = tokens;
        this.liveness = liveness;
        this.services = services;
        this.principals = principals;
    }

    /**
     * The caller as it is now. Fails as the door would for a token that has expired, was revoked, may not be used from there or cannot be
     * checked. Unlike at the door it is no use of the token, so that none is counted.
     */
    public Uni<Caller> check(Secret bearer, Origin origin) {
        return ServiceTokenText.is(bearer)
                ? Uni.createFrom().item(() -> ServiceTokenText.parse(bearer)).chain(services::verify)
                : tokens.verify(bearer).chain(token -> check(token, bearer, origin));
    }

    private Uni<Caller> check(VerifiedToken token, Secret bearer, Origin origin) {
        if (!token.terms().counted()) {
            return liveness.admit(token, bearer, origin);
        }
        return principals.judge(token) == Verdict.ENDED
                ? Uni.createFrom().failure(TokenEnded.gone())
                : Uni.createFrom().item(token.caller());
    }
}
