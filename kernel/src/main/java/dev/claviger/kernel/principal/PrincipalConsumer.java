package dev.claviger.kernel.principal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.kernel.KafkaConnection;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the topic from its beginning, in no consumer group, for as long as the service runs. The Kafka client blocks, so that it has a
 * thread of its own; a broker that is away is waited for.
 */
@ApplicationScoped
class PrincipalConsumer {
    private static final String HEARTBEAT = "heartbeat";
    private static final String VERSION = "version";
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final Principals principals;
    private final Contact contact;
    private final TopicPartition source;
    private final Map<String, Object> settings;
    private volatile boolean stopped;

    PrincipalConsumer(Principals principals, Contact contact, PrincipalConfig config, KafkaConnection kafka) {
        this.principals = principals;
        this.contact = contact;
        this.source = new TopicPartition(config.topic(), 0);
        this.settings = settings(kafka.settings());
    }

    private static Map<String, Object> settings(Map<String, Object> connection) {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "claviger-principals");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 5_000);
        settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 4_000);
        settings.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 10_000);
        settings.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        return settings;
    }

    void start() {
        Thread.ofPlatform().daemon().name("principals").start(this::run);
    }

    void stop() {
        stopped = true;
    }

    private void run() {
        while (!stopped) {
            try (KafkaConsumer<String, String> kafka =
                    new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
                read(kafka);
            } catch (RuntimeException failed) {
                Log.warnf("principals not read cause=%s", failed.getClass().getName());
                LockSupport.parkNanos(AFTER_FAILURE.toNanos());
            }
        }
    }

    /** Heartbeats below the end at the time of the start are echoes of the past. */
    private void read(KafkaConsumer<String, String> kafka) {
        kafka.assign(List.of(source));
        kafka.seekToBeginning(List.of(source));
        long end = kafka.endOffsets(List.of(source)).getOrDefault(source, 0L);
        while (!stopped) {
            kafka.poll(POLL).forEach(message -> take(message, end));
            if (kafka.position(source) >= end) {
                contact.readCompletely();
            }
        }
    }

    private void take(ConsumerRecord<String, String> message, long end) {
        if (!HEARTBEAT.equals(message.key())) {
            principals.apply(message.key(), version(message), message.value());
        } else if (message.offset() >= end) {
            contact.heard();
        }
    }

    private static long version(ConsumerRecord<String, String> message) {
        @Nullable Header header = message.headers().lastHeader(VERSION);
        try {
            return header == null ? 0 : Long.parseLong(new String(header.value(), UTF_8));
        } catch (NumberFormatException unreadable) {
            return 0;
        }
    }
}
