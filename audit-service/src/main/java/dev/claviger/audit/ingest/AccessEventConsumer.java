package dev.claviger.audit.ingest;

import dev.claviger.audit.AuditConfig;
import dev.claviger.kernel.trace.Tracing;
import io.quarkus.logging.Log;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Default;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jspecify.annotations.Nullable;

/**
 * Takes what one poll gives, one batch at a time; the next batch waits in Kafka while this one waits for PostgreSQL. Each partition
 * starts where the table says, not where Kafka thinks.
 */
@ApplicationScoped
@Default
@Identifier("audit-service")
class AccessEventConsumer implements KafkaConsumerRebalanceListener {
    private final Sequencer sequencer;
    private final Positions positions;
    private final OffsetStore offsets;
    private final Tracing tracing;
    private final AuditConfig.Ingest config;
    private volatile @Nullable Consumer<?, ?> client;

    AccessEventConsumer(
            Sequencer sequencer, Positions positions, OffsetStore offsets, Tracing tracing, AuditConfig config) {
        this.sequencer = sequencer;
        this.positions = positions;
        this.offsets = offsets;
        this.tracing = tracing;
        this.config = config.ingest();
    }

    @Incoming("access-events")
    Uni<Void> receive(ConsumerRecords<String, byte[]> messages) {
        return tracing.receive(messages, sequencer.sequence(Batch.of(messages)));
    }

    /**
     * Runs on Kafka's polling thread and must not return before the positions are set, so that it blocks. While PostgreSQL is away it
     * goes on asking; if that lasts too long Kafka gives the partitions to another replica and asks anew.
     */
    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        client = consumer;
        if (!partitions.isEmpty()) {
            Map<TopicPartition, Long> stored =
                    storedOffsets(partitions).subscribeAsCompletionStage().join();
            stored.forEach(consumer::seek);
            positions.take(stored);
            Log.infof("partitions taken %s", stored);
        }
    }

    private Uni<Map<TopicPartition, Long>> storedOffsets(Collection<TopicPartition> partitions) {
        return Uni.createFrom()
                .deferred(() -> offsets.open(partitions))
                .onFailure()
                .invoke(failed -> Log.warnf(
                        "offsets not read yet cause=%s", failed.getClass().getName()))
                .onFailure()
                .retry()
                .withBackOff(config.firstWait(), config.longestWait())
                .indefinitely();
    }

    /** A batch under way may finish: its claim tells whether somebody else was faster. */
    @Override
    public void onPartitionsRevoked(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        positions.give(partitions);
        Log.infof("partitions given %s", partitions);
    }

    /** The records of the slowest partition that Kafka has and we have not fetched, as of the last fetch. */
    long lag() {
        return Optional.<Consumer<?, ?>>ofNullable(client).stream()
                .flatMap(consumer -> consumer.metrics().values().stream())
                .filter(metric -> metric.metricName().name().equals("records-lag-max"))
                .mapToLong(metric -> whole(metric.metricValue()))
                .max()
                .orElse(0);
    }

    /** Kafka says NaN as long as there is nothing to measure; that becomes 0. */
    private static long whole(Object value) {
        return value instanceof Double number ? number.longValue() : 0;
    }
}
