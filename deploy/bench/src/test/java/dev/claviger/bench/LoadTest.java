package dev.claviger.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoadTest {
    private final AtomicInteger asked = new AtomicInteger();
    private final HttpServer server = start();

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void times_sendsEachRequestOnce_andCountsWhatFailed() {
        String url = "http://127.0.0.1:" + server.getAddress().getPort();

        try (Load load = new Load()) {
            Figures figures = load.times(
                    "test",
                    4,
                    100,
                    number -> new Load.Call(
                            HttpMethod.GET, url + (number % 10 == 0 ? "/bad" : "/good"), Map.of(), Buffer.buffer()));

            assertThat(asked).hasValue(100);
            assertThat(figures.requests()).isEqualTo(100);
            assertThat(figures.failures()).isEqualTo(Map.of(500, 10L));
            assertThat(figures.isSound()).isFalse();
            assertThat(figures.p99Millis()).isGreaterThanOrEqualTo(figures.p50Millis());
        }
    }

    @Test
    void paced_sendsThemAll_atThatPace() {
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/good";

        try (Load load = new Load()) {
            Figures figures = load.paced(
                    "test",
                    4,
                    100,
                    Duration.ofMillis(500),
                    number -> new Load.Call(HttpMethod.GET, url, Map.of(), Buffer.buffer()));

            assertThat(asked).hasValue(50);
            assertThat(figures.isSound()).isTrue();
            assertThat(figures.seconds()).isGreaterThan(0.48);
        }
    }

    private HttpServer start() {
        try {
            HttpServer fresh = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            fresh.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            fresh.createContext("/", exchange -> {
                asked.incrementAndGet();
                exchange.sendResponseHeaders(exchange.getRequestURI().getPath().equals("/good") ? 200 : 500, -1);
                exchange.close();
            });
            fresh.start();
            return fresh;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
