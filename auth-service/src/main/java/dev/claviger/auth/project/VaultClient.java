package dev.claviger.auth.project;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.claviger.auth.AuthConfig;
import dev.claviger.kernel.Failure;
import dev.claviger.kernel.Failure.Kind;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.trace.Tracing;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.core.http.HttpClient;
import io.vertx.mutiny.core.http.HttpClientResponse;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Asks vault-service about a project, as the caller: with the caller's own token. */
@ApplicationScoped
public class VaultClient {
    private final AuthConfig.ServiceTokens config;
    private final ObjectMapper mapper;
    private final HttpClient http;
    private final Tracing tracing;

    VaultClient(AuthConfig config, ObjectMapper mapper, Vertx vertx, Tracing tracing) {
        this.config = config.serviceTokens();
        this.mapper = mapper;
        this.http = vertx.createHttpClient();
        this.tracing = tracing;
    }

    /**
     * Completes when the project agrees. Fails with {@link DeniedByProject} and {@link VaultUnavailable}.
     *
     * @param route what follows the id of the project
     */
    public Uni<Void> post(UUID projectId, String route, Object question, Secret bearer, Origin origin) {
        return post(path(projectId, route), question, bearer, origin);
    }

    /** As {@link #post}, about no project in particular. */
    Uni<Void> post(String path, Object question, Secret bearer, Origin origin) {
        return asked(HttpMethod.POST, path, json(question), bearer, origin);
    }

    /** As {@link #post}, for something to be taken away. */
    Uni<Void> delete(UUID projectId, String route, Secret bearer, Origin origin) {
        return asked(HttpMethod.DELETE, path(projectId, route), "", bearer, origin);
    }

    private static String path(UUID projectId, String route) {
        return "/api/x/projects/%s/%s".formatted(projectId, route);
    }

    private Uni<Void> asked(HttpMethod method, String path, String body, Secret bearer, Origin origin) {
        return Uni.createFrom()
                .deferred(() -> send(method, address(path), body, bearer, origin))
                .ifNoItem()
                .after(config.checkTimeout())
                .fail()
                .onFailure(problem -> !(problem instanceof Failure))
                .transform(VaultClient::unavailable);
    }

    private Uni<Void> send(HttpMethod method, String address, String body, Secret bearer, Origin origin) {
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setAbsoluteURI(address)
                .setFollowRedirects(false)
                .putHeader("Accept", "application/json")
                .putHeader("Content-Type", "application/json")
                .putHeader("X-Forwarded-For", origin.ip())
                .putHeader("User-Agent", origin.userAgent())
                .putHeader("Authorization", "Bearer " + bearer.reveal());
        return tracing.call(
                        "vault-service",
                        options,
                        http.request(options).chain(request -> request.send(Buffer.buffer(body))))
                .chain(this::read);
    }

    private String address(String path) {
        return config.vaultUrl()
                .map(base -> base.resolve(path).toString())
                .orElseThrow(
                        () -> new IllegalStateException("claviger.auth-service.service-tokens.vault-url is not set"));
    }

    private Uni<Void> read(HttpClientResponse response) {
        return switch (response.statusCode()) {
            case 200, 204 -> Uni.createFrom().voidItem();
            case 400, 401, 403, 404, 422 -> response.body().map(body -> refuse(response.statusCode(), body.toString()));
            default -> Uni.createFrom().failure(new VaultUnavailable());
        };
    }

    private Void refuse(int status, String body) {
        JsonNode error = parsed(body);
        JsonNode message = error.path("message");
        throw new DeniedByProject(
                kind(status, error.path("error").asText()),
                message.isTextual() ? message.textValue() : "The project does not agree.",
                error.hasNonNull("details") ? mapper.convertValue(error.get("details"), Object.class) : null);
    }

    private static Kind kind(int status, String name) {
        return switch (name) {
            case "PermissionDenied" -> Kind.PERMISSION_DENIED;
            case "PermissionBoundaryError" -> Kind.BOUNDARY_EXCEEDED;
            default ->
                switch (status) {
                    case 404 -> Kind.NOT_FOUND;
                    case 400, 422 -> Kind.BAD_REQUEST;
                    default -> Kind.FORBIDDEN;
                };
        };
    }

    private String json(Object question) {
        try {
            return mapper.writeValueAsString(question);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a question is plain data", e);
        }
    }

    private JsonNode parsed(String body) {
        try {
            return mapper.readTree(body);
        } catch (JsonProcessingException e) {
            throw new VaultUnavailable();
        }
    }

    private static VaultUnavailable unavailable(Throwable cause) {
        Log.warnf("rights in a project not asked cause=%s", cause.getClass().getName());
        return new VaultUnavailable();
    }
}
