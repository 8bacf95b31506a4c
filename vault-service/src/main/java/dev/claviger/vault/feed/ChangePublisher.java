package dev.claviger.vault.feed;

import dev.claviger.kernel.KafkaConnection;
import dev.claviger.vault.feed.ChangeStore.Stored;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends changes to Kafka, a batch in one Kafka transaction: readers of committed messages see all of it or nothing, so that what is sent
 * again stands behind everything that came before it. A second publisher shuts the first one out.
 *
 * <p>The Kafka client blocks, so that it has a thread of its own.
 */
@ApplicationScoped
class ChangePublisher {
    private final Map<String, Object> settings;
    private final String topic;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("change-relay").factory());
    private @Nullable KafkaProducer<String, byte[]> producer;

    ChangePublisher(FeedConfig config, KafkaConnection kafka) {
        this.topic = config.topic();
        this.settings = settings(kafka.settings(), config);
    }

    private static Map<String, Object> settings(Map<String, Object> connection, FeedConfig config) {
        int delivery = (int) config.deliveryTimeout().toMillis();
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "claviger-changes");
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, config.topic() + "-relay");
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 2 * delivery);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, delivery);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, delivery / 2);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, delivery);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 64L * 1024 * 1024); // a whole batch
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        return settings;
    }

    /** Completes when the broker has the whole batch. When it fails, send it again: readers see it once or twice then, and whole. */
    Uni<Void> publish(List<Stored> batch) {
        return Uni.createFrom()
                .<Void>item(() -> {
                    send(batch);
                    return null;
                })
                .runSubscriptionOn(thread);
    }

    /** What happens to a part of a transaction happens to all of it, at the latest when it is committed. */
    private void send(List<Stored> batch) {
        try {
            KafkaProducer<String, byte[]> kafka = producer();
            kafka.beginTransaction();
            for (Stored change : batch) {
                var _ = kafka.send(message(change));
            }
            kafka.commitTransaction();
        } catch (RuntimeException failed) {
            Log.debugf("changes not sent cause=%s", failed.getClass().getName());
            drop();
            throw failed;
        }
    }

    private ProducerRecord<String, byte[]> message(Stored change) {
        RecordHeaders headers = new RecordHeaders();
        headers.add("content-type", ChangeEncoder.CONTENT_TYPE.getBytes(StandardCharsets.UTF_8));
        return new ProducerRecord<>(topic, null, change.projectId().toString(), change.payload(), headers);
    }

    private KafkaProducer<String, byte[]> producer() {
        if (producer == null) {
            KafkaProducer<String, byte[]> fresh =
                    new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
            producer = fresh;
            fresh.initTransactions(); // ends what a predecessor left open, and shuts it out
        }
        return producer;
    }

    /** The next batch gets a new client, which is the one way out of every state that a transaction can fail in. */
    private void drop() {
        if (producer != null) {
            producer.close(Duration.ZERO);
            producer = null;
        }
    }

    @PreDestroy
    void close() {
        thread.execute(this::drop);
        thread.shutdown();
    }
}
