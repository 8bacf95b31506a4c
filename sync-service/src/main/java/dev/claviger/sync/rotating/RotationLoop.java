package dev.claviger.sync.rotating;

import dev.claviger.kernel.Ids;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Keeps rotations going: as many at once as this replica may, and the next as soon as one has ended. */
@ApplicationScoped
class RotationLoop {
    /** A turn takes no more than this, each as long as a lease; what hangs must not keep its place. */
    private static final int STEPS = 6;

    private final TurnStore turns;
    private final RotationRuns runs;
    private final RotationConfig config;
    private final Ids ids;
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicBoolean claiming = new AtomicBoolean();
    private @Nullable Cancellable timer;
    private volatile boolean stopped;

    RotationLoop(TurnStore turns, RotationRuns runs, RotationConfig config, Ids ids) {
        this.turns = turns;
        this.runs = runs;
        this.config = config;
        this.ids = ids;
    }

    void start(@Observes StartupEvent started) {
        timer = Multi.createFrom()
                .ticks()
                .every(config.pollInterval())
                .onOverflow()
                .drop()
                .subscribe()
                .with(tick -> look());
    }

    void stop(@Observes ShutdownEvent stopping) {
        stopped = true;
        if (timer != null) {
            timer.cancel();
        }
    }

    /** Takes what is due, unless something is being taken already. Never blocks, never fails. */
    private void look() {
        if (!stopped && underWay.get() < config.runsAtOnce() && claiming.compareAndSet(false, true)) {
            turns.claim(ids.next()).subscribe().with(this::begin, away -> claiming.set(false));
        }
    }

    private void begin(Optional<Turn> claimed) {
        if (claimed.isEmpty()) {
            claiming.set(false);
            return;
        }
        var _ = underWay.incrementAndGet();
        claiming.set(false);
        runs.perform(claimed.get())
                .ifNoItem()
                .after(config.lease().multipliedBy(STEPS))
                .fail()
                .subscribe()
                .with(done -> ended(), failed -> {
                    Log.warnf(
                            "turn of a rotation not ended rotation=%s cause=%s",
                            claimed.get().id(), failed.getClass().getName());
                    ended();
                });
        look();
    }

    private void ended() {
        var _ = underWay.decrementAndGet();
        look();
    }
}
