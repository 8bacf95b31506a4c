package dev.claviger.audit.checkpoint;

import dev.claviger.kernel.metric.SampledGauges;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/** Counts the logs whose signature is overdue: as the database has it, so that all replicas say the same, also of a signer that is away. */
@ApplicationScoped
class OverdueLogs {
    /** Signing takes a second or two. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final CheckpointStore store;
    private final SampledGauges gauges;

    OverdueLogs(CheckpointStore store, SampledGauges gauges) {
        this.store = store;
        this.gauges = gauges;
    }

    void start(@Observes StartupEvent started) {
        gauges.add(
                "claviger.audit.unsigned.logs",
                "Logs that have waited for a signature for too long",
                () -> store.overdue(PATIENCE));
    }
}
