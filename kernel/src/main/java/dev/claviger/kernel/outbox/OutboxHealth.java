package dev.claviger.kernel.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready means: an access could be recorded. What Kafka still lacks is shown, but does not make the service unready. */
@Readiness
@ApplicationScoped
class OutboxHealth implements HealthCheck {
    private final Outbox outbox;

    OutboxHealth(Outbox outbox) {
        this.outbox = outbox;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("outbox")
                .status(outbox.isAdmitting())
                .withData("unpublished", outbox.unpublished())
                .build();
    }
}
