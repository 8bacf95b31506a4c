package dev.claviger.kernel.outbound;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.claviger.kernel.Secret;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.mutiny.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls of foreign APIs, against a server that answers with what it was asked. */
class GuardedCallTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private record Loopback(Duration connectTimeout, Duration totalTimeout, int maxBytes) implements OutboundConfig {
        @Override
        public Optional<List<Cidr>> allow() {
            return Optional.of(List.of(Cidr.of("127.0.0.0/8")));
        }
    }

    private static Vertx vertx;
    private static GuardedHttp http;

    private HttpServer server;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        AddressResolver nobody = _ -> Uni.createFrom().failure(new IOException("no such host"));
        http = new GuardedHttp(vertx, nobody, new Loopback(Duration.ofSeconds(2), Duration.ofMillis(500), 64));
    }

    @AfterAll
    static void stop() {
        vertx.close().await().atMost(LIMIT);
    }

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.createContext("/echo", GuardedCallTest::echo);
        server.createContext("/status/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            exchange.getResponseHeaders().set("Location", "/echo");
            answer(exchange, Integer.parseInt(path.substring("/status/".length())), "why");
        });
        server.createContext("/large", exchange -> answer(exchange, 200, "x".repeat(1000)));
        server.createContext("/slow", exchange -> {
            pause(Duration.ofMillis(1500));
            answer(exchange, 200, "late");
        });
        server.start();
    }

    @AfterEach
    void end() {
        server.stop(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "PATCH", "DELETE"})
    void call_sendsMethodHeadersAndBody(String method) {
        var call = new OutboundCall(
                HttpMethod.valueOf(method), Map.of("X-Token", Secret.of("t0")), Buffer.buffer("{\"a\":1}"));

        var answer = call("/echo?x=1", FetchRules.json(), call);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers().get("x-seen")).isEqualTo(method);
        assertThat(answer.body().toString()).isEqualTo("/echo?x=1 t0 application/json {\"a\":1}");
    }

    @Test
    void call_letsItsHeadersReplaceThoseOfTheExchange() {
        var call = OutboundCall.of(HttpMethod.GET, Map.of("Accept", Secret.of("text/plain")));

        assertThat(call("/echo", FetchRules.json(), call).body().toString()).isEqualTo("/echo null text/plain ");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 400, 404, 429, 500, 503})
    void call_takesEveryStatusAsAnAnswer(int status) {
        var answer = call("/status/" + status, FetchRules.json(), OutboundCall.get());

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.succeeded()).isFalse();
        assertThat(answer.body().toString()).isEqualTo("why");
    }

    @Test
    void call_keepsTheConfiguredLimits_unlessTheRulesHaveTheirOwn() {
        var wide = FetchRules.json().within(1000, Duration.ofSeconds(10));

        assertThat(call("/large", wide, OutboundCall.get()).body().length()).isEqualTo(1000);
        assertThat(call("/slow", wide, OutboundCall.get()).body().toString()).isEqualTo("late");
        assertThatThrownBy(() -> call("/large", FetchRules.json(), OutboundCall.get()))
                .isInstanceOf(OutboundFailed.class)
                .hasMessageContaining("exceeds 64 bytes");
        assertThatThrownBy(() -> call("/slow", FetchRules.json(), OutboundCall.get()))
                .isInstanceOf(OutboundFailed.class)
                .hasMessageContaining("within 500 ms");
    }

    @Test
    void T24_call_andItsAnswerHideWhatTheyCarry() {
        var call = new OutboundCall(HttpMethod.POST, Map.of("A", Secret.of("hunter2")), Buffer.buffer("hunter2"));

        assertThat(call.toString()).doesNotContain("hunter2");
        assertThat(call("/echo", FetchRules.json(), call).toString()).doesNotContain("hunter2");
    }

    private OutboundAnswer call(String path, FetchRules rules, OutboundCall call) {
        URI uri =
                URI.create("http://127.0.0.1:%d%s".formatted(server.getAddress().getPort(), path));
        return http.call(uri, rules, call).await().atMost(LIMIT);
    }

    private static void echo(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        var headers = exchange.getRequestHeaders();
        exchange.getResponseHeaders().set("X-Seen", exchange.getRequestMethod());
        answer(
                exchange,
                200,
                "%s %s %s %s"
                        .formatted(
                                exchange.getRequestURI(),
                                headers.getFirst("X-Token"),
                                headers.getFirst("Accept"),
                                body));
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        exchange.sendResponseHeaders(status, body.length());
        exchange.getResponseBody().write(body.getBytes(UTF_8));
        exchange.close();
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
