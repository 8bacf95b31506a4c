package dev.claviger.vault.webhook;

import dev.claviger.vault.feed.Change;
import dev.claviger.vault.feed.ChangeEncoder;
import dev.claviger.vault.feed.ChangeTopic;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/**
 * Takes each change on one replica of all and says so to Kafka when it stands in the queue. What was taken and not said is taken again,
 * which adds nothing. The Kafka client blocks, and so does waiting for the database, so that both have a thread of their own.
 */
@ApplicationScoped
class WebhookChangeConsumer {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final ChangeTopic topic;
    private final Deliveries deliveries;
    private final DeliveryRuns runs;
    private final WebhookConfig config;
    private volatile boolean stopped;

    WebhookChangeConsumer(ChangeTopic topic, Deliveries deliveries, DeliveryRuns runs, WebhookConfig config) {
        this.topic = topic;
        this.deliveries = deliveries;
        this.runs = runs;
        this.config = config;
    }

    void start(@Observes StartupEvent started) {
        Thread.ofPlatform().daemon().name("webhook-changes").start(this::run);
    }

    void stop(@Observes ShutdownEvent stopping) {
        stopped = true;
    }

    private void run() {
        while (!stopped) {
            try (KafkaConsumer<String, byte[]> kafka = topic.member("claviger-webhooks", config.group())) {
                kafka.subscribe(List.of(topic.name()));
                while (!stopped) {
                    take(kafka);
                }
            } catch (RuntimeException failed) {
                Log.debugf(
                        "changes not taken for webhooks cause=%s",
                        failed.getClass().getName());
                LockSupport.parkNanos(AFTER_FAILURE.toNanos());
            }
        }
    }

    /** When the database fails this fails, and the next client begins where Kafka was last told. */
    private void take(KafkaConsumer<String, byte[]> kafka) {
        ConsumerRecords<String, byte[]> messages = kafka.poll(POLL);
        if (messages.isEmpty()) {
            return;
        }
        List<Change> changes = new ArrayList<>();
        messages.forEach(message -> read(message).ifPresent(changes::add));
        var _ = deliveries.accept(changes).subscribeAsCompletionStage().join();
        kafka.commitSync();
        runs.look();
    }

    private static Optional<Change> read(ConsumerRecord<String, byte[]> message) {
        try {
            return Optional.of(ChangeEncoder.decode(message.value()));
        } catch (RuntimeException unreadable) {
            Log.warnf(
                    "change not understood partition=%d offset=%d cause=%s",
                    message.partition(), message.offset(), unreadable.getClass().getName());
            return Optional.empty();
        }
    }
}
