package dev.claviger.vault.subscription;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.claviger.vault.feed.Change;
import dev.claviger.vault.feed.ChangeEncoder;
import dev.claviger.vault.feed.ChangeTopic;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Reads the whole topic on every replica, in no group, from where it ended when the service started. After a failure it goes on where it
 * was. The Kafka client blocks, so that it has a thread of its own.
 */
@ApplicationScoped
class LiveChangeConsumer {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration LOOK_FOR_PARTITIONS = Duration.ofSeconds(30);
    private static final long MAX_REMEMBERED = 50_000;

    private final ChangeTopic topic;
    private final EventStreams streams;
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private final Cache<UUID, Seen> seen =
            Caffeine.newBuilder().maximumSize(MAX_REMEMBERED).build();
    private volatile boolean ready;
    private volatile boolean stopped;

    /** The newest of a project that was told. */
    private record Seen(long revision, int part) {
        boolean isBefore(Change change) {
            return revision < change.revision() || (revision == change.revision() && part < change.part());
        }
    }

    LiveChangeConsumer(ChangeTopic topic, EventStreams streams) {
        this.topic = topic;
        this.streams = streams;
    }

    /** Whether it would hear of a change that is made now. */
    boolean isReady() {
        return ready;
    }

    void start(@Observes StartupEvent started) {
        Thread.ofPlatform().daemon().name("live-changes").start(this::run);
    }

    void stop(@Observes ShutdownEvent stopping) {
        stopped = true;
    }

    private void run() {
        while (!stopped) {
            try (KafkaConsumer<String, byte[]> kafka = topic.reader("claviger-live-changes")) {
                while (!stopped) {
                    assign(kafka);
                    read(kafka);
                }
            } catch (RuntimeException failed) {
                Log.debugf("changes not heard cause=%s", failed.getClass().getName());
                LockSupport.parkNanos(AFTER_FAILURE.toNanos());
            }
        }
    }

    /** A partition that turns up later is read from its beginning. */
    private void assign(KafkaConsumer<String, byte[]> kafka) {
        List<TopicPartition> partitions = kafka.partitionsFor(topic.name()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        kafka.assign(partitions);
        Map<TopicPartition, Long> begin = ready ? kafka.beginningOffsets(partitions) : kafka.endOffsets(partitions);
        for (TopicPartition partition : partitions) {
            long from = positions.computeIfAbsent(partition, fresh -> begin.getOrDefault(fresh, 0L));
            kafka.seek(partition, from);
        }
        ready = !partitions.isEmpty();
    }

    private void read(KafkaConsumer<String, byte[]> kafka) {
        long until = System.nanoTime() + LOOK_FOR_PARTITIONS.toNanos();
        while (!stopped && System.nanoTime() - until < 0) {
            kafka.poll(POLL).forEach(this::take);
            kafka.assignment().forEach(partition -> positions.put(partition, kafka.position(partition)));
        }
    }

    private void take(ConsumerRecord<String, byte[]> message) {
        try {
            Change change = ChangeEncoder.decode(message.value());
            @Nullable Seen before = seen.getIfPresent(change.projectId());
            if (before == null || before.isBefore(change)) {
                seen.put(change.projectId(), new Seen(change.revision(), change.part()));
                streams.tell(change);
            }
        } catch (RuntimeException unreadable) {
            Log.warnf(
                    "change not understood partition=%d offset=%d cause=%s",
                    message.partition(), message.offset(), unreadable.getClass().getName());
        }
    }
}
