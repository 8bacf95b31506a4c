package dev.claviger.sync.lease;

import dev.claviger.kernel.metric.SampledGauges;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** How many logins there are, and whether they end. */
@ApplicationScoped
class LeaseMetrics {
    private final SampledGauges gauges;
    private final EndStore store;

    LeaseMetrics(SampledGauges gauges, EndStore store) {
        this.gauges = gauges;
        this.store = store;
    }

    void start(@Observes StartupEvent started) {
        gauges.add("claviger.dynamic.leases", "Leases of dynamic secrets that have not ended", store::open);
        gauges.add("claviger.dynamic.leases.failing", "Leases whose login could not be ended yet", store::failing);
        gauges.add(
                "claviger.dynamic.leases.oldest.failure.seconds",
                "For how long the one that has failed to end for the longest time has",
                store::oldestFailure);
    }
}
