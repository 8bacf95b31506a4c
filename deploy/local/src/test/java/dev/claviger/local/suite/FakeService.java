package dev.claviger.local.suite;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;

/**
 * A program that takes the place of a service: it is ready at once and answers with its environment. Its stubborn form
 * does not stop when it is told to.
 */
final class FakeService {
    static final String STUBBORN = "CLAVIGER_TEST_STUBBORN";
    static final String BROKEN = "CLAVIGER_TEST_BROKEN";

    private FakeService() {}

    /** Returns the command that runs it. */
    static List<String> command() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                FakeService.class.getName());
    }

    @SuppressWarnings("SystemOut") // what it says is looked for in its log
    public static void main(String[] arguments) throws IOException {
        System.out.println("a fake service begins");
        if (System.getenv(BROKEN) != null) {
            throw new IllegalStateException("broken on purpose");
        }
        if (System.getenv(STUBBORN) != null) {
            Runtime.getRuntime().addShutdownHook(new Thread(FakeService::neverReturn));
        }
        int port = Integer.parseInt(System.getenv("QUARKUS_HTTP_PORT"));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", FakeService::answer);
        server.start();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        if (exchange.getRequestURI().getPath().endsWith("/die")) {
            System.err.println("dying on purpose");
            Runtime.getRuntime().halt(7);
        }
        StringBuilder lines = new StringBuilder();
        new TreeMap<>(System.getenv())
                .forEach((name, value) ->
                        lines.append(name).append('=').append(value).append('\n'));
        byte[] body = lines.toString().getBytes(UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static void neverReturn() {
        try {
            Thread.currentThread().join();
        } catch (InterruptedException ignored) {
            neverReturn();
        }
    }
}
