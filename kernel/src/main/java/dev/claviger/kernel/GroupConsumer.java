package dev.claviger.kernel;

import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Takes the messages of a topic on one replica of all, from its beginning, and says so to Kafka when the work with them has completed. What was taken and not said is
 * taken again, so that the work must not mind a repetition; messages of one partition come in order. When the work fails, a new client begins where Kafka was last
 * told. The Kafka client blocks, and so does waiting for the work, so that both have a thread of their own.
 */
public final class GroupConsumer {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
    private static final int AT_ONCE = 200;

    private final String name;
    private final String topic;
    private final Map<String, Object> settings;
    private final Function<List<ConsumerRecord<String, byte[]>>, Uni<Void>> work;
    private volatile boolean stopped;

    /**
     * @param name what logs and the broker call it
     * @param group shares the partitions among its members
     * @param work up to 200 messages at once, never none
     */
    public GroupConsumer(
            KafkaConnection kafka,
            String name,
            String topic,
            String group,
            Function<List<ConsumerRecord<String, byte[]>>, Uni<Void>> work) {
        this.name = name;
        this.topic = topic;
        this.settings = settings(kafka, name, group);
        this.work = work;
    }

    private static Map<String, Object> settings(KafkaConnection kafka, String name, String group) {
        Map<String, Object> settings = kafka.consumer(name, "earliest");
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, AT_ONCE);
        return settings;
    }

    /** To be called once. */
    public void start() {
        Thread.ofPlatform().daemon().name(name).start(this::run);
    }

    /** Returns at once; the work at hand is completed. */
    public void stop() {
        stopped = true;
    }

    private void run() {
        while (!stopped) {
            try (KafkaConsumer<String, byte[]> kafka =
                    new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
                kafka.subscribe(List.of(topic));
                while (!stopped) {
                    take(kafka);
                }
            } catch (RuntimeException failed) {
                Log.warnf(
                        "messages not taken consumer=%s cause=%s",
                        name, failed.getClass().getName());
                LockSupport.parkNanos(AFTER_FAILURE.toNanos());
            }
        }
    }

    private void take(KafkaConsumer<String, byte[]> kafka) {
        ConsumerRecords<String, byte[]> messages = kafka.poll(POLL);
        if (messages.isEmpty()) {
            return;
        }
        List<ConsumerRecord<String, byte[]>> taken =
                StreamSupport.stream(messages.spliterator(), false).toList();
        var _ = work.apply(taken).subscribeAsCompletionStage().join();
        kafka.commitSync();
    }
}
