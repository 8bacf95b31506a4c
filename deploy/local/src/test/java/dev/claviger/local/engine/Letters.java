package dev.claviger.local.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The records of the topic {@code letters}. */
final class Letters {
    private static final String TOPIC = "letters";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private Letters() {}

    /** Returns when the broker has acknowledged. */
    static void send(Kafka kafka, String text) {
        Map<String, Object> config = Map.of("bootstrap.servers", kafka.bootstrapServers(), "acks", "all");
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(TOPIC, text)).get();
        } catch (ExecutionException failed) {
            throw new AssertionError(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError(stopped);
        }
    }

    /** Reads from the beginning, until so many were seen or patience ends. */
    static List<String> read(Kafka kafka, int wanted) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers", kafka.bootstrapServers(), "group.id", "reader", "auto.offset.reset", "earliest");
        List<String> seen = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(TOPIC));
            long giveUp = System.nanoTime() + PATIENCE.toNanos();
            while (seen.size() < wanted && System.nanoTime() < giveUp) {
                consumer.poll(Duration.ofMillis(200)).forEach(letter -> seen.add(letter.value()));
            }
        }
        return seen;
    }
}
