package dev.claviger.vault.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A key-value engine of version 2, mounted at {@code secret}, as its wire format is documented. */
public final class KvEngine implements AutoCloseable {
    public static final String TOKEN = "hvs.canary-token-4711";
    private static final String DELETED =
            "{\"data\":{\"data\":null,\"metadata\":{\"deletion_time\":\"2026-01-01T00:00:00Z\",\"destroyed\":false,\"version\":2}}}";

    private final HttpServer server;
    private final Map<String, String> entries = new TreeMap<>();
    private final Map<String, Integer> faults = new ConcurrentHashMap<>();
    private final AtomicInteger requests = new AtomicInteger();

    public KvEngine() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Stores an entry: its keys as a JSON object, or nothing for a deleted one. */
    public KvEngine entry(String path, String data) {
        entries.put(path, data);
        return this;
    }

    /** Answers requests whose path ends so with this status. */
    void fail(String end, int status) {
        faults.put(end, status);
    }

    int requests() {
        return requests.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        String path = exchange.getRequestURI().getPath();
        int fault = faults.entrySet().stream()
                .filter(one -> path.endsWith(one.getKey()))
                .mapToInt(Map.Entry::getValue)
                .findFirst()
                .orElse(0);
        if (fault > 0) {
            send(exchange, fault, "{\"errors\":[\"internal hunter2\"]}");
        } else if (!TOKEN.equals(exchange.getRequestHeaders().getFirst("X-Vault-Token"))) {
            send(exchange, 403, "{\"errors\":[\"permission denied\"]}");
        } else if (path.startsWith("/v1/secret/metadata")) {
            list(exchange, path.substring("/v1/secret/metadata".length()));
        } else if (path.startsWith("/v1/secret/data/")) {
            read(exchange, path.substring("/v1/secret/data/".length()));
        } else {
            send(exchange, 404, "{\"errors\":[]}");
        }
    }

    private void list(HttpExchange exchange, String path) throws IOException {
        String folder = path.isEmpty() ? "" : path.substring(1) + "/";
        TreeSet<String> keys = new TreeSet<>();
        for (String entry : entries.keySet()) {
            if (entry.startsWith(folder) && !entry.equals(folder)) {
                String rest = entry.substring(folder.length());
                int slash = rest.indexOf('/');
                keys.add(slash < 0 ? rest : rest.substring(0, slash + 1));
            }
        }
        if (keys.isEmpty()) {
            send(exchange, 404, "{\"errors\":[]}");
        } else {
            JsonArray names = new JsonArray();
            keys.forEach(names::add);
            send(
                    exchange,
                    200,
                    new JsonObject()
                            .put("data", new JsonObject().put("keys", names))
                            .encode());
        }
    }

    private void read(HttpExchange exchange, String path) throws IOException {
        String data = entries.getOrDefault(path, "absent");
        if (data.equals("absent")) {
            send(exchange, 404, "{\"errors\":[]}");
        } else if (data.isEmpty()) {
            send(exchange, 404, DELETED);
        } else {
            send(
                    exchange,
                    200,
                    "{\"data\":{\"data\":%s,\"metadata\":{\"custom_metadata\":{\"owner\":\"blue\"},\"version\":1}}}"
                            .formatted(data));
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
