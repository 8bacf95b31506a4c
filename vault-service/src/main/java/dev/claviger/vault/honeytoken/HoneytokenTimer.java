package dev.claviger.vault.honeytoken;

import dev.claviger.kernel.PeriodicTask;
import dev.claviger.vault.secret.Decoys;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Keeps what the replica knows of decoys up to date. While PostgreSQL is away it goes by what it knew. */
@ApplicationScoped
class HoneytokenTimer {
    private final HoneytokenStore store;
    private final Decoys decoys;
    private final HoneytokenConfig config;
    private final PeriodicTask timer = new PeriodicTask("reload of decoys");

    HoneytokenTimer(HoneytokenStore store, Decoys decoys, HoneytokenConfig config) {
        this.store = store;
        this.decoys = decoys;
        this.config = config;
    }

    void start(@Observes StartupEvent started) {
        timer.start(config.reloadInterval(), this::reload);
    }

    void stop(@Observes ShutdownEvent stopping) {
        timer.stop();
    }

    /** Learns of all decoys. Never fails. */
    Uni<Void> reload() {
        return store.all()
                .invoke(decoys::replace)
                .onFailure()
                .invoke(failed -> Log.debugf(
                        "decoys not reloaded cause=%s", failed.getClass().getName()))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }
}
