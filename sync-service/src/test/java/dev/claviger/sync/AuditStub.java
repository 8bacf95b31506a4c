package dev.claviger.sync;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/**
 * Audit-service as this service asks it for blast radii, and what tests do with emergencies. The report of a leak stands in the question, for
 * the tests to say; of versions it answers that they are the newest until a test says otherwise. Whoever has no role in the organisation is
 * refused.
 */
public final class AuditStub implements QuarkusTestResourceLifecycleManager {
    public static final String ROUTE = "/api/x/emergencies";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Set<String> replaced = ConcurrentHashMap.newKeySet();
    private @Nullable HttpServer server;

    @Override
    public Map<String, String> start() {
        try {
            HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            started.createContext("/api/x/blast-radius", this::report);
            started.createContext("/stub/replaced/", this::told);
            started.setExecutor(Executors.newCachedThreadPool());
            started.start();
            server = started;
            return Map.of(
                    "claviger.blast-radius.audit-url",
                    "http://127.0.0.1:" + started.getAddress().getPort());
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    private void told(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        boolean _ = replaced.add(path.substring(path.lastIndexOf('/') + 1));
        answer(exchange, 200, "{}");
    }

    private void report(HttpExchange exchange) throws IOException {
        JsonNode question = JSON.readTree(exchange.getRequestBody());
        if (!List.of("admin", "member").contains(role(exchange))) {
            answer(exchange, 403, "{\"message\":\"You are not allowed to read this log\"}");
        } else if (question.has("secrets")) {
            answer(exchange, 200, JSON.writeValueAsString(versions(question)));
        } else if (question.has("answer")) {
            answer(exchange, 200, JSON.writeValueAsString(question.path("answer")));
        } else {
            answer(exchange, 422, "{\"message\":[{\"message\":\"Name exactly one of jobId and so on\"}]}");
        }
    }

    private static String role(HttpExchange exchange) throws IOException {
        String bearer = exchange.getRequestHeaders().getFirst("Authorization").substring("Bearer ".length());
        return JSON.readTree(Base64.getUrlDecoder().decode(bearer.split("\\.", -1)[1]))
                .path("orgRole")
                .asText();
    }

    private ObjectNode versions(JsonNode question) {
        ArrayNode secrets = JSON.createArrayNode();
        int open = 0;
        for (JsonNode each : question.path("secrets")) {
            boolean isReplaced = replaced.contains(each.path("secretId").asText());
            open += isReplaced ? 0 : 1;
            ObjectNode row = secrets.addObject();
            row.put("secretId", each.path("secretId").asText());
            row.put("key", "KEY");
            row.put("version", each.path("version").asInt());
            row.put("environment", "prod");
            row.put("secretPath", "/app");
            if (isReplaced) {
                row.putObject("rotated")
                        .put("version", each.path("version").asInt() + 1)
                        .put("at", "2026-01-01T00:00:00Z");
            }
        }
        ObjectNode report = JSON.valueToTree(report("the versions", List.of(), List.of()));
        report.put("open", open);
        var _ = report.set("secrets", secrets);
        return report;
    }

    /** A secret as a report tells of it. */
    public static Map<String, Object> exposed(UUID id, UUID project, String key, boolean isReplaced) {
        Map<String, Object> row = new HashMap<>(Map.of(
                "secretId",
                id,
                "key",
                key,
                "version",
                1,
                "projectId",
                project,
                "environment",
                "prod",
                "secretPath",
                "/app",
                "times",
                3));
        if (isReplaced) {
            var _ = row.put("rotated", Map.of("version", 2, "at", "2026-01-01T00:00:00Z"));
        }
        return row;
    }

    /** A report. */
    public static Map<String, Object> report(String subject, List<?> secrets, List<?> leases) {
        return Map.of(
                "subject",
                subject,
                "from",
                "2026-01-01T00:00:00Z",
                "to",
                "2026-01-02T00:00:00Z",
                "made",
                "2026-01-02T00:00:00Z",
                "open",
                secrets.size(),
                "secrets",
                secrets,
                "leases",
                leases,
                "missing",
                List.of("Copies outside are not in the log."),
                "untraced",
                0,
                "complete",
                true);
    }

    /** From now on the versions of this secret have a newer one. */
    public static void replaced(UUID secret) {
        String url = ConfigProvider.getConfig().getValue("claviger.blast-radius.audit-url", String.class);
        given().baseUri(url).post("/stub/replaced/" + secret).then().statusCode(200);
    }

    /** The body that plans for a leak. */
    public static Map<String, Object> plan(Map<String, Object> report, boolean start) {
        return Map.of(
                "name",
                "bad <day>",
                "graceSeconds",
                0,
                "start",
                start,
                "blast",
                Map.of("jobId", "1", "answer", report));
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
