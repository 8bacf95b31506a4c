package dev.claviger.auth.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** An STS that checks signatures as AWS does, with the one key it knows, and answers JSON to whoever asks for it. */
final class Sts implements AutoCloseable {
    private final HttpServer server;
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private volatile @Nullable HttpHandler spoilt;
    private volatile String account = "123456789012";
    private volatile String arn = "arn:aws:sts::123456789012:assumed-role/deployer/i-0abc";

    /** One question, as it came; header names in lower case. */
    record Asked(String method, String path, Map<String, String> headers, String body) {}

    private Sts(HttpServer server) {
        this.server = server;
    }

    static Sts start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            Sts sts = new Sts(server);
            server.createContext("/", sts::answer);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.start();
            return sts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    String url() {
        return "http://" + host() + "/";
    }

    /** Whom the key belongs to. */
    void knowAs(String ofAccount, String name) {
        account = ofAccount;
        arn = name;
    }

    void answerWith(HttpHandler handler) {
        spoilt = handler;
    }

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
        Map<String, String> headers = new TreeMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        Asked question =
                new Asked(exchange.getRequestMethod(), exchange.getRequestURI().toString(), headers, body);
        asked.add(question);
        HttpHandler other = spoilt;
        if (other != null) {
            other.handle(exchange);
        } else if (!isSigned(question)) {
            send(exchange, 403, "{\"Error\":{\"Code\":\"SignatureDoesNotMatch\"}}");
        } else {
            send(exchange, 200, caller(account, arn));
        }
    }

    static String caller(String account, String arn) {
        JsonObject result =
                new JsonObject().put("Account", account).put("Arn", arn).put("UserId", "AROA0ABCDEFGHIJKLMNOP:i-0abc");
        return new JsonObject()
                .put("GetCallerIdentityResponse", new JsonObject().put("GetCallerIdentityResult", result))
                .encode();
    }

    private static boolean isSigned(Asked question) {
        String given = question.headers().getOrDefault("authorization", "");
        String names = given.replaceAll(".*SignedHeaders=([^,]+),.*", "$1");
        Map<String, String> signed = new TreeMap<>();
        for (String name : names.split(";", -1)) {
            signed.put(name, question.headers().getOrDefault(name, ""));
        }
        return question.path().equals("/")
                && given.equals(SigV4.authorization(question.method(), signed, question.body()));
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
