package dev.claviger.audit.siem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;

/** A destination of streams, on this machine. Answers 200 unless told otherwise. */
public final class Receiver implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final HttpServer server;
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final Queue<Integer> nextAnswers = new ConcurrentLinkedQueue<>();
    private final List<String> taken = new CopyOnWriteArrayList<>();
    private volatile String unwanted = "";
    private volatile int refusal = 400;
    private volatile int answer = 200;
    private volatile Map<String, String> answerHeaders = Map.of();
    private volatile String answerBody = "";

    /**
     * What arrived.
     *
     * @param body unpacked
     * @param sent the bytes that travelled
     */
    public record Call(String path, Map<String, List<String>> headers, String body, Buffer sent) {
        public String header(String name) {
            return headers.entrySet().stream()
                    .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                    .map(entry -> entry.getValue().getFirst())
                    .findFirst()
                    .orElse("");
        }

        public JsonNode json() {
            try {
                return new ObjectMapper().readTree(body);
            } catch (JsonProcessingException broken) {
                throw new AssertionError("not JSON: " + body, broken);
            }
        }
    }

    private Receiver(int port) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/", this::take);
            server.start();
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    public static Receiver start() {
        return new Receiver(0);
    }

    public static Receiver startAt(int port) {
        return new Receiver(port);
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    /** From now on. */
    public void answers(int status, Map<String, String> headers, String body) {
        answer = status;
        answerHeaders = headers;
        answerBody = body;
    }

    /** Answers so to what has this text in it. */
    public void refuses(String text, int status) {
        refusal = status;
        unwanted = text;
    }

    public boolean hasTaken(String text) {
        return taken.stream().anyMatch(body -> body.contains(text));
    }

    /** The next times only. */
    public void answersOnce(int... statuses) {
        for (int status : statuses) {
            nextAnswers.add(status);
        }
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] sent = exchange.getRequestBody().readAllBytes();
            boolean packed = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
            String body = new String(packed ? unpacked(sent) : sent, StandardCharsets.UTF_8);
            calls.add(new Call(
                    exchange.getRequestURI().toString(),
                    Map.copyOf(exchange.getRequestHeaders()),
                    body,
                    Buffer.buffer(sent)));
            Integer once = nextAnswers.poll();
            answerHeaders.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
            byte[] bytes = answerBody.getBytes(StandardCharsets.UTF_8);
            boolean isUnwanted = !unwanted.isEmpty() && body.contains(unwanted);
            int status = once != null ? once : isUnwanted ? refusal : answer;
            if (status == 200) {
                taken.add(body);
            }
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static byte[] unpacked(byte[] sent) throws IOException {
        try (GZIPInputStream unzip = new GZIPInputStream(new ByteArrayInputStream(sent))) {
            return unzip.readAllBytes();
        }
    }

    public List<Call> calls() {
        return List.copyOf(calls);
    }

    public List<Call> await(int count) {
        org.awaitility.Awaitility.await("requests of a stream")
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> calls.size() >= count);
        return calls();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
