package dev.claviger.vault.leak;

import dev.claviger.kernel.PeriodicTask;
import dev.claviger.vault.fingerprint.FingerprintConfig;
import dev.claviger.vault.keyjob.KeyJobs;
import dev.claviger.vault.keyjob.Kind;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Starts a filling at the start of the service and now and then, when there is something to fill in. */
@ApplicationScoped
class FillTimer {
    private final UnfilledStore store;
    private final KeyJobs jobs;
    private final FingerprintConfig config;
    private final PeriodicTask timer = new PeriodicTask("filling");

    FillTimer(UnfilledStore store, KeyJobs jobs, FingerprintConfig config) {
        this.store = store;
        this.jobs = jobs;
        this.config = config;
    }

    void start(@Observes StartupEvent started) {
        if (!config.enabled()) {
            return;
        }
        timer.start(config.fillInterval(), this::look);
    }

    void stop(@Observes ShutdownEvent stopping) {
        timer.stop();
    }

    private Uni<Void> look() {
        return store.any()
                .chain(found -> found
                        ? jobs.startForAll(Kind.FINGERPRINT, Filling.FIRST_STEP)
                        : Uni.createFrom().voidItem());
    }
}
