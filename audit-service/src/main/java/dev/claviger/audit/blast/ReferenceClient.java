package dev.claviger.audit.blast;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.claviger.audit.AuditConfig;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.trace.Tracing;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.http.HttpClient;
import io.vertx.mutiny.core.http.HttpClientResponse;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks vault-service, as the caller, where else a secret is used. */
@ApplicationScoped
class ReferenceClient {
    private final AuditConfig.Vault config;
    private final ObjectMapper mapper;
    private final HttpClient http;
    private final Tracing tracing;

    ReferenceClient(AuditConfig config, ObjectMapper mapper, Vertx vertx, Tracing tracing) {
        this.config = config.vault();
        this.mapper = mapper;
        this.http = vertx.createHttpClient();
        this.tracing = tracing;
    }

    /** Where it is used; empty when vault-service is away or does not tell this caller. Never fails. */
    Uni<Optional<List<Exposure.Place>>> placesOf(Exposure secret, Secret bearer, Origin origin) {
        if (config.url().isEmpty() || secret.projectId() == null || secret.deletedAt() != null) {
            return Uni.createFrom().item(Optional.empty());
        }
        return Uni.createFrom()
                .deferred(() -> send(secret, bearer, origin))
                .ifNoItem()
                .after(config.timeout())
                .fail()
                .onFailure()
                .invoke(problem -> Log.debugf(
                        "references not asked cause=%s", problem.getClass().getName()))
                .onFailure()
                .recoverWithItem(Optional.empty());
    }

    private Uni<Optional<List<Exposure.Place>>> send(Exposure secret, Secret bearer, Origin origin) {
        String path = "/api/v4/secrets/%s/secret-references?projectId=%s&environment=%s&secretPath=%s"
                .formatted(
                        encoded(secret.key()),
                        encoded(String.valueOf(secret.projectId())),
                        encoded(secret.environment()),
                        encoded(secret.secretPath()));
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(config.url().orElseThrow().resolve(path).toString())
                .setFollowRedirects(false)
                .putHeader("Accept", "application/json")
                .putHeader("X-Forwarded-For", origin.ip())
                .putHeader("User-Agent", origin.userAgent())
                .putHeader("Authorization", "Bearer " + bearer.reveal());
        return tracing.call("vault-service", options, http.request(options).chain(request -> request.send()))
                .chain(this::read);
    }

    private Uni<Optional<List<Exposure.Place>>> read(HttpClientResponse response) {
        return response.statusCode() == 200
                ? response.body().map(body -> Optional.of(places(body.toString())))
                : Uni.createFrom().item(Optional.empty());
    }

    private List<Exposure.Place> places(String body) {
        try {
            JsonNode answer = mapper.readTree(body);
            List<Exposure.Place> places = new ArrayList<>();
            answer.path("references").forEach(each -> places.add(place("reference", each)));
            answer.path("importedBy").forEach(each -> places.add(place("import", each)));
            return List.copyOf(places);
        } catch (JsonProcessingException unreadable) {
            throw new IllegalStateException("vault-service sent an unreadable answer", unreadable);
        }
    }

    private static Exposure.Place place(String how, JsonNode place) {
        return new Exposure.Place(
                how,
                place.path("environment").asText(),
                place.path("secretPath").asText(),
                place.hasNonNull("secretKey") ? place.path("secretKey").asText() : null);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }
}
