package dev.claviger.sync.identity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.claviger.kernel.Failure;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.TokenConfig;
import dev.claviger.kernel.trace.Tracing;
import dev.claviger.sync.SyncConfig;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.core.http.HttpClient;
import io.vertx.mutiny.core.http.HttpClientResponse;
import jakarta.enterprise.context.ApplicationScoped;

/** Logs in at auth-service by universal auth, like any other machine. */
@ApplicationScoped
class LoginClient {
    private static final String ROUTE = "/api/v1/auth/universal-auth/login";

    private final TokenConfig auth;
    private final SyncConfig config;
    private final ObjectMapper mapper;
    private final HttpClient http;
    private final Tracing tracing;

    LoginClient(TokenConfig auth, SyncConfig config, ObjectMapper mapper, Vertx vertx, Tracing tracing) {
        this.auth = auth;
        this.config = config;
        this.mapper = mapper;
        this.http = vertx.createHttpClient();
        this.tracing = tracing;
    }

    /** Fails with {@link IdentityRefused} and {@link AuthUnavailable}. */
    Uni<Secret> logIn(String clientId, Secret clientSecret) {
        return Uni.createFrom()
                .deferred(() -> send(clientId, clientSecret))
                .ifNoItem()
                .after(config.vault().timeout())
                .fail()
                .onFailure(problem -> !(problem instanceof Failure))
                .transform(LoginClient::unavailable);
    }

    private Uni<Secret> send(String clientId, Secret clientSecret) {
        JsonObject body = new JsonObject().put("clientId", clientId).put("clientSecret", clientSecret.reveal());
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(auth.url().orElseThrow().resolve(ROUTE).toString())
                .setFollowRedirects(false)
                .putHeader("Accept", "application/json")
                .putHeader("Content-Type", "application/json")
                .putHeader("User-Agent", "claviger-sync");
        return tracing.call(
                        "auth-service",
                        options,
                        http.request(options).chain(request -> request.send(Buffer.buffer(body.encode()))))
                .chain(this::read);
    }

    private Uni<Secret> read(HttpClientResponse response) {
        return switch (response.statusCode()) {
            case 200 -> response.body().map(body -> token(body.toString()));
            case 400, 401, 403, 404, 422 ->
                Uni.createFrom().failure(new IdentityRefused("The client id and secret do not log in."));
            default -> Uni.createFrom().failure(new AuthUnavailable());
        };
    }

    private Secret token(String body) {
        try {
            return Secret.of(mapper.readTree(body).path("accessToken").asText());
        } catch (JsonProcessingException unreadable) {
            throw new AuthUnavailable();
        }
    }

    private static AuthUnavailable unavailable(Throwable cause) {
        Log.warnf("not logged in cause=%s", cause.getClass().getName());
        return new AuthUnavailable();
    }
}
