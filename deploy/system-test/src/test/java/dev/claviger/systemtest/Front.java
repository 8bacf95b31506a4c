package dev.claviger.systemtest;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Stands between a job and the suite: it fails some requests, and looks at all command lines while a request is under way. */
final class Front implements AutoCloseable {
    private final HttpClient http = HttpClient.newHttpClient();
    private final HttpServer server;
    private final AtomicInteger failures;
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final List<String> commandLines = new CopyOnWriteArrayList<>();

    /** Answers so many requests with 503 or 429 and hands the others on. */
    Front(int failures) throws IOException {
        this.failures = new AtomicInteger(failures);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The paths that were asked for, without queries. */
    List<String> seen() {
        return seen;
    }

    List<String> commandLines() {
        return commandLines;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            seen.add(exchange.getRequestURI().getPath());
            commandLines.addAll(allCommandLines());
            byte[] body = exchange.getRequestBody().readAllBytes();
            int left = failures.getAndDecrement();
            if (left > 0) {
                exchange.getResponseHeaders().add("Retry-After", "0");
                exchange.sendResponseHeaders(left % 2 == 0 ? 503 : 429, -1);
                return;
            }
            HttpResponse<byte[]> given = ask(exchange, body);
            exchange.sendResponseHeaders(given.statusCode(), given.body().length == 0 ? -1 : given.body().length);
            exchange.getResponseBody().write(given.body());
        }
    }

    private HttpResponse<byte[]> ask(HttpExchange exchange, byte[] body) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(RunningSuite.suite().url() + exchange.getRequestURI()))
                .method(
                        exchange.getRequestMethod(),
                        body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        for (String header : List.of("Authorization", "Content-Type")) {
            for (String value : exchange.getRequestHeaders().getOrDefault(header, List.of())) {
                request.header(header, value);
            }
        }
        try {
            return http.send(request.build(), BodyHandlers.ofByteArray());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException(stopped);
        }
    }

    static List<String> allCommandLines() throws IOException {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .map(process -> process.resolve("cmdline"))
                    .filter(Files::isReadable)
                    .map(Front::text)
                    .toList();
        }
    }

    private static String text(Path commandLine) {
        try {
            return Files.readString(commandLine, java.nio.charset.StandardCharsets.ISO_8859_1);
        } catch (IOException | UncheckedIOException gone) {
            return "";
        }
    }

    @Override
    public void close() {
        server.stop(0);
        http.close();
    }
}
