package dev.claviger.sync.right;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.claviger.kernel.Failure;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.trace.Tracing;
import dev.claviger.sync.SyncConfig;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.core.http.HttpClient;
import io.vertx.mutiny.core.http.HttpClientResponse;
import jakarta.enterprise.context.ApplicationScoped;

/** Asks vault-service, as the caller, what the caller may do in a project. The code that decides there decides here. */
@ApplicationScoped
class ProjectRightsClient {
    private static final String ROUTE = "/api/x/explain";

    private final SyncConfig.Vault config;
    private final ObjectMapper mapper;
    private final HttpClient http;
    private final Tracing tracing;

    ProjectRightsClient(SyncConfig config, ObjectMapper mapper, Vertx vertx, Tracing tracing) {
        this.config = config.vault();
        this.mapper = mapper;
        this.http = vertx.createHttpClient();
        this.tracing = tracing;
    }

    /** False also for a project that does not exist or is not the caller's. Fails with {@link RightsUnavailable}. */
    Uni<Boolean> has(Right right, Secret bearer, Origin origin) {
        return Uni.createFrom()
                .deferred(() -> send(right, bearer, origin))
                .ifNoItem()
                .after(config.timeout())
                .fail()
                .onFailure(problem -> !(problem instanceof Failure))
                .transform(ProjectRightsClient::unavailable);
    }

    private Uni<Boolean> send(Right right, Secret bearer, Origin origin) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(config.url().resolve(ROUTE).toString())
                .setFollowRedirects(false)
                .putHeader("Accept", "application/json")
                .putHeader("Content-Type", "application/json")
                .putHeader("X-Forwarded-For", origin.ip())
                .putHeader("User-Agent", origin.userAgent())
                .putHeader("Authorization", "Bearer " + bearer.reveal());
        return tracing.call(
                        "vault-service",
                        options,
                        http.request(options)
                                .chain(request -> request.send(
                                        Buffer.buffer(question(right).encode()))))
                .chain(this::read);
    }

    private static JsonObject question(Right right) {
        JsonObject question = new JsonObject()
                .put("projectId", String.valueOf(right.projectId()))
                .put("subject", right.subject())
                .put("action", right.action());
        if (right.environment() != null) {
            question.put("environment", right.environment()).put("secretPath", right.path());
        }
        if (right.marks() != null) {
            JsonArray metadata = new JsonArray();
            right.marks()
                    .forEach(each ->
                            metadata.add(new JsonObject().put("key", each.key()).put("value", each.value())));
            question.put("metadata", metadata);
        }
        return question;
    }

    private Uni<Boolean> read(HttpClientResponse response) {
        return switch (response.statusCode()) {
            case 200 -> response.body().map(body -> isAllowed(body.toString()));
            case 401, 403, 404 -> Uni.createFrom().item(false);
            default -> Uni.createFrom().failure(new RightsUnavailable());
        };
    }

    private boolean isAllowed(String body) {
        try {
            return mapper.readTree(body).path("allowed").asBoolean(false);
        } catch (JsonProcessingException unreadable) {
            throw new RightsUnavailable();
        }
    }

    private static RightsUnavailable unavailable(Throwable cause) {
        Log.warnf("rights in a project not asked cause=%s", cause.getClass().getName());
        return new RightsUnavailable();
    }
}
