package dev.claviger.audit.alert;

import dev.claviger.audit.alert.Alert.By;
import dev.claviger.audit.trail.Uuids;
import dev.claviger.kernel.Ids;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.Actor;
import dev.claviger.kernel.outbox.RecordedTransaction;
import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The only way to raise an alert or to move it on: all who listen learn of it in the same transaction. */
@ApplicationScoped
public class AlertBook {
    static final String OPEN = "open";
    static final String RESOLVED = "resolved";
    private static final String RAISED = "alert.raised";
    private static final String CLOSED = "alert.closed";
    private static final Origin NOWHERE = new Origin("", "", "", "");
    private static final By NOBODY = new By(Actor.PLATFORM.type(), Actor.PLATFORM.id(), Actor.PLATFORM.name());

    private final AlertStore store;
    private final List<AlertListener> listeners;
    private final Clock clock;
    private final Ids ids;

    AlertBook(AlertStore store, @All List<AlertListener> listeners, Clock clock, Ids ids) {
        this.store = store;
        this.listeners = listeners;
        this.clock = clock;
        this.ids = ids;
    }

    /** The new alert; none when there was one about the same subject a short while before. */
    public Uni<Optional<UUID>> raise(RecordedTransaction transaction, String org, Finding finding) {
        UUID id = ids.next();
        Instant now = now();
        return store.raise(transaction, id, org, finding, now)
                .call(fresh -> fresh
                        ? tell(transaction, raised(id, org, finding, now))
                        : Uni.createFrom().voidItem())
                .invoke(fresh -> {
                    if (fresh) {
                        record(transaction, org, id, finding);
                    }
                })
                .map(fresh -> fresh ? Optional.of(id) : Optional.empty());
    }

    private static AlertChange raised(UUID id, String org, Finding finding, Instant now) {
        return new AlertChange(
                org,
                id,
                0,
                OPEN,
                finding.rule(),
                finding.version(),
                finding.title(),
                finding.severity(),
                finding.subject(),
                finding.projectId(),
                finding.index(),
                finding.at(),
                now,
                now,
                NOBODY,
                finding.facts().getMap());
    }

    private void record(RecordedTransaction transaction, String org, UUID id, Finding finding) {
        transaction.record(event(RAISED, org)
                .with("alertId", id)
                .with("rule", finding.rule())
                .with("ruleVersion", finding.version())
                .with("severity", finding.severity())
                .with("subject", finding.subject())
                .with("logIndex", finding.index()));
    }

    private AccessEvent event(String name, String org) {
        return AccessEvent.begin(ids.next(), clock.instant(), name, NOWHERE)
                .by(Actor.PLATFORM, Uuids.read(org).orElse(null), Provenance.NONE)
                .with("kind", "rule");
    }

    /** False when somebody else moved it on meanwhile. */
    Uni<Boolean> move(RecordedTransaction transaction, Alert alert, String state, Actor by, String note) {
        Instant now = now();
        return store.step(transaction, ids.next(), alert, state, by, note, now)
                .call(ours -> ours
                        ? tell(transaction, moved(alert, state, by, now))
                        : Uni.createFrom().voidItem());
    }

    /** Moves an alert on because its cause is gone, unless somebody has done so. */
    public Uni<Void> resolve(RecordedTransaction transaction, String log, UUID id, String why) {
        return store.find(List.of(log), id)
                .chain(found -> found.filter(alert -> !isOver(alert.state()))
                        .map(alert -> move(transaction, alert, RESOLVED, Actor.PLATFORM, why)
                                .invoke(() -> transaction.record(closed(log, alert))))
                        .orElseGet(() -> Uni.createFrom().item(false)))
                .replaceWithVoid();
    }

    static boolean isOver(String state) {
        return state.equals(RESOLVED) || state.equals("false-positive");
    }

    private AccessEvent closed(String log, Alert alert) {
        return event(CLOSED, log)
                .with("alertId", alert.id())
                .with("rule", alert.rule())
                .with("subject", alert.subject());
    }

    private static AlertChange moved(Alert alert, String state, Actor by, Instant now) {
        return new AlertChange(
                alert.log(),
                alert.id(),
                alert.history().size() + 1,
                state,
                alert.rule(),
                alert.ruleVersion(),
                alert.title(),
                alert.severity(),
                alert.subject(),
                Optional.ofNullable(alert.projectId()),
                alert.logIndex(),
                alert.happenedAt(),
                alert.raisedAt(),
                now,
                new By(by.type(), by.id(), by.name()),
                alert.facts());
    }

    private Uni<Void> tell(RecordedTransaction transaction, AlertChange change) {
        Uni<Void> told = Uni.createFrom().voidItem();
        for (AlertListener listener : listeners) {
            told = told.chain(() -> listener.changed(transaction, change));
        }
        return told;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
