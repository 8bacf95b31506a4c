package dev.claviger.sync.rotating;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Somebody else's program with a webhook. */
final class Consumer implements AutoCloseable {
    private final HttpServer server;
    private final List<Told> told = new CopyOnWriteArrayList<>();
    private volatile Function<JsonObject, Answer> manner = notice -> new Answer(200, "");

    /** A call as it came. */
    record Told(String signature, String body) {}

    /** What it says to it. */
    record Answer(int status, String body) {}

    Consumer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
        server.createContext("/rotated", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:%d/rotated".formatted(server.getAddress().getPort());
    }

    /** It answers so from now on. */
    void answers(int status, String body) {
        manner = notice -> new Answer(status, body);
    }

    /** It has this value, and proves it. */
    void proves(Supplier<String> value) {
        manner = notice -> new Answer(
                200,
                new JsonObject()
                        .put("proof", hmac(value.get(), notice.getString("challenge")))
                        .encode());
    }

    List<Told> told() {
        return told;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        told.add(new Told(exchange.getRequestHeaders().getFirst("x-infisical-signature"), body));
        Answer answer = manner.apply(new JsonObject(body));
        byte[] bytes = answer.body().getBytes(UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    static String hmac(String key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
