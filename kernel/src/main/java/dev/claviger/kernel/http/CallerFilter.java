package dev.claviger.kernel.http;

import dev.claviger.kernel.Failure;
import dev.claviger.kernel.caller.TokenVerifier;
import dev.claviger.kernel.outbox.Refusals;
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
    private final CurrentRequest current;
    private final Refusals refusals;

    CallerFilter(TokenVerifier tokens, CurrentRequest current, Refusals refusals) {
        this.tokens = tokens;
        this.current = current;
        this.refusals = refusals;
    }

    @ServerRequestFilter(priority = Priorities.AUTHENTICATION)
    Uni<Void> authenticate(ResourceInfo route) {
        Method method = route.getResourceMethod();
        if (method.isAnnotationPresent(PublicRoute.class)) {
            return Uni.createFrom().voidItem();
        }
        return Uni.createFrom()
                .item(current::bearer)
                .chain(tokens::verify)
                .invoke(token -> current.calledBy(token.caller()))
                .onFailure(Failure.class)
                .invoke(refused -> refusals.note("authenticate", current.origin(), refused.text()))
                .replaceWithVoid();
    }
}
