package dev.claviger.vault.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.kernel.outbound.FetchRules;
import dev.claviger.kernel.outbound.GuardedHttp;
import dev.claviger.kernel.outbound.OutboundAnswer;
import dev.claviger.kernel.outbound.OutboundCall;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Calls other servers, under the guard of {@link GuardedHttp}. */
@ApplicationScoped
class SourceCalls {
    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(64)
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final GuardedHttp http;
    private final SourceConfig config;

    /** A server: its address without a slash at the end, and the certificates to trust, empty for the public authorities. */
    record Server(String url, String caCert) {
        /** Refuses with {@link InvalidInput}. */
        static Server parse(@Nullable String url, @Nullable String caCert) {
            if (url == null || url.isBlank()) {
                throw InvalidInput.of("url", "Required");
            }
            String base = url.strip().replaceAll("/+$", "");
            if (uri(base) == null || base.contains("?") || base.contains("#")) {
                throw InvalidInput.of("url", "Must be the address of a server, such as https://vault.example.com");
            }
            return new Server(base, caCert == null ? "" : caCert);
        }

        private static @Nullable URI uri(String text) {
            try {
                URI uri = URI.create(text);
                return uri.getHost() == null ? null : uri;
            } catch (IllegalArgumentException e) {
                return null;
            }
        }
    }

    /** An answer that is JSON, or none. */
    record Reply(int status, JsonNode body) {
        boolean succeeded() {
            return status >= 200 && status < 300;
        }
    }

    SourceCalls(GuardedHttp http, SourceConfig config) {
        this.http = http;
        this.config = config;
    }

    /** @param path below the address, encoded, with its query */
    Uni<Reply> get(Server server, String path, Map<String, Secret> headers) {
        return call(server, path, OutboundCall.of(HttpMethod.GET, headers));
    }

    Uni<Reply> post(Server server, String path, JsonNode body) {
        Map<String, Secret> headers = Map.of("Content-Type", Secret.of("application/json"));
        return call(server, path, new OutboundCall(HttpMethod.POST, headers, Buffer.buffer(body.toString())));
    }

    private Uni<Reply> call(Server server, String path, OutboundCall call) {
        FetchRules rules =
                FetchRules.json().trusting(server.caCert()).within(config.maxAnswerBytes(), config.answerTimeout());
        return http.call(URI.create(server.url() + path), rules, call).map(SourceCalls::reply);
    }

    private static Reply reply(OutboundAnswer answer) {
        try {
            @Nullable JsonNode body = JSON.readTree(answer.body().getBytes());
            return new Reply(answer.status(), body == null ? JSON.missingNode() : body);
        } catch (IOException noJson) {
            return new Reply(answer.status(), JSON.missingNode());
        }
    }

    /** Encodes each segment of a path. */
    static String path(String path) {
        return Arrays.stream(path.split("/", -1)).map(SourceCalls::encode).collect(Collectors.joining("/"));
    }

    static String encode(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }
}
