package dev.claviger.sync.lease;

import dev.claviger.kernel.Ids;
import dev.claviger.sync.dynamicsecret.DynamicSecretConfig;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Ends leases as their time comes: as many at once as this replica may, and the next as soon as one is done. */
@ApplicationScoped
class EndLoop {
    private static final Duration SWEEP = Duration.ofSeconds(5);

    private final EndStore store;
    private final Ends ends;
    private final DynamicSecretConfig config;
    private final Ids ids;
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicBoolean claiming = new AtomicBoolean();
    private final List<Cancellable> timers = new ArrayList<>();
    private volatile boolean stopped;

    EndLoop(EndStore store, Ends ends, DynamicSecretConfig config, Ids ids) {
        this.store = store;
        this.ends = ends;
        this.config = config;
        this.ids = ids;
    }

    void start(@Observes StartupEvent started) {
        timers.add(Multi.createFrom()
                .ticks()
                .every(config.pollInterval())
                .onOverflow()
                .drop()
                .subscribe()
                .with(tick -> look()));
        timers.add(Multi.createFrom()
                .ticks()
                .every(SWEEP)
                .onOverflow()
                .drop()
                .onItem()
                .transformToUniAndConcatenate(tick -> sweep())
                .subscribe()
                .with(done -> {}));
    }

    void stop(@Observes ShutdownEvent stopping) {
        stopped = true;
        timers.forEach(Cancellable::cancel);
    }

    private Uni<Void> sweep() {
        return store.sweep()
                .onFailure()
                .invoke(failed -> Log.debugf(
                        "dynamic secrets not swept cause=%s", failed.getClass().getName()))
                .onFailure()
                .recoverWithNull();
    }

    /** Takes what is due, unless something is being taken already. Never blocks, never fails. */
    void look() {
        if (!stopped && underWay.get() < config.endsAtOnce() && claiming.compareAndSet(false, true)) {
            UUID owner = ids.next();
            store.claimDue(owner, Ends.hold(config))
                    .subscribe()
                    .with(claimed -> begin(owner, claimed), away -> claiming.set(false));
        }
    }

    private void begin(UUID owner, Optional<Lease> claimed) {
        if (claimed.isEmpty()) {
            claiming.set(false);
            return;
        }
        underWay.incrementAndGet();
        claiming.set(false);
        Lease lease = claimed.get();
        ends.attempt(lease)
                .chain(ending -> ends.finish(lease, owner, ending))
                .subscribe()
                .with(done -> ended(), failed -> {
                    Log.warnf(
                            "end of a lease not stored lease=%s cause=%s",
                            lease.id(), failed.getClass().getName());
                    ended();
                });
        look();
    }

    private void ended() {
        underWay.decrementAndGet();
        look();
    }
}
