package dev.claviger.audit.ingest;

import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.jspecify.annotations.Nullable;

/**
 * Shows how far behind Kafka we are. Always up: searches can be answered while events wait, and taking us out of service would not
 * bring them in any faster.
 */
@Readiness
@ApplicationScoped
class ConsumerHealth implements HealthCheck {
    private final KafkaClientService kafka;
    private final Positions positions;
    private final Progress progress;

    ConsumerHealth(KafkaClientService kafka, Positions positions, Progress progress) {
        this.kafka = kafka;
        this.positions = positions;
        this.progress = progress;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("consumer")
                .up()
                .withData("state", state())
                .withData("partitions", positions.held().size())
                .withData("lag", lag())
                .withData("quarantined", progress.quarantined());
        return lastSequenced(answer).build();
    }

    private String state() {
        if (progress.isWaiting()) {
            return "waiting for the database";
        }
        return positions.held().isEmpty() ? "waiting for Kafka" : "running";
    }

    private HealthCheckResponseBuilder lastSequenced(HealthCheckResponseBuilder answer) {
        var last = progress.last();
        return last == null ? answer : answer.withData("lastSequenced", last.toString());
    }

    /** The records of the slowest partition that Kafka has and we have not fetched, as of the last fetch. */
    private long lag() {
        @Nullable KafkaConsumer<Object, Object> consumer = kafka.getConsumer(AccessEventConsumer.CHANNEL);
        if (consumer == null) {
            return 0;
        }
        return consumer.unwrap().metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals("records-lag-max"))
                .map(metric -> metric.metricValue())
                .filter(Double.class::isInstance)
                .mapToLong(value -> Double.isFinite((Double) value) ? ((Double) value).longValue() : 0)
                .max()
                .orElse(0);
    }
}
