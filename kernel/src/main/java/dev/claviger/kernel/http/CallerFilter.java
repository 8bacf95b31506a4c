package dev.claviger.kernel.http;

import dev.claviger.kernel.Failure;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.caller.ServiceTokenText;
import dev.claviger.kernel.caller.ServiceTokens;
import dev.claviger.kernel.caller.TokenVerifier;
import dev.claviger.kernel.caller.VerifiedToken;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.Refusals;
import dev.claviger.kernel.principal.Liveness;
import dev.claviger.kernel.principal.LivenessUnknown;
import dev.claviger.kernel.principal.TokenEnded;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ResourceInfo;
import java.lang.reflect.Method;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Closed by default: every route without {@link PublicRoute} needs exactly one bearer token (http-api.md 1.2).
 *
 * <p>It looks at the matched method and never at the path, so no spelling of a path leads around it.
 */
class CallerFilter {
    private final TokenVerifier tokens;
    private final Liveness liveness;
    private final ServiceTokens services;
    private final CurrentRequest current;
    private final Refusals refusals;
    private final Outbox outbox;

    CallerFilter(
            TokenVerifier tokens,
            Liveness liveness,
            ServiceTokens services,
            CurrentRequest current,
            Refusals refusals,
            Outbox outbox) {
        this.tokens = tokens;
        this.liveness = liveness;
        this.services = services;
        this.current = current;
        this.refusals = refusals;
        this.outbox = outbox;
    }

    @ServerRequestFilter(priority = Priorities.AUTHENTICATION)
    Uni<Void> authenticate(ResourceInfo route) {
        Method method = route.getResourceMethod();
        if (method.isAnnotationPresent(PublicRoute.class)) {
            return Uni.createFrom().voidItem();
        }
        return Uni.createFrom()
                .item(() -> isVaultRoute(method) ? current.vaultToken() : current.bearer())
                .onFailure(Failure.class)
                .invoke(this::note)
                .chain(this::identify)
                .invoke(current::calledBy)
                .replaceWithVoid();
    }

    private static boolean isVaultRoute(Method method) {
        return method.getDeclaringClass().isAnnotationPresent(VaultRoute.class);
    }

    private Uni<Caller> identify(Secret bearer) {
        return ServiceTokenText.is(bearer) ? service(bearer) : verify(bearer).chain(token -> admit(token, bearer));
    }

    private Uni<Caller> service(Secret bearer) {
        return Uni.createFrom()
                .item(() -> ServiceTokenText.parse(bearer))
                .chain(services::verify)
                .onFailure(Failure.class)
                .invoke(this::note);
    }

    /** Whoever presents something that is no token of ours is counted. */
    private Uni<VerifiedToken> verify(Secret bearer) {
        return tokens.verify(bearer).onFailure(Failure.class).invoke(this::note);
    }

    /** Whoever presents a token of ours that is no good any more is recorded by name. */
    private Uni<Caller> admit(VerifiedToken token, Secret bearer) {
        return liveness.admit(token, bearer, current.origin())
                .onFailure(TokenEnded.class)
                .call(ended -> outbox.record(denied(token, ended)))
                .onFailure(LivenessUnknown.class)
                .invoke(this::note);
    }

    private AccessEvent denied(VerifiedToken token, TokenEnded ended) {
        return current.event("authenticate").by(token.caller()).denied(ended.text());
    }

    private void note(Failure refused) {
        refusals.note("authenticate", current.origin(), refused.text());
    }
}
