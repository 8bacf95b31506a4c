package dev.claviger.audit.ingest;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/** What one poll gave, in Kafka's order per partition. */
record Batch(List<Delivery> deliveries) {
    Batch {
        deliveries = List.copyOf(deliveries);
    }

    static Batch of(ConsumerRecords<String, byte[]> messages) {
        return new Batch(StreamSupport.stream(messages.spliterator(), false)
                .map(Delivery::of)
                .toList());
    }

    boolean isEmpty() {
        return deliveries.isEmpty();
    }

    boolean isSingle() {
        return deliveries.size() == 1;
    }

    Batch from(Predicate<TopicPartition> sources) {
        return new Batch(deliveries.stream()
                .filter(delivery -> sources.test(delivery.source()))
                .toList());
    }

    List<Batch> singles() {
        return deliveries.stream().map(delivery -> new Batch(List.of(delivery))).toList();
    }

    Set<TopicPartition> sources() {
        return deliveries.stream().map(Delivery::source).collect(Collectors.toUnmodifiableSet());
    }

    /** The offset after the last record of each partition. */
    Map<TopicPartition, Long> ends() {
        return deliveries.stream()
                .collect(Collectors.toMap(
                        Delivery::source,
                        delivery -> delivery.offset() + 1,
                        Math::max,
                        () -> new TreeMap<>(Claim.SOURCE_ORDER)));
    }

    /** The offset of the first record of each partition. */
    long start(TopicPartition source) {
        return deliveries.stream()
                .filter(delivery -> delivery.source().equals(source))
                .mapToLong(Delivery::offset)
                .findFirst()
                .orElseThrow();
    }
}
