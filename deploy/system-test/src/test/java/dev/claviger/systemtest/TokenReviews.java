package dev.claviger.systemtest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;

/** The TokenReview API of a cluster: it knows the token of one pod, of the service account shop in the namespace shop. */
final class TokenReviews implements AutoCloseable {
    static final String AUDIENCE = "https://claviger.example";
    static final String POD = "eyJhbGciOiJSUzI1NiJ9.c2hvcA.c2lnbmVk";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;

    TokenReviews() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/apis/authentication.k8s.io/v1/tokenreviews", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode asked = JSON.readTree(exchange.getRequestBody());
            boolean known = asked.at("/spec/token").asText().equals(POD)
                    && ("Bearer " + POD).equals(exchange.getRequestHeaders().getFirst("Authorization"));
            Map<String, Object> status = known
                    ? Map.of(
                            "authenticated",
                            true,
                            "user",
                            Map.of("username", "system:serviceaccount:shop:shop", "uid", "1"),
                            "audiences",
                            List.of(AUDIENCE))
                    : Map.of("authenticated", false);
            byte[] body = JSON.writeValueAsString(
                            Map.of("apiVersion", "authentication.k8s.io/v1", "kind", "TokenReview", "status", status))
                    .getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(201, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
