package dev.claviger.audit.ingest;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
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
    private final AccessEventConsumer consumer;
    private final Positions positions;
    private final Progress progress;

    ConsumerHealth(AccessEventConsumer consumer, Positions positions, Progress progress) {
        this.consumer = consumer;
        this.positions = positions;
        this.progress = progress;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("consumer")
                .up()
                .withData("state", state())
                .withData("partitions", positions.held().size())
                .withData("lag", consumer.lag())
                .withData("quarantined", progress.quarantined());
        @Nullable Instant last = progress.last();
        return (last == null ? answer : answer.withData("lastSequenced", last.toString())).build();
    }

    private String state() {
        if (progress.isWaiting()) {
            return "waiting for the database";
        }
        return positions.held().isEmpty() ? "waiting for Kafka" : "running";
    }
}
