package dev.claviger.kernel.trace;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.claviger.kernel.Ids;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is sent to a collector over OTLP, and that nothing is where none is named. */
class TracingTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String MARKED = "00-" + TRACE + "-00f067aa0ba902b7-01";
    private static final String TOPIC = "claviger.access-events";

    private final Queue<String> sent = new ConcurrentLinkedQueue<>();
    private final Queue<String> authorizations = new ConcurrentLinkedQueue<>();
    private HttpServer collector = server();

    @BeforeEach
    void listen() {
        collector.createContext("/base/v1/traces", this::take);
        collector.start();
    }

    @AfterEach
    void stop() {
        collector.stop(0);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            sent.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
            exchange.sendResponseHeaders(200, -1);
        }
    }

    @Test
    void event_takesItsTraceAlong_toWhoReadsIt() {
        Tracing tracing = tracing(Map.of("endpoint", url(), "ratio", "1", "authorization", "Bearer of-the-collector"));
        ConsumerRecord<String, byte[]> message = new ConsumerRecord<>(TOPIC, 0, 0, "key", new byte[0]);

        Publication publication = tracing.publish(TOPIC, MARKED);
        publication.mark(message.headers());
        publication.end(null);
        Uni<Void> work = tracing.receive(records(message), Uni.createFrom().voidItem());
        work.subscribe().with(done -> {});
        tracing.close();

        assertThat(header(message)).startsWith("00-" + TRACE).isNotEqualTo(MARKED);
        assertThat(String.join("", sent))
                .contains("publish " + TOPIC, "process " + TOPIC, "vault-service")
                .doesNotContain("of-the-collector");
        assertThat(authorizations).containsOnly("Bearer of-the-collector");
    }

    /** What a failure says may quote what nobody should read. */
    @Test
    void failure_isToldByItsClassAlone() {
        Tracing tracing = tracing(Map.of("endpoint", url() + "/", "ratio", "1"));

        tracing.publish(TOPIC, MARKED).end(new IllegalStateException("value of a secret"));
        tracing.close();

        assertThat(String.join("", sent)).contains("java.lang.IllegalStateException").doesNotContain("value of");
    }

    @Test
    void unmarkedEvent_isNotSent() {
        Tracing tracing = tracing(Map.of("endpoint", url(), "ratio", "1"));

        tracing.publish(TOPIC, "00-" + TRACE + "-00f067aa0ba902b7-00").end(null);
        tracing.close();

        assertThat(sent).isEmpty();
    }

    /** An event that was traced keeps its trace also where its publisher has no collector. */
    @Test
    void withoutACollector_everythingGoesThroughUntouched() {
        Tracing tracing = tracing(Map.of());
        ConsumerRecord<String, byte[]> message = new ConsumerRecord<>(TOPIC, 0, 0, "key", new byte[0]);
        Uni<Void> work = Uni.createFrom().voidItem();
        RequestOptions options = new RequestOptions();

        tracing.publish(TOPIC, MARKED).mark(message.headers());

        assertThat(tracing.isOn()).isFalse();
        assertThat(header(message)).isEqualTo(MARKED);
        assertThat(tracing.step("record", work)).isSameAs(work);
        assertThat(tracing.call("auth-service", options, work)).isSameAs(work);
        assertThat(tracing.receive(records(message), work)).isSameAs(work);
        assertThat(tracing.traceparent()).isEmpty();
        assertThat(options.getHeaders()).isNull();
    }

    private static String header(ConsumerRecord<String, byte[]> message) {
        Header header = message.headers().lastHeader("traceparent");
        return new String(header.value(), StandardCharsets.US_ASCII);
    }

    private static ConsumerRecords<String, byte[]> records(ConsumerRecord<String, byte[]> message) {
        return new ConsumerRecords<>(Map.of(new TopicPartition(TOPIC, 0), List.of(message)), Map.of());
    }

    private String url() {
        return "http://127.0.0.1:" + collector.getAddress().getPort() + "/base";
    }

    private static Tracing tracing(Map<String, String> settings) {
        Map<String, String> values = new HashMap<>();
        settings.forEach((key, value) -> values.put("claviger.tracing." + key, value));
        TracingConfig config = new SmallRyeConfigBuilder()
                .withMapping(TracingConfig.class)
                .withDefaultValues(values)
                .build()
                .getConfigMapping(TracingConfig.class);
        return new Tracing(config, new Ids(Clock.systemUTC(), RandomGenerator.getDefault()), "vault-service");
    }

    private static HttpServer server() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException refused) {
            throw new IllegalStateException(refused);
        }
    }
}
