package dev.claviger.audit.gap;

import dev.claviger.audit.AuditConfig;
import dev.claviger.audit.gap.GapStore.Raised;
import dev.claviger.kernel.Ids;
import dev.claviger.kernel.PeriodicTask;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.Actor;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Raises an alert for each gap that stays open for a while. How long it is open is counted from when this replica saw it first, so that a
 * restart may delay an alert but never loses it.
 */
@ApplicationScoped
class Gaps {
    static final String RAISED = "alert.raised";
    static final String CLOSED = "alert.closed";
    private static final Origin NOWHERE = new Origin("", "", "", "");

    private final GapStore store;
    private final Outbox outbox;
    private final AuditConfig.Gaps config;
    private final Clock clock;
    private final Ids ids;
    private final AtomicInteger open;
    private final Map<String, Instant> firstSeen = new ConcurrentHashMap<>();
    private final PeriodicTask timer = new PeriodicTask("look for gaps");

    Gaps(GapStore store, Outbox outbox, AuditConfig config, Clock clock, Ids ids, MeterRegistry meters) {
        this.store = store;
        this.outbox = outbox;
        this.config = config.gaps();
        this.clock = clock;
        this.ids = ids;
        this.open = meters.gauge("claviger.audit.open.gaps", List.of(), new AtomicInteger());
    }

    void start(@Observes StartupEvent started) {
        timer.start(config.interval(), this::look);
    }

    void stop(@Observes ShutdownEvent stopping) {
        timer.stop();
    }

    private Uni<Void> look() {
        return store.open()
                .invoke(this::remember)
                .map(this::overdue)
                .chain(overdue -> each(overdue, this::raise))
                .chain(store::filled)
                .chain(filled -> each(filled, this::close))
                .onFailure()
                .invoke(failed -> Log.warnf(
                        "gaps not looked for cause=%s", failed.getClass().getName()))
                .onFailure()
                .recoverWithNull();
    }

    private void remember(List<Gap> gaps) {
        open.set(gaps.size());
        firstSeen.keySet().retainAll(gaps.stream().map(Gap::subject).collect(Collectors.toSet()));
        gaps.forEach(gap -> firstSeen.putIfAbsent(gap.subject(), clock.instant()));
    }

    private List<Gap> overdue(List<Gap> gaps) {
        Instant before = clock.instant().minus(config.alertAfter());
        return gaps.stream()
                .filter(gap ->
                        firstSeen.getOrDefault(gap.subject(), Instant.MAX).isBefore(before))
                .toList();
    }

    private static <T> Uni<Void> each(List<T> items, Function<T, Uni<Void>> work) {
        return Multi.createFrom()
                .iterable(items)
                .onItem()
                .transformToUniAndConcatenate(work::apply)
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> raise(Gap gap) {
        return outbox.transaction(transaction -> store.raise(transaction, ids.next(), gap, clock.instant())
                        .invoke(fresh -> tell(transaction, fresh, RAISED, gap)))
                .invoke(fresh -> shout(fresh, gap))
                .replaceWithVoid();
    }

    private static void shout(boolean fresh, Gap gap) {
        if (fresh) {
            Log.errorf(
                    "events are missing producer=%s boot=%s first=%d missing=%d",
                    gap.producer(), gap.boot(), gap.first(), gap.missing());
        }
    }

    private Uni<Void> close(Raised alert) {
        return outbox.transaction(transaction -> store.end(transaction, alert.id(), clock.instant())
                        .invoke(fresh -> tell(transaction, fresh, CLOSED, alert.gap())))
                .replaceWithVoid();
    }

    private void tell(RecordedTransaction transaction, boolean fresh, String name, Gap gap) {
        if (fresh) {
            transaction.record(AccessEvent.begin(ids.next(), clock.instant(), name, NOWHERE)
                    .by(Actor.PLATFORM, null, Provenance.NONE)
                    .with("kind", "producer-gap")
                    .with("producer", gap.producer())
                    .with("bootId", gap.boot())
                    .with("first", gap.first())
                    .with("missing", gap.missing()));
        }
    }
}
