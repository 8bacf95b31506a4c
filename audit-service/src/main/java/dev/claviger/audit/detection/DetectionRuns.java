package dev.claviger.audit.detection;

import dev.claviger.audit.detection.CursorStore.Place;
import dev.claviger.audit.detection.Detector.Stretch;
import dev.claviger.kernel.PeriodicTask;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Looks at what is new in the logs. Alerts, their events and the cursor commit together: a crash repeats a stretch and finds the same, and a
 * second replica finds the cursor held or moved.
 */
@ApplicationScoped
class DetectionRuns {
    private static final int RESTS = 3;

    /** Then logs that are new are looked for. */
    private static final Duration AT_A_STRETCH = Duration.ofSeconds(3);

    private final CursorStore cursors;
    private final RuleRuns rules;
    private final Outbox outbox;
    private final DetectionConfig config;
    private final RuleBook book;
    private final MeterRegistry meters;
    private final PeriodicTask timer = new PeriodicTask("look for rules");

    DetectionRuns(
            CursorStore cursors,
            RuleRuns rules,
            Outbox outbox,
            DetectionConfig config,
            RuleBook book,
            MeterRegistry meters) {
        this.book = book;
        this.cursors = cursors;
        this.rules = rules;
        this.outbox = outbox;
        this.config = config;
        this.meters = meters;
    }

    void start(@Observes StartupEvent started) {
        book.rules().forEach(rule -> passedOver(rule.id()).increment(0));
        timer.start(config.interval(), this::look);
    }

    void stop(@Observes ShutdownEvent stopping) {
        timer.stop();
    }

    /** As long as there is something new, but not for long: a log that is new waits meanwhile. */
    private Uni<Void> look() {
        long begin = System.nanoTime();
        return cursors.begin()
                .chain(() -> Multi.createBy()
                        .repeating()
                        .uni(this::oneAndRest)
                        .whilst(found -> found && System.nanoTime() - begin < AT_A_STRETCH.toNanos())
                        .collect()
                        .last())
                .onFailure()
                .invoke(failed -> Log.warnf(
                        "rules interrupted cause=%s", failed.getClass().getName()))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    private Uni<Boolean> oneAndRest() {
        long begin = System.nanoTime();
        return one().call(found ->
                found ? rest(System.nanoTime() - begin) : Uni.createFrom().voidItem());
    }

    /** So that rules take at most a quarter of what one connection can take from the database; after a burst they catch up. */
    private static Uni<Void> rest(long lookedNanos) {
        return Uni.createFrom().voidItem().onItem().delayIt().by(Duration.ofNanos(Math.max(1, RESTS * lookedNanos)));
    }

    private Uni<Boolean> one() {
        AtomicReference<@Nullable Place> claimed = new AtomicReference<>();
        return outbox.transaction(transaction -> cursors.claim(transaction)
                        .chain(place -> place.isEmpty()
                                ? Uni.createFrom().item(false)
                                : stretch(transaction, note(claimed, place.get()))))
                .onFailure()
                .call(failed -> remember(claimed.get(), failed));
    }

    private static Place note(AtomicReference<@Nullable Place> claimed, Place place) {
        claimed.set(place);
        return place;
    }

    private Uni<Void> remember(@Nullable Place place, Throwable failed) {
        if (place == null || !(failed instanceof RuleFailed at)) {
            return Uni.createFrom().voidItem();
        }
        Place after = place.failed(at.rule(), end(place));
        String cause = at.cause().getClass().getSimpleName();
        meters.counter("claviger.audit.detection.errors", "rule", at.rule()).increment();
        if (after.passedOver().size() == place.passedOver().size()) {
            return cursors.fail(place, after, "%s failed: %s".formatted(at.rule(), cause), at.rule(), cause);
        }
        passedOver(at.rule()).increment();
        Log.errorf("entry passed over rule=%s org=%s idx=%d cause=%s", at.rule(), place.org(), place.next(), cause);
        String problem = "%s passed over entry %d: %s".formatted(at.rule(), place.next(), cause);
        return cursors.fail(place, after, problem, at.rule(), cause);
    }

    /** There from the start, for whoever counts growth does not see a counter begin with one. */
    private Counter passedOver(String rule) {
        return meters.counter("claviger.audit.detection.passed.over", "rule", rule);
    }

    private long end(Place place) {
        return Math.min(place.size(), place.next() + (place.isCareful() ? 1 : config.maxEntries()));
    }

    private Uni<Boolean> stretch(RecordedTransaction transaction, Place place) {
        long to = end(place);
        return cursors.entries(CursorStore.within(transaction), place.org(), place.next(), to)
                .map(entries -> new Stretch(place.org(), place.next(), to, entries))
                .chain(stretch -> rules.look(transaction, stretch, place.passedOver()))
                .chain(() -> cursors.move(transaction, place, to))
                .replaceWith(true);
    }
}
