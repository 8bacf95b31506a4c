package dev.claviger.kernel.principal;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.caller.TokenConfig;
import dev.claviger.kernel.trace.Tracing;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.http.HttpClient;
import io.vertx.mutiny.core.http.HttpClientResponse;
import jakarta.enterprise.context.ApplicationScoped;

/** Asks auth-service about a token, with that token. */
@ApplicationScoped
class LivenessClient {
    private static final String LIVE = "/api/x/tokens/live";
    private static final String USE = "/api/x/tokens/use";

    private final TokenConfig auth;
    private final PrincipalConfig config;
    private final Contact contact;
    private final HttpClient http;
    private final Tracing tracing;

    LivenessClient(TokenConfig auth, PrincipalConfig config, Contact contact, Vertx vertx, Tracing tracing) {
        this.auth = auth;
        this.config = config;
        this.contact = contact;
        this.http = vertx.createHttpClient();
        this.tracing = tracing;
    }

    /** Whether the token is good; {@link Verdict#UNSURE} when auth-service does not tell. Never fails. */
    Uni<Verdict> isLive(Secret bearer, Origin origin) {
        return ask(HttpMethod.GET, LIVE, bearer, origin);
    }

    /** Takes one use of a limited token; {@link Verdict#UNSURE} when auth-service does not tell, which may have cost one. Never fails. */
    Uni<Verdict> use(Secret bearer, Origin origin) {
        return ask(HttpMethod.POST, USE, bearer, origin);
    }

    private Uni<Verdict> ask(HttpMethod method, String route, Secret bearer, Origin origin) {
        return contact.mayAsk()
                ? Uni.createFrom().deferred(() -> send(method, route, bearer, origin))
                : Uni.createFrom().item(Verdict.UNSURE);
    }

    private Uni<Verdict> send(HttpMethod method, String route, Secret bearer, Origin origin) {
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setAbsoluteURI(address(route))
                .setFollowRedirects(false)
                .putHeader("Accept", "application/json")
                .putHeader("X-Forwarded-For", origin.ip())
                .putHeader("User-Agent", origin.userAgent())
                .putHeader("Authorization", "Bearer " + bearer.reveal());
        return tracing.call("auth-service", options, http.request(options).chain(request -> request.send()))
                .map(LivenessClient::read)
                .ifNoItem()
                .after(config.answerTimeout())
                .fail()
                .invoke(this::note)
                .onFailure()
                .invoke(this::away)
                .onFailure()
                .recoverWithItem(Verdict.UNSURE);
    }

    private String address(String route) {
        return auth.url()
                .map(base -> base.resolve(route).toString())
                .orElseThrow(() -> new IllegalStateException("claviger.auth.url is not set"));
    }

    private static Verdict read(HttpClientResponse response) {
        return switch (response.statusCode()) {
            case 200, 204 -> Verdict.LIVE;
            case 401, 403 -> Verdict.ENDED;
            default -> Verdict.UNSURE;
        };
    }

    private void note(Verdict answer) {
        if (answer == Verdict.UNSURE) {
            contact.failed();
        } else {
            contact.answered();
        }
    }

    private void away(Throwable cause) {
        contact.failed();
        Log.warnf(
                "auth-service does not tell about tokens cause=%s",
                cause.getClass().getName());
    }
}
