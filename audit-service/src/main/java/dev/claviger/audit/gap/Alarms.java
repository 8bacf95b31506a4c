package dev.claviger.audit.gap;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.Actor;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Map;

/** Alerts that other features raise about the way of events into the log: each once, told in the platform's log, as those about gaps. */
@ApplicationScoped
public class Alarms {
    private static final Origin NOWHERE = new Origin("", "", "", "");

    private final AlarmStore store;
    private final Outbox outbox;
    private final Clock clock;
    private final Ids ids;

    Alarms(AlarmStore store, Outbox outbox, Clock clock, Ids ids) {
        this.store = store;
        this.outbox = outbox;
        this.clock = clock;
        this.ids = ids;
    }

    /** Whether it is new; one of this kind and subject is raised once for good. */
    public Uni<Boolean> raise(String kind, String subject, Map<String, String> facts) {
        return outbox.transaction(
                transaction -> store.raise(transaction, ids.next(), kind, subject, facts, clock.instant())
                        .invoke(fresh -> tell(transaction, fresh ? 1 : 0, Gaps.RAISED, kind, facts)));
    }

    /** Ends all of a kind that are open. */
    public Uni<Void> close(String kind) {
        return store.areOpen(kind)
                .chain(open -> open
                        ? outbox.transaction(transaction -> store.end(transaction, kind, clock.instant())
                                        .invoke(ended -> tell(transaction, ended, Gaps.CLOSED, kind, Map.of())))
                                .replaceWithVoid()
                        : Uni.createFrom().voidItem());
    }

    private void tell(
            RecordedTransaction transaction, int alerts, String name, String kind, Map<String, String> facts) {
        if (alerts > 0) {
            AccessEvent event = AccessEvent.begin(ids.next(), clock.instant(), name, NOWHERE)
                    .by(Actor.PLATFORM, null, Provenance.NONE)
                    .with("kind", kind)
                    .with("numberOfAlerts", alerts);
            for (Map.Entry<String, String> fact : facts.entrySet()) {
                event = event.with(fact.getKey(), fact.getValue());
            }
            transaction.record(event);
        }
    }
}
