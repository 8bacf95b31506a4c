package dev.claviger.kernel;

import io.quarkus.logging.Log;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.groups.MultiTimePeriod;
import io.smallrye.mutiny.subscription.Cancellable;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Does the same again and again until it is stopped, one round at a time: what falls due while a round lasts is left out. A round that
 * fails is logged and ends alone; the next one comes at its time.
 */
public final class PeriodicTask {
    private final String name;
    private volatile @Nullable Cancellable running;

    /** @param name says in the log what failed, such as {@code token sweep} */
    public PeriodicTask(String name) {
        this.name = name;
    }

    /** The first round comes at once. */
    public void start(Duration every, Supplier<? extends Uni<?>> round) {
        run(Multi.createFrom().ticks(), every, round);
    }

    /** The first round comes after as long as the others. */
    public void startLater(Duration every, Supplier<? extends Uni<?>> round) {
        startLater(every, every, round);
    }

    /** The first round comes after a time of its own. */
    public void startLater(Duration first, Duration every, Supplier<? extends Uni<?>> round) {
        run(Multi.createFrom().ticks().startingAfter(first), every, round);
    }

    private void run(MultiTimePeriod ticks, Duration every, Supplier<? extends Uni<?>> round) {
        running = ticks.every(every)
                .onOverflow()
                .drop()
                .onItem()
                .transformToUniAndConcatenate(tick -> alone(round))
                .subscribe()
                .with(done -> {});
    }

    /** No further round begins, and nobody waits for the one under way. Does nothing where there was no start. */
    public void stop() {
        @Nullable Cancellable stopped = running;
        if (stopped != null) {
            stopped.cancel();
        }
    }

    private Uni<Void> alone(Supplier<? extends Uni<?>> round) {
        return Uni.createFrom()
                .voidItem()
                .chain(() -> round.get().replaceWithVoid())
                .onFailure()
                .invoke(failed ->
                        Log.warnf("%s failed cause=%s", name, failed.getClass().getName()))
                .onFailure()
                .recoverWithNull();
    }
}
