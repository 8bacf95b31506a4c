package dev.claviger.sync.vault;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
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
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.core.http.HttpClient;
import io.vertx.mutiny.core.http.HttpClientResponse;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URLEncoder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Calls of vault-service. */
@ApplicationScoped
class VaultClient {
    private static final String AGENT = "claviger-sync";
    private static final int SERVER_ERROR = 500;

    private final SyncConfig.Vault config;
    private final ObjectMapper mapper;
    private final HttpClient http;
    private final Tracing tracing;

    VaultClient(SyncConfig config, ObjectMapper mapper, Vertx vertx, Tracing tracing) {
        this.config = config.vault();
        this.mapper = mapper;
        this.http = vertx.createHttpClient();
        this.tracing = tracing;
    }

    /** Fails with {@link SourceNotFound} of this text, and with {@link VaultUnavailable}. */
    Uni<JsonNode> get(String route, Secret bearer, Origin origin, String missing) {
        return call(HttpMethod.GET, route, null, bearer, origin, response -> read(response, missing));
    }

    /** Fails with {@link VaultRefused}, and with {@link VaultUnavailable}. */
    Uni<JsonNode> send(HttpMethod method, String route, @Nullable Buffer body, Secret bearer, Origin origin) {
        return call(method, route, body, bearer, origin, this::done);
    }

    /** How it answers to whoever has the token; of what, nobody hears. Fails with {@link VaultUnavailable}. */
    Uni<Integer> status(String route, Secret bearer) {
        return call(
                HttpMethod.GET,
                route,
                null,
                bearer,
                new Origin("", "", AGENT, ""),
                response -> response.statusCode() >= SERVER_ERROR
                        ? Uni.createFrom().failure(new VaultUnavailable())
                        : Uni.createFrom().item(response.statusCode()));
    }

    private <T> Uni<T> call(
            HttpMethod method,
            String route,
            @Nullable Buffer body,
            Secret bearer,
            Origin origin,
            Function<HttpClientResponse, Uni<T>> reading) {
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setAbsoluteURI(config.url().resolve(route).toString())
                .setFollowRedirects(false)
                .putHeader("Accept", "application/json")
                .putHeader("User-Agent", origin.userAgent())
                .putHeader("Authorization", "Bearer " + bearer.reveal());
        if (!origin.ip().isEmpty()) {
            options.putHeader("X-Forwarded-For", origin.ip());
        }
        if (body != null) {
            options.putHeader("Content-Type", "application/json");
        }
        Uni<HttpClientResponse> sent = Uni.createFrom()
                .deferred(() -> http.request(options))
                .chain(request -> body == null ? request.send() : request.send(body));
        return tracing.call("vault-service", options, sent)
                .chain(reading::apply)
                .ifNoItem()
                .after(config.timeout())
                .fail()
                .onFailure(problem -> !(problem instanceof Failure))
                .transform(VaultClient::unavailable);
    }

    private Uni<JsonNode> read(HttpClientResponse response, String missing) {
        return switch (response.statusCode()) {
            case 200 -> response.body().map(body -> json(body.toString()));
            case 400, 401, 403, 404, 422 -> Uni.createFrom().failure(new SourceNotFound(missing));
            default -> Uni.createFrom().failure(new VaultUnavailable());
        };
    }

    private Uni<JsonNode> done(HttpClientResponse response) {
        return switch (response.statusCode()) {
            case 200 -> response.body().map(body -> json(body.toString()));
            case 400, 401, 403, 404, 413, 422 ->
                response.body().map(body -> json(body.toString())).map(answer -> {
                    throw new VaultRefused(answer.path("message").asText(""));
                });
            default -> Uni.createFrom().failure(new VaultUnavailable());
        };
    }

    private JsonNode json(String body) {
        try {
            return mapper.readTree(body);
        } catch (JsonProcessingException unreadable) {
            throw new VaultUnavailable();
        }
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }

    private static VaultUnavailable unavailable(Throwable cause) {
        Log.warnf("vault-service not asked cause=%s", cause.getClass().getName());
        return new VaultUnavailable();
    }
}
