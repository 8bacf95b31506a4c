package dev.claviger.kernel.principal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.kernel.KafkaConnection;
import dev.claviger.kernel.TopicIds;
import io.quarkus.logging.Log;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
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
 * Reads the topic from its beginning, in no consumer group, for as long as the service runs. When it was lost and made anew, it is read
 * from the beginning again, and until auth-service has told everything there, what was known goes on to count and nothing is current. The
 * Kafka client blocks, so that it has a thread of its own; a broker that is away is waited for.
 */
@ApplicationScoped
class PrincipalConsumer {
    private static final String HEARTBEAT = "heartbeat";
    private static final String VERSION = "version";
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final Principals principals;
    private final Contact contact;
    private final TopicIds topics;
    private final TopicPartition source;
    private final Map<String, Object> settings;
    /** The topic of which the view has told all. */
    private String told = "";
    /** Whether something was heard that was meant for another topic than the one that is read. */
    private boolean doubtful;

    private volatile boolean stopped;

    PrincipalConsumer(
            Principals principals, Contact contact, PrincipalConfig config, KafkaConnection kafka, TopicIds topics) {
        this.principals = principals;
        this.contact = contact;
        this.topics = topics;
        this.source = new TopicPartition(config.topic(), 0);
        this.settings = kafka.consumer("claviger-principals", "none");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
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

    private void read(KafkaConsumer<String, String> kafka) {
        String topic = topicNow();
        if (!topic.equals(told)) {
            principals.startOver();
            contact.startOver();
        }
        kafka.assign(List.of(source));
        kafka.seekToBeginning(List.of(source));
        long end = kafka.endOffsets(List.of(source)).getOrDefault(source, 0L);
        do {
            doubtful = false;
            kafka.poll(POLL).forEach(message -> take(message, topic, end));
            if (kafka.position(source) >= end) {
                contact.readCompletely();
            }
        } while (!stopped && (!doubtful || topic.equals(topicNow())));
    }

    private String topicNow() {
        return topics.find(source.topic()).subscribeAsCompletionStage().join();
    }

    private void take(ConsumerRecord<String, String> message, String topic, long end) {
        if (HEARTBEAT.equals(message.key())) {
            beat(message, topic, end);
        } else {
            principals.apply(message.key(), version(message), message.value());
        }
    }

    /**
     * A heartbeat says that all is told on the topic that it names. It may have been on its way when that was lost, and say nothing about
     * the one it came to. Those below the end at the time of the start are echoes of the past.
     */
    private void beat(ConsumerRecord<String, String> message, String topic, long end) {
        if (!topic.equals(topicOf(message))) {
            doubtful = true;
        } else if (message.offset() >= end) {
            told = topic;
            principals.settle();
            contact.heard();
        }
    }

    private static String topicOf(ConsumerRecord<String, String> message) {
        try {
            return new JsonObject(message.value()).getString("topic", "");
        } catch (RuntimeException unreadable) {
            return "";
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
