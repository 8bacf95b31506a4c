package dev.claviger.sync.vault;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.claviger.kernel.Failure;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.sync.SyncConfig;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.http.HttpClient;
import io.vertx.mutiny.core.http.HttpClientResponse;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URLEncoder;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Finds environments and folders, as the caller of the request being served. */
@ApplicationScoped
public class SourceClient {
    private final SyncConfig.Vault config;
    private final ObjectMapper mapper;
    private final HttpClient http;

    SourceClient(SyncConfig config, ObjectMapper mapper, Vertx vertx) {
        this.config = config.vault();
        this.mapper = mapper;
        this.http = vertx.createHttpClient();
    }

    /** Fails with {@link SourceNotFound} and {@link VaultUnavailable}. */
    public Uni<Source> find(UUID projectId, String environment, String path, Secret bearer, Origin origin) {
        return environment(projectId, environment, bearer, origin)
                .chain(found -> folder(projectId, environment, path, bearer, origin)
                        .map(folder -> new Source(
                                projectId,
                                uuid(found, "id"),
                                found.path("name").asText(),
                                found.path("slug").asText(),
                                folder,
                                path)));
    }

    private Uni<JsonNode> environment(UUID projectId, String slug, Secret bearer, Origin origin) {
        String route = "/api/v1/projects/%s/environments/slug/%s".formatted(projectId, encoded(slug));
        return get(route, bearer, origin, "There is no environment with this slug in the project.")
                .map(answer -> answer.path("environment"));
    }

    private Uni<@Nullable UUID> folder(UUID projectId, String environment, String path, Secret bearer, Origin origin) {
        if (path.equals("/")) {
            return Uni.createFrom().nullItem();
        }
        int cut = path.lastIndexOf('/');
        String route = "/api/v1/folders?workspaceId=%s&environment=%s&path=%s"
                .formatted(projectId, encoded(environment), encoded(cut == 0 ? "/" : path.substring(0, cut)));
        String missing = "There is no such folder in the environment.";
        return get(route, bearer, origin, missing)
                .map(answer -> StreamSupport.stream(answer.path("folders").spliterator(), false)
                        .filter(each -> each.path("name").asText().equals(path.substring(cut + 1)))
                        .findFirst()
                        .map(each -> uuid(each, "id"))
                        .orElseThrow(() -> new SourceNotFound(missing)));
    }

    private Uni<JsonNode> get(String route, Secret bearer, Origin origin, String missing) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(config.url().resolve(route).toString())
                .setFollowRedirects(false)
                .putHeader("Accept", "application/json")
                .putHeader("X-Forwarded-For", origin.ip())
                .putHeader("User-Agent", origin.userAgent())
                .putHeader("Authorization", "Bearer " + bearer.reveal());
        return Uni.createFrom()
                .deferred(() -> http.request(options))
                .chain(request -> request.send())
                .chain(response -> read(response, missing))
                .ifNoItem()
                .after(config.timeout())
                .fail()
                .onFailure(problem -> !(problem instanceof Failure))
                .transform(SourceClient::unavailable);
    }

    private Uni<JsonNode> read(HttpClientResponse response, String missing) {
        return switch (response.statusCode()) {
            case 200 -> response.body().map(body -> json(body.toString()));
            case 400, 401, 403, 404, 422 -> Uni.createFrom().failure(new SourceNotFound(missing));
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

    private static UUID uuid(JsonNode node, String field) {
        try {
            return UUID.fromString(node.path(field).asText());
        } catch (IllegalArgumentException odd) {
            throw new VaultUnavailable();
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }

    private static VaultUnavailable unavailable(Throwable cause) {
        Log.warnf("vault-service not asked cause=%s", cause.getClass().getName());
        return new VaultUnavailable();
    }
}
