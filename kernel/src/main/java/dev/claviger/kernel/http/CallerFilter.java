package dev.claviger.kernel.http;

import dev.claviger.kernel.Failure;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.NotAuthenticated;
import dev.claviger.kernel.caller.TokenVerifier;
import dev.claviger.kernel.outbox.Refusals;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ResourceInfo;
import java.lang.reflect.Method;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Closed by default: every route without {@link PublicRoute} needs exactly one bearer token (http-api.md 1.2).
 *
 * <p>It looks at the matched method and never at the path, so no spelling of a path leads around it.
 */
class CallerFilter {
    private static final String SCHEME = "Bearer ";

    private final TokenVerifier tokens;
    private final CurrentRequest current;
    private final Refusals refusals;

    CallerFilter(TokenVerifier tokens, CurrentRequest current, Refusals refusals) {
        this.tokens = tokens;
        this.current = current;
        this.refusals = refusals;
    }

    @ServerRequestFilter(priority = Priorities.AUTHENTICATION)
    Uni<Void> authenticate(ResourceInfo route, HttpServerRequest request) {
        Method method = route.getResourceMethod();
        if (method.isAnnotationPresent(PublicRoute.class)) {
            return Uni.createFrom().voidItem();
        }
        return Uni.createFrom()
                .item(() -> bearer(request))
                .chain(tokens::verify)
                .invoke(token -> current.calledBy(token.caller()))
                .onFailure(Failure.class)
                .invoke(refused -> refusals.note("authenticate", current.origin(), refused.text()))
                .replaceWithVoid();
    }

    private static Secret bearer(HttpServerRequest request) {
        List<String> headers = request.headers().getAll("Authorization");
        if (headers.size() != 1 || request.headers().contains("x-api-key")) {
            throw new NotAuthenticated();
        }
        String header = headers.getFirst();
        boolean bearer = header.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
        if (!bearer || header.length() == SCHEME.length()) {
            throw new NotAuthenticated();
        }
        return Secret.of(header.substring(SCHEME.length()).strip());
    }
}
