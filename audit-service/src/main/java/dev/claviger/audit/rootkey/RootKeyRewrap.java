package dev.claviger.audit.rootkey;

import dev.claviger.audit.rootkey.Progress.Damage;
import dev.claviger.audit.rootkey.RootKeyStore.Wrapped;
import dev.claviger.kernel.Ids;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.crypto.RootRing;
import dev.claviger.kernel.crypto.UnopenableException;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.Actor;
import dev.claviger.kernel.outbox.Outbox;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Wraps anew what another root key than the first one wraps, so that a key that is taken from the front of the ring is not needed for long: at
 * each start and when somebody asks. What somebody changes meanwhile stays as they left it. Everything goes on: old keys open what they wrapped.
 */
@ApplicationScoped
class RootKeyRewrap {
    static final String FINISHED = "finish-root-key-rewrap";
    private static final Origin NOWHERE = new Origin("", "", "", "");
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int TRIES = 5;

    private final RootKeyStore store;
    private final RootRing ring;
    private final Outbox outbox;
    private final Clock clock;
    private final Ids ids;
    private final Counter unopenable;
    private final AtomicReference<@Nullable Progress> newest = new AtomicReference<>();

    RootKeyRewrap(RootKeyStore store, RootRing ring, Outbox outbox, Clock clock, Ids ids, MeterRegistry meters) {
        this.store = store;
        this.ring = ring;
        this.outbox = outbox;
        this.clock = clock;
        this.ids = ids;
        this.unopenable = meters.counter("claviger.audit.keys.unopenable");
    }

    /** The newest one of this replica. */
    Optional<Progress> newest() {
        return Optional.ofNullable(newest.get());
    }

    /** Begins one in the background, unless one is running, and returns how far it is. */
    Progress begin() {
        Progress fresh = Progress.begun(ring.first(), clock.instant());
        Progress before = newest.getAndUpdate(now -> now != null && now.isRunning() ? now : fresh);
        if (before != null && before.isRunning()) {
            return before;
        }
        var _ = run(ring)
                .subscribe()
                .with(
                        done -> {},
                        failed -> Log.warnf(
                                "the end of a rewrap was not recorded cause=%s",
                                failed.getClass().getName()));
        return fresh;
    }

    /** Fails only when its end cannot be recorded. */
    Uni<Progress> run(RootRing ours) {
        newest.set(Progress.begun(ours.first(), clock.instant()));
        return store.sealed()
                .map(all -> others(all, ours))
                .invoke(others -> noted(progress -> progress.of(others.size())))
                .chain(others -> each(others, ours))
                .map(done -> note(progress -> progress.ended(null, clock.instant())))
                .onFailure()
                .recoverWithItem(this::brokenOff)
                .call(this::tell);
    }

    private static List<Wrapped> others(List<Wrapped> all, RootRing ours) {
        return all.stream()
                .filter(each -> !RootRing.keyIdOf(each.sealed()).equals(ours.first()))
                .toList();
    }

    private Uni<Void> each(List<Wrapped> others, RootRing ours) {
        return Multi.createFrom()
                .iterable(others)
                .onItem()
                .transformToUniAndConcatenate(each -> rewrap(ours, each))
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> rewrap(RootRing ours, Wrapped old) {
        return ours.unwrap(old.sealed(), old.context())
                .chain(plain -> ours.wrap(plain, old.context()))
                .chain(fresh -> store.replace(old, fresh))
                .invoke(replaced -> noted(Progress::oneMore))
                .replaceWithVoid()
                .onFailure(UnopenableException.class)
                .recoverWithItem(() -> damaged(old));
    }

    private @Nullable Void damaged(Wrapped old) {
        Damage damage = Damage.of(old);
        Log.errorf("what a root key sealed does not open kind=%s id=%s", damage.kind(), damage.id());
        unopenable.increment();
        noted(progress -> progress.damaged(damage));
        return null;
    }

    private Progress brokenOff(Throwable failed) {
        Log.warnf("rewrap broke off cause=%s", failed.getClass().getName());
        return note(progress -> progress.ended("It broke off; see the log of audit-service.", clock.instant()));
    }

    private void noted(UnaryOperator<Progress> change) {
        var _ = note(change);
    }

    private Progress note(UnaryOperator<Progress> change) {
        Progress now = newest.updateAndGet(progress -> progress == null ? null : change.apply(progress));
        return now == null ? Progress.begun(ring.first(), clock.instant()) : now;
    }

    private Uni<Void> tell(Progress end) {
        return end.total() == 0
                ? Uni.createFrom().voidItem()
                : outbox.record(AccessEvent.begin(ids.next(), clock.instant(), FINISHED, NOWHERE)
                                .by(Actor.PLATFORM, null, Provenance.NONE)
                                .with("rootKey", end.rootKey())
                                .with("state", end.state())
                                .with("numberOfKeys", end.done())
                                .with("unopenable", end.unopenable()))
                        .onFailure()
                        .retry()
                        .withBackOff(PAUSE)
                        .atMost(TRIES);
    }
}
