package dev.claviger.audit.feed;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.audit.feed.FeedStore.Waiting;
import dev.claviger.kernel.KafkaConnection;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.WorkerExecutor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** The topic of alerts. The Kafka client blocks while it knows no broker, so that it has a thread of its own. */
@ApplicationScoped
class FeedTopic {
    private final String topic;
    private final Map<String, Object> settings;
    private final WorkerExecutor thread;
    private @Nullable Producer<String, byte[]> producer;

    FeedTopic(Vertx vertx, FeedConfig config, KafkaConnection kafka) {
        this.topic = config.topic();
        this.settings = settings(kafka.settings(), config.deliveryTimeout());
        this.thread = vertx.createSharedWorkerExecutor("alert-feed", 1);
    }

    static Map<String, Object> settings(Map<String, Object> connection, Duration deliveryTimeout) {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "claviger-alerts");
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, deliveryTimeout.toMillis() / 2);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) deliveryTimeout.toMillis() / 2);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) deliveryTimeout.toMillis());
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        return settings;
    }

    /** Sends them in order. Fails unless all replicas in sync have all of them. */
    Uni<Void> send(List<Waiting> events) {
        return thread.<Void>executeBlocking(
                () -> {
                    deliver(events);
                    return null;
                },
                true);
    }

    private void deliver(List<Waiting> events) throws InterruptedException, ExecutionException {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (Waiting event : events) {
            sent.add(open().send(message(event)));
        }
        for (Future<RecordMetadata> each : sent) {
            var _ = each.get();
        }
    }

    private ProducerRecord<String, byte[]> message(Waiting event) {
        ProducerRecord<String, byte[]> message =
                new ProducerRecord<>(topic, event.org(), event.event().getBytes(UTF_8));
        message.headers().add("content-type", AlertEvent.CONTENT_TYPE.getBytes(US_ASCII));
        return message;
    }

    private synchronized Producer<String, byte[]> open() {
        Producer<String, byte[]> open = producer;
        if (open == null) {
            open = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
            producer = open;
        }
        return open;
    }

    synchronized void stop(@Observes ShutdownEvent stopping) {
        if (producer != null) {
            producer.close(Duration.ofSeconds(2));
        }
    }
}
