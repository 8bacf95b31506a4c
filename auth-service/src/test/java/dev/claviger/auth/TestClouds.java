package dev.claviger.auth;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.ConfigProvider;

/** Stands in for the clouds: it answers what tests have published, and counts who asks. */
public final class TestClouds implements QuarkusTestResourceLifecycleManager {
    private static final String ASKED = "/asked";
    private static final String URL = "claviger.test.clouds-url";

    private final HttpServer server;
    private final Map<String, byte[]> documents = new ConcurrentHashMap<>();
    private final AtomicInteger questions = new AtomicInteger();

    public TestClouds() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException refused) {
            throw new UncheckedIOException("the stand-in for the clouds does not start", refused);
        }
    }

    /** Where it is, as tests see it. */
    public static String url() {
        return ConfigProvider.getConfig().getValue(URL, String.class);
    }

    /** Answers this document under this path from now on. */
    public static void publish(String path, String document) {
        given().body(document).put(url() + path).then().statusCode(204);
    }

    /** How often the service has asked for anything. */
    public static int questions() {
        return Integer.parseInt(given().get(url() + ASKED).asString());
    }

    @Override
    public Map<String, String> start() {
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.createContext(ASKED, this::count);
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        return Map.of(
                URL,
                url,
                "claviger.auth-service.azure.authority",
                url + "/azure",
                "claviger.auth-service.gcp.keys",
                url + "/google/certs",
                "claviger.auth-service.gcp.service-account-keys",
                url + "/google/jwk");
    }

    @Override
    public void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (exchange.getRequestMethod().equals("PUT")) {
            documents.put(path, exchange.getRequestBody().readAllBytes());
            send(exchange, 204, new byte[0]);
        } else {
            questions.incrementAndGet();
            byte[] document = documents.get(path);
            send(exchange, document == null ? 404 : 200, document == null ? new byte[0] : document);
        }
    }

    private void count(HttpExchange exchange) throws IOException {
        send(exchange, 200, String.valueOf(questions.get()).getBytes(US_ASCII));
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
