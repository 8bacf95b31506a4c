package dev.claviger.audit.trail;

import dev.claviger.audit.AuditConfig;
import dev.claviger.kernel.PeriodicTask;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Keeps monthly partitions ready before their month begins. */
@ApplicationScoped
class Partitions {
    private static final int TOO_FEW = 2;

    private final PartitionStore store;
    private final AuditConfig.Partitions config;
    private final PeriodicTask timer = new PeriodicTask("keeping of partitions");

    Partitions(PartitionStore store, AuditConfig config) {
        this.store = store;
        this.config = config.partitions();
    }

    void start(@Observes StartupEvent started) {
        timer.start(config.interval(), this::keep);
    }

    void stop(@Observes ShutdownEvent stopping) {
        timer.stop();
    }

    private Uni<Integer> keep() {
        return store.keep(config.monthsAhead())
                .invoke(Partitions::report)
                .onFailure()
                .invoke(failed -> Log.warnf(
                        "partitions not kept cause=%s", failed.getClass().getName()))
                .onFailure()
                .recoverWithItem(0);
    }

    private static void report(int futureMonths) {
        if (futureMonths < TOO_FEW) {
            Log.errorf("the trail has too few future partitions months=%d", futureMonths);
        }
    }
}
