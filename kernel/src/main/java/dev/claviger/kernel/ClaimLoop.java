package dev.claviger.kernel;

import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Claims what is due, one after the other, and does it: as many at once as this replica may, and the next as soon as one is done. What is
 * claimed but not done is for the claim to give to somebody else in time.
 *
 * @param <T> what is claimed
 */
public final class ClaimLoop<T> {
    private final String name;
    private final int atOnce;
    private final Supplier<Uni<Optional<T>>> claim;
    private final Function<T, Uni<Void>> work;
    private final PeriodicTask looks;
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicBoolean claiming = new AtomicBoolean();
    private volatile boolean stopped;

    /**
     * @param name says in the log what failed, such as {@code run of a sync}
     * @param claim empty when nothing is due
     * @param work a failure is logged; what it means to what was claimed is for the work to say
     */
    public ClaimLoop(String name, int atOnce, Supplier<Uni<Optional<T>>> claim, Function<T, Uni<Void>> work) {
        this.name = name;
        this.atOnce = atOnce;
        this.claim = claim;
        this.work = work;
        this.looks = new PeriodicTask("look for a " + name);
    }

    /** Looks at once, and then as often as this even where nobody calls {@link #look}. */
    public void start(Duration every) {
        looks.start(every, () -> Uni.createFrom().voidItem().invoke(this::look));
    }

    /** Nothing more is claimed; what is under way goes on. */
    public void stop() {
        stopped = true;
        looks.stop();
    }

    /** Claims what is due, unless something is being claimed already. Never blocks, never fails. */
    public void look() {
        if (!stopped && underWay.get() < atOnce && claiming.compareAndSet(false, true)) {
            Uni.createFrom().deferred(claim::get).subscribe().with(this::begin, away -> claiming.set(false));
        }
    }

    private void begin(Optional<T> claimed) {
        if (claimed.isEmpty()) {
            claiming.set(false);
            return;
        }
        var _ = underWay.incrementAndGet();
        claiming.set(false);
        Uni.createFrom().item(claimed.get()).chain(work::apply).subscribe().with(done -> ended(), failed -> {
            Log.warnf("%s broke off cause=%s", name, failed.getClass().getName());
            ended();
        });
        look();
    }

    private void ended() {
        var _ = underWay.decrementAndGet();
        look();
    }
}
