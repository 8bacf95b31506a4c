package dev.claviger.vault.leak;

import dev.claviger.vault.fingerprint.FingerprintConfig;
import dev.claviger.vault.keyjob.KeyJobs;
import dev.claviger.vault.keyjob.Kind;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jspecify.annotations.Nullable;

/** Starts a filling at the start of the service and now and then, when there is something to fill in. */
@ApplicationScoped
class FillTimer {
    private final UnfilledStore store;
    private final KeyJobs jobs;
    private final FingerprintConfig config;
    private @Nullable Cancellable timer;

    FillTimer(UnfilledStore store, KeyJobs jobs, FingerprintConfig config) {
        this.store = store;
        this.jobs = jobs;
        this.config = config;
    }

    void start(@Observes StartupEvent started) {
        if (!config.enabled()) {
            return;
        }
        timer = Multi.createFrom()
                .ticks()
                .every(config.fillInterval())
                .onOverflow()
                .drop()
                .onItem()
                .transformToUniAndConcatenate(tick -> look())
                .subscribe()
                .with(done -> {}, broken -> Log.errorf("filling stopped cause=%s", broken.getClass()));
    }

    void stop(@Observes ShutdownEvent stopping) {
        if (timer != null) {
            timer.cancel();
        }
    }

    private Uni<Void> look() {
        return store.any()
                .chain(found -> found
                        ? jobs.startForAll(Kind.FINGERPRINT, Filling.FIRST_STEP)
                        : Uni.createFrom().voidItem())
                .onFailure()
                .invoke(failed -> Log.warnf(
                        "no look for missing fingerprints cause=%s",
                        failed.getClass().getName()))
                .onFailure()
                .recoverWithNull();
    }
}
