package dev.claviger.kernel.outbox;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** How far Kafka is behind, and whether that or a lost lease stops the service. */
@ApplicationScoped
class OutboxMetrics {
    private final Outbox outbox;
    private final MeterRegistry meters;

    OutboxMetrics(Outbox outbox, MeterRegistry meters) {
        this.outbox = outbox;
        this.meters = meters;
    }

    void start(@Observes StartupEvent started) {
        var _ = Gauge.builder("claviger.outbox.unpublished", outbox, Outbox::unpublished)
                .description("Events of this replica that Kafka has not acknowledged")
                .register(meters);
        var _ = Gauge.builder("claviger.outbox.admitting", outbox, each -> each.isAdmitting() ? 1 : 0)
                .description("1 while events can be made durable, and so requests served")
                .register(meters);
    }
}
