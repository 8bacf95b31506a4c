package dev.claviger.kernel.outbox;

import dev.claviger.kernel.KafkaConnection;
import dev.claviger.kernel.event.EventEncoder;
import dev.claviger.kernel.trace.Publication;
import dev.claviger.kernel.trace.Tracing;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends encoded events to Kafka, acknowledged by all in-sync replicas and in order per key.
 *
 * <p>The Kafka client blocks for a while when it knows no broker, so that it has a thread of its own.
 */
@ApplicationScoped
class EventPublisher {
    private final Map<String, Object> settings;
    private final String topic;
    private final Tracing tracing;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("outbox-relay").factory());
    private @Nullable KafkaProducer<String, byte[]> producer;

    EventPublisher(OutboxConfig config, KafkaConnection kafka, Tracing tracing) {
        this.topic = config.topic();
        this.tracing = tracing;
        this.settings = settings(kafka.settings(), config.deliveryTimeout());
    }

    static Map<String, Object> settings(Map<String, Object> connection, Duration deliveryTimeout) {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 20); // nobody waits for it: the event is durable before
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 1_000);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) deliveryTimeout.toMillis() / 2);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) deliveryTimeout.toMillis());
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 16L * 1024 * 1024);
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "claviger-outbox");
        return settings;
    }

    /**
     * Sends the events in order and returns at once; each one's fate is told later, on a thread of the Kafka client.
     *
     * @param acknowledged the broker has it
     * @param lost it may or may not have arrived; send it again
     */
    void send(List<Numbered> events, Consumer<Numbered> acknowledged, Consumer<Numbered> lost) {
        thread.execute(() -> events.forEach(event -> sendOne(event, acknowledged, lost)));
    }

    /** Sends a message that nobody misses if it is lost. */
    void tell(Numbered message) {
        send(List.of(message), told -> {}, lost -> {});
    }

    /** Sends the events and waits for all acknowledgements; fails when one is missing. */
    Uni<Void> sendAll(List<Numbered> events) {
        return Uni.join()
                .all(events.stream().map(this::sendOne).toList())
                .andFailFast()
                .replaceWithVoid();
    }

    private Uni<Numbered> sendOne(Numbered event) {
        return Uni.createFrom()
                .emitter(emitter -> send(
                        List.of(event),
                        emitter::complete,
                        lost -> emitter.fail(new KafkaException("event was not acknowledged"))));
    }

    private void sendOne(Numbered event, Consumer<Numbered> acknowledged, Consumer<Numbered> lost) {
        Optional<Publication> traced =
                EventEncoder.traceparent(event.payload()).map(parent -> tracing.publish(topic, parent));
        try {
            RecordHeaders headers = new RecordHeaders();
            headers.add("content-type", EventEncoder.CONTENT_TYPE.getBytes(StandardCharsets.UTF_8));
            traced.ifPresent(publication -> publication.mark(headers));
            ProducerRecord<String, byte[]> message =
                    new ProducerRecord<>(topic, null, event.key(), event.payload(), headers);
            @SuppressWarnings("unused") // the callback tells the fate
            var told = producer().send(message, (metadata, failure) -> {
                traced.ifPresent(publication -> publication.end(failure));
                Consumer<Numbered> fate = failure == null ? acknowledged : lost;
                fate.accept(event);
            });
        } catch (KafkaException unreachable) {
            Log.debugf(
                    "event not sent seq=%d cause=%s",
                    event.sequence(), unreachable.getClass().getName());
            traced.ifPresent(publication -> publication.end(unreachable));
            lost.accept(event);
        }
    }

    private KafkaProducer<String, byte[]> producer() {
        KafkaProducer<String, byte[]> existing = producer;
        if (existing == null) {
            existing = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
            producer = existing;
        }
        return existing;
    }

    @PreDestroy
    void close() {
        thread.execute(() -> {
            if (producer != null) {
                producer.close(Duration.ofSeconds(2));
            }
        });
        thread.shutdown();
    }
}
