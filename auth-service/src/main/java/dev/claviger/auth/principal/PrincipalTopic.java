package dev.claviger.auth.principal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.auth.AuthConfig;
import dev.claviger.kernel.KafkaConnection;
import dev.claviger.kernel.TopicIds;
import dev.claviger.kernel.principal.PrincipalConfig;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.json.JsonObject;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * The compacted topic {@code claviger.principals}: one partition, so that what is sent in order is read in order. The version of an
 * entry stands in a header, because a removal has no body.
 *
 * <p>The Kafka client blocks for a while when it knows no broker, so that it has a thread of its own.
 */
@ApplicationScoped
class PrincipalTopic {
    private static final String HEARTBEAT = "heartbeat";
    private static final String VERSION = "version";
    private static final int PARTITION = 0;

    private final String topic;
    private final TopicIds ids;
    private final Map<String, Object> settings;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("principal-relay").factory());
    private @Nullable KafkaProducer<String, String> producer;

    PrincipalTopic(PrincipalConfig principals, AuthConfig config, KafkaConnection kafka, TopicIds ids) {
        this.topic = principals.topic();
        this.ids = ids;
        this.settings = settings(kafka.settings(), config.principals().deliveryTimeout());
    }

    private static Map<String, Object> settings(Map<String, Object> connection, Duration deliveryTimeout) {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 1_000);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) deliveryTimeout.toMillis() / 2);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) deliveryTimeout.toMillis());
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 4L * 1024 * 1024);
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "claviger-principals");
        return settings;
    }

    /** Sends the entries in order and waits for all acknowledgements; fails when one is missing. */
    Uni<Void> send(List<Entry> entries) {
        return Uni.join()
                .all(entries.stream().map(this::send).toList())
                .andFailFast()
                .replaceWithVoid();
    }

    /** Which topic it is now: one that was made anew has another id. */
    Uni<String> id() {
        return ids.find(topic);
    }

    /**
     * Tells that everything committed before is on the topic with this id. It names it because it may come to another one: readers of
     * that one must not believe it.
     */
    Uni<Void> heartbeat(String id) {
        return send(new ProducerRecord<>(
                topic, PARTITION, HEARTBEAT, new JsonObject().put("topic", id).encode()));
    }

    private Uni<Void> send(Entry entry) {
        @Nullable String body = entry.body().isEmpty() ? null : entry.body();
        ProducerRecord<String, String> message = new ProducerRecord<>(topic, PARTITION, entry.key(), body);
        message.headers().add(VERSION, Long.toString(entry.version()).getBytes(UTF_8));
        return send(message);
    }

    private Uni<Void> send(ProducerRecord<String, String> message) {
        return Uni.createFrom().emitter(emitter -> thread.execute(() -> send(message, emitter)));
    }

    private void send(ProducerRecord<String, String> message, UniEmitter<? super Void> emitter) {
        try {
            @SuppressWarnings("unused") // the callback tells the fate
            var told = producer().send(message, (metadata, failure) -> {
                if (failure == null) {
                    emitter.complete(null);
                } else {
                    emitter.fail(failure);
                }
            });
        } catch (KafkaException unreachable) {
            emitter.fail(unreachable);
        }
    }

    private KafkaProducer<String, String> producer() {
        KafkaProducer<String, String> existing = producer;
        if (existing == null) {
            existing = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
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
