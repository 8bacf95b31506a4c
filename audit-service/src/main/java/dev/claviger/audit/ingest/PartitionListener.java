package dev.claviger.audit.ingest;

import dev.claviger.audit.AuditConfig;
import io.quarkus.logging.Log;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** Starts each partition where the table says, not where Kafka thinks. Named after the consumer group. */
@ApplicationScoped
@Identifier("audit-service")
class PartitionListener implements KafkaConsumerRebalanceListener {
    private final Positions positions;
    private final OffsetStore offsets;
    private final AuditConfig.Ingest config;

    PartitionListener(Positions positions, OffsetStore offsets, AuditConfig config) {
        this.positions = positions;
        this.offsets = offsets;
        this.config = config.ingest();
    }

    /**
     * Runs on Kafka's polling thread and must not return before the positions are set, so that it blocks. While PostgreSQL is away it
     * goes on asking; if that lasts too long Kafka gives the partitions to another replica and asks anew.
     */
    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        if (partitions.isEmpty()) {
            return;
        }
        Map<TopicPartition, Long> stored = offsets.open(partitions)
                .onFailure()
                .invoke(failed -> Log.warnf(
                        "offsets not read yet cause=%s", failed.getClass().getName()))
                .onFailure()
                .retry()
                .withBackOff(config.firstWait(), config.longestWait())
                .indefinitely()
                .await()
                .indefinitely();
        stored.forEach(consumer::seek);
        positions.take(stored);
        Log.infof("partitions taken %s", stored);
    }

    /** A batch under way may finish: its claim tells whether somebody else was faster. */
    @Override
    public void onPartitionsRevoked(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        positions.give(partitions);
        Log.infof("partitions given %s", partitions);
    }
}
