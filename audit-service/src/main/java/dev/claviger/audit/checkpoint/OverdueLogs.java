package dev.claviger.audit.checkpoint;

import dev.claviger.kernel.PeriodicTask;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the logs whose signature is overdue: as the database has it, so that all replicas say the same, also of a signer that is away. */
@ApplicationScoped
class OverdueLogs {
    private static final Duration LOOK = Duration.ofSeconds(5);

    /** Signing takes a second or two. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final CheckpointStore store;
    private final AtomicLong overdue;
    private final PeriodicTask timer = new PeriodicTask("overdue signatures");

    OverdueLogs(CheckpointStore store, MeterRegistry meters) {
        this.store = store;
        this.overdue = meters.gauge("claviger.audit.unsigned.logs", List.of(), new AtomicLong());
    }

    void start(@Observes StartupEvent started) {
        timer.start(LOOK, this::measure);
    }

    void stop(@Observes ShutdownEvent stopping) {
        timer.stop();
    }

    private Uni<Void> measure() {
        return store.overdue(PATIENCE)
                .invoke(overdue::set)
                .onFailure()
                .invoke(failed -> Log.debugf(
                        "signatures not counted cause=%s", failed.getClass().getName()))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }
}
