package dev.claviger.vault.explain;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.restassured.RestAssured;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/** Stands in for audit-service: tells of each project what the test said; of others that the caller may not read it. */
public final class TestAudit implements QuarkusTestResourceLifecycleManager {
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private @Nullable HttpServer server;

    /** What it answers about a project: a status and a body. */
    static void says(String project, int status, String body) {
        RestAssured.given()
                .baseUri(ConfigProvider.getConfig().getValue("claviger.replay.audit-url", String.class))
                .body(status + " " + body)
                .post("/says/" + project)
                .then()
                .statusCode(200);
    }

    @Override
    public Map<String, String> start() {
        try {
            HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            started.createContext("/says/", this::learn);
            started.createContext("/api/x/audit-logs/decisions", this::tell);
            started.setExecutor(Executors.newCachedThreadPool());
            started.start();
            server = started;
            return Map.of(
                    "claviger.replay.audit-url",
                    "http://127.0.0.1:" + started.getAddress().getPort());
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    private void learn(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String said = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        var _ = answers.put(path.substring(path.lastIndexOf('/') + 1), said);
        answer(exchange, 200, "{}");
    }

    private void tell(HttpExchange exchange) throws IOException {
        String query = exchange.getRequestURI().getQuery();
        String project = query.replaceFirst(".*projectId=([^&]*).*", "$1");
        boolean authorised = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"))
                .startsWith("Bearer ey");
        String said = authorised && query.contains("days=30") ? answers.getOrDefault(project, "403 {}") : "401 {}";
        answer(exchange, Integer.parseInt(said.substring(0, 3)), said.substring(4));
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
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
