package dev.claviger.kernel.caller;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.claviger.kernel.Failure;
import dev.claviger.kernel.caller.ServiceGrant.Scope;
import dev.claviger.kernel.trace.Tracing;
import io.quarkus.arc.DefaultBean;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.http.HttpClient;
import io.vertx.mutiny.core.http.HttpClientResponse;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Asks auth-service, with the token itself. What it says is remembered for a moment, under the digest of the token, so that a deleted
 * token is refused within a second; callers with the same token share one question.
 */
@DefaultBean
@ApplicationScoped
class RemoteServiceTokens implements ServiceTokens {
    private static final String ROUTE = "/api/x/service-token";
    private static final int MAX_REMEMBERED = 10_000;

    private final TokenConfig config;
    private final ObjectMapper mapper;
    private final HttpClient http;
    private final Tracing tracing;
    private final Cache<String, Uni<Caller>> remembered;

    RemoteServiceTokens(TokenConfig config, ObjectMapper mapper, Vertx vertx, Tracing tracing) {
        this.config = config;
        this.mapper = mapper;
        this.http = vertx.createHttpClient();
        this.tracing = tracing;
        this.remembered = Caffeine.newBuilder()
                .maximumSize(MAX_REMEMBERED)
                .expireAfterWrite(config.serviceTokenMaxAge())
                .build();
    }

    @Override
    public Uni<Caller> verify(ServiceTokenText token) {
        String key = token.key();
        return remembered
                .get(key, unasked -> ask(token).memoize().indefinitely())
                .onFailure(KeysUnavailable.class)
                .invoke(() -> remembered.invalidate(key));
    }

    private Uni<Caller> ask(ServiceTokenText token) {
        return Uni.createFrom()
                .deferred(() -> send(token))
                .ifNoItem()
                .after(config.keyFetchTimeout())
                .fail()
                .onFailure(problem -> !(problem instanceof Failure))
                .transform(RemoteServiceTokens::unavailable);
    }

    private Uni<Caller> send(ServiceTokenText token) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(address())
                .setFollowRedirects(false)
                .putHeader("Accept", "application/json")
                .putHeader("Authorization", "Bearer " + token.bearer().reveal());
        return tracing.call("auth-service", options, http.request(options).chain(request -> request.send()))
                .chain(this::read);
    }

    private String address() {
        return config.url()
                .map(base -> base.resolve(ROUTE).toString())
                .orElseThrow(() -> new IllegalStateException("claviger.auth.url is not set"));
    }

    private Uni<Caller> read(HttpClientResponse response) {
        return switch (response.statusCode()) {
            case 200 -> response.body().map(body -> caller(body.toString()));
            case 401, 403 -> response.body().map(body -> refuse(body.toString()));
            default -> Uni.createFrom().failure(new KeysUnavailable());
        };
    }

    /** Tells expired tokens apart, as auth-service does. */
    private Caller refuse(String body) {
        TokenRefused expired = TokenRefused.expired();
        throw expired.text().equals(json(body).path("message").asText()) ? expired : TokenRefused.invalid();
    }

    private Caller caller(String body) {
        JsonNode token = json(body);
        List<Scope> scopes = new ArrayList<>();
        token.path("scopes")
                .forEach(scope -> scopes.add(new Scope(
                        scope.path("environment").asText(),
                        scope.path("secretPath").asText())));
        Set<String> permissions = new HashSet<>();
        token.path("permissions").forEach(permission -> permissions.add(permission.asText()));
        ServiceGrant grant = new ServiceGrant(
                UUID.fromString(token.path("projectId").asText()),
                scopes,
                permissions.contains("read"),
                permissions.contains("write"));
        return Caller.service(
                UUID.fromString(token.path("id").asText()),
                token.path("name").asText(),
                UUID.fromString(token.path("orgId").asText()),
                grant);
    }

    private JsonNode json(String body) {
        try {
            return mapper.readTree(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("auth-service sent an unreadable answer", e);
        }
    }

    private static KeysUnavailable unavailable(Throwable cause) {
        Log.warnf("service token not checked cause=%s", cause.getClass().getName());
        return new KeysUnavailable();
    }
}
