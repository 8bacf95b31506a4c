package dev.claviger.kernel.http;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.ApiKeyRefused;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.caller.NotAuthenticated;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.event.AccessEvent;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.RequestScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The request being served: who calls, from where, and the event that tells of it. */
@RequestScoped
public class CurrentRequest {
    private static final String SCHEME = "Bearer ";

    private final RoutingContext context;
    private final HttpConfig config;
    private final Clock clock;
    private final Ids ids;
    private @Nullable Caller caller;

    CurrentRequest(RoutingContext context, HttpConfig config, Clock clock, Ids ids) {
        this.context = context;
        this.config = config;
        this.clock = clock;
        this.ids = ids;
    }

    /** Who calls; throws {@link NotAuthenticated} on a public route, where nobody was checked. */
    public Caller caller() {
        if (caller == null) {
            throw new NotAuthenticated();
        }
        return caller;
    }

    /** Who calls, where somebody was checked; empty on a public route. */
    public Optional<Caller> knownCaller() {
        return Optional.ofNullable(caller);
    }

    /**
     * The one bearer token of the request; throws {@link NotAuthenticated} when there is none, or more than one, and {@link ApiKeyRefused}
     * when there is an API key, even beside a token.
     */
    public Secret bearer() {
        if (context.request().headers().contains("x-api-key")) {
            throw new ApiKeyRefused();
        }
        List<String> headers = context.request().headers().getAll("Authorization");
        if (headers.size() != 1) {
            throw new NotAuthenticated();
        }
        String header = headers.getFirst();
        boolean bearer = header.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
        if (!bearer || header.length() == SCHEME.length()) {
            throw new NotAuthenticated();
        }
        return Secret.of(header.substring(SCHEME.length()).strip());
    }

    /** The token of a client of Vault, in its own header or as bearer; throws {@link NotAuthenticated} unless there is exactly one. */
    public Secret vaultToken() {
        List<String> headers = context.request().headers().getAll("X-Vault-Token");
        if (headers.isEmpty()) {
            return bearer();
        }
        boolean alone = !context.request().headers().contains("Authorization");
        if (headers.size() != 1 || headers.getFirst().isBlank() || !alone) {
            throw new NotAuthenticated();
        }
        return Secret.of(headers.getFirst().strip());
    }

    public Origin origin() {
        HttpServerRequest request = context.request();
        @Nullable String agent = request.getHeader("User-Agent");
        return new Origin(
                RequestId.of(context),
                ClientAddress.of(request, config.trustedHops()),
                agent == null ? "" : agent,
                request.method() + " " + request.path());
    }

    /** Begins the event of this request, with the caller where there is one. The name is one of http-api.md 9.3. */
    public AccessEvent event(String name) {
        AccessEvent event = AccessEvent.begin(ids.next(), clock.instant(), name, origin());
        return caller == null ? event : event.by(caller);
    }

    void calledBy(Caller someone) {
        caller = someone;
    }
}
