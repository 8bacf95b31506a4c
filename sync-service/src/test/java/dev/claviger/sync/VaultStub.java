package dev.claviger.sync;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.claviger.testkit.TokenMaker;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Vault-service as this service asks it. What somebody may do in projects stands in the token, for the tests to say. Every project has the
 * environments {@code prod} and {@code dev}, each with the folder {@code /app}.
 */
public final class VaultStub implements QuarkusTestResourceLifecycleManager {
    /** The project about which vault-service breaks down. */
    public static final UUID BROKEN = new UUID(0, 503);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CLAIM = "testRights";

    private @Nullable HttpServer server;

    /** May do these things in a project: {@code action subject}. */
    public static TokenMaker allowed(TokenMaker token, UUID project, String... rights) {
        return token.orgRole("no-access")
                .claim(
                        CLAIM,
                        List.of(rights).stream()
                                .map(right -> project + " " + right)
                                .toList());
    }

    @Override
    public Map<String, String> start() {
        try {
            HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            started.createContext("/api/x/explain", this::explain);
            started.createContext("/api/v1/projects/", VaultStub::environment);
            started.createContext("/api/v1/folders", VaultStub::folders);
            started.setExecutor(Executors.newCachedThreadPool());
            started.start();
            server = started;
            return Map.of(
                    "claviger.sync.vault.url",
                    "http://127.0.0.1:" + started.getAddress().getPort());
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    private void explain(HttpExchange exchange) throws IOException {
        JsonNode question = JSON.readTree(exchange.getRequestBody());
        String project = question.path("projectId").asText();
        if (project.equals(BROKEN.toString())) {
            answer(exchange, 503, "{}");
            return;
        }
        String asked = "%s %s %s"
                .formatted(
                        project,
                        question.path("action").asText(),
                        question.path("subject").asText());
        String bearer = exchange.getRequestHeaders().getFirst("Authorization").substring("Bearer ".length());
        JsonNode claims = JSON.readTree(Base64.getUrlDecoder().decode(bearer.split("\\.", -1)[1]));
        boolean allowed = StreamSupport.stream(claims.path(CLAIM).spliterator(), false)
                .anyMatch(one -> one.asText().equals(asked));
        answer(exchange, 200, "{\"allowed\":%s}".formatted(allowed));
    }

    private static void environment(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String slug = path.substring(path.lastIndexOf('/') + 1);
        if (List.of("prod", "dev").contains(slug)) {
            answer(
                    exchange,
                    200,
                    "{\"environment\":{\"id\":\"%s\",\"name\":\"%s\",\"slug\":\"%s\"}}"
                            .formatted(UUID.nameUUIDFromBytes(path.getBytes(UTF_8)), slug, slug));
        } else {
            answer(exchange, 404, "{}");
        }
    }

    private static void folders(HttpExchange exchange) throws IOException {
        answer(
                exchange,
                200,
                "{\"folders\":[{\"id\":\"%s\",\"name\":\"app\"}]}"
                        .formatted(UUID.nameUUIDFromBytes("app".getBytes(UTF_8))));
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop(0);
        }
    }
}
