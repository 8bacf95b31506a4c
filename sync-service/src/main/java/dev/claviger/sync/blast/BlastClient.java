package dev.claviger.sync.blast;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.claviger.kernel.Failure;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.trace.Tracing;
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
import java.net.URI;
import java.util.List;
import java.util.UUID;

/** Asks audit-service, as the caller, what a leak reaches. Each question is an entry of the log there. */
@ApplicationScoped
public class BlastClient {
    private static final String ROUTE = "/api/x/blast-radius";

    private final BlastConfig config;
    private final ObjectMapper mapper;
    private final HttpClient http;
    private final Tracing tracing;

    BlastClient(BlastConfig config, ObjectMapper mapper, Vertx vertx, Tracing tracing) {
        this.config = config;
        this.mapper = mapper;
        this.http = vertx.createHttpClient();
        this.tracing = tracing;
    }

    /** One version of a secret. */
    public record Version(UUID secretId, int version) {}

    /** What became of these versions. Fails with {@link BlastRefused}. */
    public Uni<BlastReport> of(List<Version> versions, Secret bearer, Origin origin) {
        JsonArray secrets = new JsonArray();
        versions.forEach(each -> secrets.add(
                new JsonObject().put("secretId", each.secretId().toString()).put("version", each.version())));
        return ask(Buffer.buffer(new JsonObject().put("secrets", secrets).encode()), bearer, origin);
    }

    /** The answer to a question in the words of audit-service. Fails with {@link BlastRefused}. */
    public Uni<BlastReport> of(JsonNode question, Secret bearer, Origin origin) {
        return ask(Buffer.buffer(question.toString()), bearer, origin);
    }

    private Uni<BlastReport> ask(Buffer question, Secret bearer, Origin origin) {
        return config.auditUrl()
                .map(url -> Uni.createFrom()
                        .deferred(() -> send(url, question, bearer, origin))
                        .ifNoItem()
                        .after(config.auditTimeout())
                        .fail()
                        .onFailure(problem -> !(problem instanceof Failure))
                        .transform(BlastClient::away))
                .orElseGet(() -> Uni.createFrom().failure(BlastRefused::notSetUp));
    }

    private Uni<BlastReport> send(URI url, Buffer question, Secret bearer, Origin origin) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(url.resolve(ROUTE).toString())
                .setFollowRedirects(false)
                .putHeader("Accept", "application/json")
                .putHeader("Content-Type", "application/json")
                .putHeader("X-Forwarded-For", origin.ip())
                .putHeader("User-Agent", origin.userAgent())
                .putHeader("Authorization", "Bearer " + bearer.reveal());
        return tracing.call("audit-service", options, http.request(options).chain(request -> request.send(question)))
                .chain(this::read);
    }

    private Uni<BlastReport> read(HttpClientResponse response) {
        return response.body().map(body -> {
            if (response.statusCode() != 200) {
                throw BlastRefused.because(response.statusCode(), message(body.toString()));
            }
            return report(body.toString());
        });
    }

    private BlastReport report(String body) {
        try {
            return mapper.readValue(body, BlastReport.class);
        } catch (JsonProcessingException unreadable) {
            throw BlastRefused.away();
        }
    }

    /** In a 422 it is a list of issues. */
    private String message(String body) {
        try {
            JsonNode message = mapper.readTree(body).path("message");
            return message.isArray() ? message.path(0).path("message").asText() : message.asText();
        } catch (JsonProcessingException unreadable) {
            return "";
        }
    }

    private static BlastRefused away(Throwable cause) {
        Log.warnf("blast radius not asked cause=%s", cause.getClass().getName());
        return BlastRefused.away();
    }
}
