package dev.claviger.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Listens to a topic from the moment it is opened and keeps all it hears. It belongs to no consumer group, so it takes nothing
 * away from the service under test, and it survives a restart of the broker.
 */
public final class EventTap implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration OPENING = Duration.ofSeconds(30);

    private final KafkaConsumer<String, String> consumer;
    private final List<Event> heard = new CopyOnWriteArrayList<>();
    private final CountDownLatch listening = new CountDownLatch(1);
    private final Thread listener;

    private EventTap(
            String bootstrapServers,
            String topic,
            BiConsumer<Consumer<String, String>, List<TopicPartition>> startingPoint) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers", bootstrapServers,
                "enable.auto.commit", "false",
                "isolation.level", "read_committed");
        consumer = new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer());
        listener = Thread.ofPlatform().daemon().name("tap-" + topic).start(() -> listen(topic, startingPoint));
    }

    /** Returns when it listens: what is sent from now on is heard. */
    public static EventTap on(String topic) {
        return on(RealEngines.kafka().bootstrapServers(), topic);
    }

    /** As {@link #on(String)}, and hears what stands on the topic already, too. */
    public static EventTap fromTheBeginningOf(String topic) {
        EventTap tap = new EventTap(RealEngines.kafka().bootstrapServers(), topic, Consumer::seekToBeginning);
        tap.awaitListening();
        return tap;
    }

    /** The same at another broker than that of {@link RealEngines}. */
    public static EventTap on(String bootstrapServers, String topic) {
        EventTap tap = new EventTap(bootstrapServers, topic, Consumer::seekToEnd);
        tap.awaitListening();
        return tap;
    }

    private void awaitListening() {
        try {
            if (!listening.await(OPENING.toSeconds(), TimeUnit.SECONDS)) {
                close();
                throw new AssertionError("the tap could not listen within " + OPENING);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError(stopped);
        }
    }

    private void listen(String topic, BiConsumer<Consumer<String, String>, List<TopicPartition>> startingPoint) {
        try (consumer) {
            List<TopicPartition> partitions = partitions(topic);
            consumer.assign(partitions);
            startingPoint.accept(consumer, partitions);
            partitions.forEach(consumer::position); // only asking moves it there
            listening.countDown();
            while (!Thread.currentThread().isInterrupted()) {
                consumer.poll(POLL).forEach(event -> heard.add(Event.of(event)));
            }
        } catch (WakeupException closed) {
            // the tap was closed
        }
    }

    /** Brokers learn one after the other of a topic that was made just now. */
    private List<TopicPartition> partitions(String topic) {
        List<PartitionInfo> known = consumer.partitionsFor(topic, OPENING);
        while (known.isEmpty()) {
            LockSupport.parkNanos(POLL.toNanos());
            known = consumer.partitionsFor(topic, OPENING);
        }
        return known.stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
    }

    /** All that was heard so far, in order within each key. */
    public List<Event> all() {
        return List.copyOf(heard);
    }

    public List<Event> all(Predicate<Event> wanted) {
        return heard.stream().filter(wanted).toList();
    }

    /** Waits for the first event that fits, past or to come; an assertion fails when none does in time. */
    public Event awaitEvent(Predicate<Event> wanted, Duration limit) {
        return Awaitility.await("an event among the %d heard".formatted(heard.size()))
                .atMost(limit)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> first(wanted), Optional::isPresent)
                .orElseThrow();
    }

    private Optional<Event> first(Predicate<Event> wanted) {
        return heard.stream().filter(wanted).findFirst();
    }

    @Override
    public void close() {
        consumer.wakeup();
        try {
            listener.join(OPENING);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** One record; key and text are empty where the record has none. */
    public record Event(String key, String text) {
        private static final ObjectMapper JSON = new ObjectMapper();

        static Event of(ConsumerRecord<String, String> heard) {
            return new Event(orEmpty(heard.key()), orEmpty(heard.value()));
        }

        private static String orEmpty(@Nullable String text) {
            return text == null ? "" : text;
        }

        /** The text read as JSON; an assertion fails when it is none. */
        public JsonNode json() {
            try {
                return JSON.readTree(text);
            } catch (JsonProcessingException notJson) {
                throw new AssertionError("not JSON: " + text, notJson);
            }
        }
    }
}
