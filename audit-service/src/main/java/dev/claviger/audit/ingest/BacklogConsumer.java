package dev.claviger.audit.ingest;

import dev.claviger.kernel.metric.SampledGauges;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Knows how far the log is behind Kafka. The broker is asked for the ends of our partitions: what the client knows of them is as old as its
 * last fetch, and it fetches nothing while batches wait for PostgreSQL.
 */
@ApplicationScoped
class BacklogConsumer {
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private final KafkaClientService kafka;
    private final Positions positions;
    private final SampledGauges gauges;

    BacklogConsumer(KafkaClientService kafka, Positions positions, SampledGauges gauges) {
        this.kafka = kafka;
        this.positions = positions;
        this.gauges = gauges;
    }

    void start(@Observes StartupEvent started) {
        gauges.add(
                "claviger.audit.ingest.behind",
                "Events that Kafka has and the log has not, of the partitions of this replica",
                this::size);
    }

    /** Of the partitions that this replica holds, so that replicas can be added up. */
    private Uni<Long> size() {
        return kafka.<String, byte[]>getConsumer("access-events")
                .<Map<TopicPartition, Long>>runOnPollingThread(client -> {
                    return client.endOffsets(positions.held(), LIMIT);
                })
                .map(positions::behind);
    }
}
