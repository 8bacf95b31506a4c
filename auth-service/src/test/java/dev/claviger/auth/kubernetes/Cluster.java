package dev.claviger.auth.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A cluster that reviews tokens: it knows one, and a test can let it answer anything instead. */
final class Cluster implements AutoCloseable {
    static final String POD_TOKEN = "eyJhbGciOiJSUzI1NiJ9.cG9k.c2lnbmVk";
    static final String REVIEWER = "eyJhbGciOiJSUzI1NiJ9.cmV2aWV3ZXI.c2lnbmVk";

    private final HttpServer server;
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private volatile @Nullable HttpHandler spoilt;
    private volatile String user = "system:serviceaccount:shop:deployer";

    /** One question, as it came. */
    record Asked(String method, String path, String authorization, JsonObject body) {}

    private Cluster(HttpServer server) {
        this.server = server;
    }

    static Cluster start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            Cluster cluster = new Cluster(server);
            server.createContext("/", cluster::answer);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.start();
            return cluster;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Whom the token belongs to. */
    void knowAs(String name) {
        user = name;
    }

    /** Answers with this from now on. */
    void answerWith(HttpHandler handler) {
        spoilt = handler;
    }

    /** Answers with this status and body from now on. */
    void answerWith(int status, String body) {
        spoilt = exchange -> send(exchange, status, body);
    }

    List<Asked> asked() {
        return asked;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        JsonObject body = new JsonObject(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
        asked.add(new Asked(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
                body));
        HttpHandler other = spoilt;
        if (other != null) {
            other.handle(exchange);
        } else {
            send(exchange, 201, honest(body.getJsonObject("spec")));
        }
    }

    private String honest(JsonObject spec) {
        boolean known = POD_TOKEN.equals(spec.getString("token"));
        JsonObject status = new JsonObject().put("authenticated", known);
        if (known) {
            status.put("user", new JsonObject().put("username", user).put("uid", "1"))
                    .put("audiences", spec.getJsonArray("audiences", new JsonArray().add("https://kubernetes")));
        }
        return new JsonObject()
                .put("apiVersion", "authentication.k8s.io/v1")
                .put("kind", "TokenReview")
                .put("status", status)
                .encode();
    }

    static void send(HttpExchange exchange, int status, String body) throws IOException {
        try (exchange) {
            byte[] bytes = body.getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
