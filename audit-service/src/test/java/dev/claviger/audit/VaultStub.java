package dev.claviger.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.claviger.testkit.TokenMaker;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.restassured.RestAssured;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/**
 * Vault-service as this service asks it. Who may read the log of a project stands in the token, for the tests to say; {@link #withdraw}
 * takes it away from everybody.
 */
public final class VaultStub implements QuarkusTestResourceLifecycleManager {
    /** The project about which vault-service breaks down. */
    public static final UUID BROKEN = new UUID(0, 503);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CLAIM = "testMayReadLogsOf";

    private final Set<String> withdrawn = ConcurrentHashMap.newKeySet();
    private @Nullable HttpServer server;

    /** Nobody in the organisation, but a reader of the logs of these projects. */
    public static TokenMaker readerOf(TokenMaker token, UUID... projects) {
        return token.orgRole("no-access")
                .claim(CLAIM, List.of(projects).stream().map(UUID::toString).toList());
    }

    public static void withdraw(UUID project) {
        RestAssured.given()
                .baseUri(ConfigProvider.getConfig().getValue("claviger.audit.vault.url", String.class))
                .post("/withdraw/" + project)
                .then()
                .statusCode(200);
    }

    @Override
    public Map<String, String> start() {
        try {
            HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            started.createContext("/api/x/explain", this::explain);
            started.createContext("/api/v4/secrets/", this::references);
            started.createContext("/withdraw/", this::withdraw);
            started.setExecutor(Executors.newCachedThreadPool());
            started.start();
            server = started;
            return Map.of(
                    "claviger.audit.vault.url",
                    "http://127.0.0.1:" + started.getAddress().getPort());
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    private void withdraw(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        var _ = withdrawn.add(path.substring(path.lastIndexOf('/') + 1));
        answer(exchange, 200, "{}");
    }

    private void explain(HttpExchange exchange) throws IOException {
        JsonNode question = JSON.readTree(exchange.getRequestBody());
        String project = question.path("projectId").asText();
        if (project.equals(BROKEN.toString())) {
            answer(exchange, 503, "{}");
        } else if (!question.path("subject").asText().equals("audit-logs")
                || !question.path("action").asText().equals("read")) {
            answer(exchange, 422, "{}");
        } else if (mayRead(exchange, project)) {
            answer(exchange, 200, "{\"allowed\":true}");
        } else {
            answer(exchange, withdrawn.contains(project) ? 403 : 404, "{}");
        }
    }

    private boolean mayRead(HttpExchange exchange, String project) throws IOException {
        String bearer = exchange.getRequestHeaders().getFirst("Authorization").substring("Bearer ".length());
        JsonNode claims = JSON.readTree(Base64.getUrlDecoder().decode(bearer.split("\\.", -1)[1]));
        return !withdrawn.contains(project)
                && StreamSupport.stream(claims.path(CLAIM).spliterator(), false)
                        .anyMatch(one -> one.asText().equals(project));
    }

    /** Every secret whose name begins with SHARED is used in one other place; others may not be asked about. */
    private void references(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (path.startsWith("/api/v4/secrets/SHARED") && path.endsWith("/secret-references")) {
            answer(
                    exchange,
                    200,
                    "{\"references\":[{\"environment\":\"staging\",\"secretPath\":\"/copy\",\"secretKey\":\"COPY\"}]}");
        } else {
            answer(exchange, 403, "{\"message\":\"no\"}");
        }
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
