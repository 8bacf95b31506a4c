package dev.claviger.vault.membership;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.claviger.kernel.Failure;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.caller.TokenConfig;
import dev.claviger.kernel.trace.Tracing;
import dev.claviger.vault.project.PublicId;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.http.HttpClient;
import io.vertx.mutiny.core.http.HttpClientResponse;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Asks auth-service about identities, as the caller: with the caller's own token, so it shows what the caller may see. */
@ApplicationScoped
class AuthClient {
    private static final int OK = 200;

    private final TokenConfig auth;
    private final MembershipConfig config;
    private final ObjectMapper mapper;
    private final HttpClient http;
    private final Tracing tracing;

    AuthClient(TokenConfig auth, MembershipConfig config, ObjectMapper mapper, Vertx vertx, Tracing tracing) {
        this.auth = auth;
        this.config = config;
        this.mapper = mapper;
        this.http = vertx.createHttpClient();
        this.tracing = tracing;
    }

    /**
     * Asks with the caller's token and from its address, which the token may be bound to. Fails with {@link IdentityNotFound} and
     * {@link AuthUnavailable}.
     */
    Uni<KnownIdentity> find(Caller caller, Secret token, Origin origin, UUID id) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(route(id).toString())
                .setFollowRedirects(false)
                .putHeader("Accept", "application/json")
                .putHeader("X-Forwarded-For", origin.ip())
                .putHeader("User-Agent", origin.userAgent())
                .putHeader("Authorization", "Bearer " + token.reveal());
        return tracing.call("auth-service", options, http.request(options).chain(request -> request.send()))
                .chain(response -> read(response, caller, id))
                .ifNoItem()
                .after(config.identityLookupTimeout())
                .fail()
                .onFailure(broken -> !(broken instanceof Failure))
                .transform(AuthClient::unavailable);
    }

    private URI route(UUID id) {
        return auth.url()
                .map(base -> base.resolve("/api/v1/identities/" + id))
                .orElseThrow(() -> new IllegalStateException("claviger.auth.url is not set"));
    }

    private Uni<KnownIdentity> read(HttpClientResponse response, Caller caller, UUID id) {
        return switch (response.statusCode()) {
            case OK -> response.body().map(body -> parse(body.toString(), caller, id));
            case 400, 401, 403, 404, 422 -> Uni.createFrom().failure(new IdentityNotFound(id.toString()));
            default -> Uni.createFrom().failure(new AuthUnavailable());
        };
    }

    /** The outer object is the membership in the organisation, the inner one the identity (http-api.md 6.1). */
    private KnownIdentity parse(String body, Caller caller, UUID id) {
        JsonNode membership = json(body).path("identity");
        JsonNode identity = membership.path("identity");
        boolean isAsked = id.toString().equals(identity.path("id").asText())
                && caller.orgId().toString().equals(membership.path("orgId").asText());
        if (!isAsked) {
            throw new IdentityNotFound(id.toString());
        }
        List<String> methods = new ArrayList<>();
        identity.path("authMethods").forEach(method -> methods.add(method.asText()));
        return new KnownIdentity(
                id,
                identity.path("name").asText(),
                identity.path("hasDeleteProtection").asBoolean(),
                methods,
                PublicId.parse(identity.path("projectId").asText()).orElse(null));
    }

    private JsonNode json(String body) {
        try {
            return mapper.readTree(body);
        } catch (JsonProcessingException e) {
            throw new AuthUnavailable();
        }
    }

    private static AuthUnavailable unavailable(Throwable broken) {
        Log.warnf("identity not looked up cause=%s", broken.getClass().getName());
        return new AuthUnavailable();
    }
}
