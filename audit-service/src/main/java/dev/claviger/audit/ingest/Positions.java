package dev.claviger.audit.ingest;

import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The partitions this replica holds and the offset at which it expects each to stand in the table. Thread-safe: Kafka's polling thread
 * gives and takes partitions while a batch is under way.
 */
@ApplicationScoped
class Positions {
    private final Map<TopicPartition, Position> held = new ConcurrentHashMap<>();

    /** @param certain false after a failure: the table may stand elsewhere and must be asked */
    private record Position(long next, boolean certain, boolean asked) {}

    void take(Map<TopicPartition, Long> stored) {
        stored.forEach((source, next) -> held.put(source, new Position(next, true, false)));
    }

    void give(Collection<TopicPartition> sources) {
        sources.forEach(held::remove);
    }

    Set<TopicPartition> held() {
        return Set.copyOf(held.keySet());
    }

    boolean holds(TopicPartition source) {
        return held.containsKey(source);
    }

    /** How many records lie between where the table is expected to stand and these ends, of the partitions that are held. */
    long behind(Map<TopicPartition, Long> ends) {
        return held.entrySet().stream()
                .mapToLong(position -> ends.getOrDefault(position.getKey(), 0L)
                        - position.getValue().next())
                .filter(distance -> distance > 0)
                .sum();
    }

    /** What must be asked before these partitions can be claimed. */
    Set<TopicPartition> uncertain(Set<TopicPartition> sources) {
        return held.entrySet().stream()
                .filter(position -> !position.getValue().certain() && sources.contains(position.getKey()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    void doubt(Set<TopicPartition> sources) {
        sources.forEach(source ->
                held.computeIfPresent(source, (same, position) -> new Position(position.next(), false, false)));
    }

    /** The answer of the table, for the partitions that we still hold. */
    void correct(Map<TopicPartition, Long> stored) {
        stored.forEach((source, next) -> held.computeIfPresent(source, (same, old) -> new Position(next, true, true)));
    }

    /**
     * Claims the partitions of the batch. Where the table was found elsewhere than expected, somebody was there before, perhaps we
     * ourselves, and its offset does not move back; otherwise it follows Kafka, also when a topic made anew starts at 0 again.
     */
    List<Claim> claim(Batch batch) {
        return batch.ends().entrySet().stream()
                .map(end -> claim(batch, end.getKey(), end.getValue()))
                .toList();
    }

    private Claim claim(Batch batch, TopicPartition source, long end) {
        @Nullable Position position = held.get(source);
        if (position == null) {
            return new Claim(source, Long.MIN_VALUE, end);
        }
        long start = batch.start(source);
        if (start != position.next() && !position.asked()) {
            Log.warnf(
                    "offsets jump topic=%s partition=%d expected=%d received=%d",
                    source.topic(), source.partition(), position.next(), start);
        }
        return new Claim(source, position.next(), position.asked() ? Math.max(end, position.next()) : end);
    }

    void advance(List<Claim> claims) {
        claims.forEach(claim -> held.computeIfPresent(
                claim.source(), (same, position) -> new Position(claim.next(), position.certain(), false)));
    }
}
