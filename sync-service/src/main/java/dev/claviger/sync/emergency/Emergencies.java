package dev.claviger.sync.emergency;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.sync.blast.BlastClient;
import dev.claviger.sync.emergency.EmergencyDoor.Found;
import dev.claviger.sync.emergency.Planner.Facts;
import dev.claviger.sync.right.Attempts;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Planning for a leak, starting what was planned, and ending it. */
@ApplicationScoped
class Emergencies {
    private final CurrentRequest current;
    private final EmergencyDoor door;
    private final FactFinder finder;
    private final BlastClient blasts;
    private final Aftermath aftermath;
    private final EmergencyStore store;
    private final StepStore steps;
    private final EmergencyLoop loop;
    private final Attempts attempts;
    private final Outbox outbox;
    private final EmergencyConfig config;
    private final Clock clock;
    private final Ids ids;

    Emergencies(
            CurrentRequest current,
            EmergencyDoor door,
            FactFinder finder,
            BlastClient blasts,
            Aftermath aftermath,
            EmergencyStore store,
            StepStore steps,
            EmergencyLoop loop,
            Attempts attempts,
            Outbox outbox,
            EmergencyConfig config,
            Clock clock,
            Ids ids) {
        this.current = current;
        this.door = door;
        this.finder = finder;
        this.blasts = blasts;
        this.aftermath = aftermath;
        this.store = store;
        this.steps = steps;
        this.loop = loop;
        this.attempts = attempts;
        this.outbox = outbox;
        this.config = config;
        this.clock = clock;
        this.ids = ids;
    }

    /** Nothing is done yet, unless that was wished. Fails as audit-service refuses the report. */
    Uni<EmergencyView.One> create(EmergencyWish wish) {
        EmergencyWish.Checked checked = wish.checked(config.grace());
        UUID id = ids.nextPublic();
        AccessEvent event =
                current.event(EmergencyEvents.CREATED).with("emergencyId", id).with("name", checked.name());
        Secret bearer = current.bearer();
        Origin origin = current.origin();
        return attempts.tried(
                        event,
                        () -> blasts.of(checked.blast(), bearer, origin)
                                .chain(finder::find)
                                .chain(facts -> keep(id, checked, facts, event)))
                .chain(() -> checked.start() ? start(id) : view(id));
    }

    private Uni<Void> keep(UUID id, EmergencyWish.Checked wish, Facts facts, AccessEvent event) {
        List<Step> planned = Planner.plan(facts, ids::nextPublic);
        Emergency made = new Emergency(
                id,
                current.caller().orgId(),
                wish.name(),
                facts.report().subject(),
                Emergency.Status.PLANNED,
                wish.grace(),
                FactFinder.found(facts, planned),
                Someone.of(current.caller()),
                null,
                null,
                null,
                clock.instant(),
                null,
                null);
        return outbox.transaction(tx -> store.insert(tx, made)
                .chain(() -> steps.insert(tx, id, planned))
                .invoke(() -> tx.record(event.with("subject", made.subject())
                        .with("steps", planned.size())
                        .with(
                                "automaticSteps",
                                planned.stream().filter(Step::isAutomatic).count()))));
    }

    private Uni<EmergencyView.One> view(UUID id) {
        return door.find(id).map(EmergencyView::one);
    }

    /** From now on steps are taken in the name of the caller, who must have the right to each. */
    Uni<EmergencyView.One> start(UUID id) {
        AccessEvent event = current.event(EmergencyEvents.STARTED).with("emergencyId", id);
        return attempts.tried(
                        event,
                        () -> door.find(id)
                                .call(found -> door.requireAll(found.all()))
                                .chain(found ->
                                        outbox.transaction(tx -> store.start(tx, id, Someone.of(current.caller()))
                                                .invoke(started -> require(started, NotNow.startedBefore()))
                                                .invoke(() -> {
                                                    tx.record(event);
                                                    tx.afterCommit(loop::look);
                                                }))))
                .chain(() -> view(id));
    }

    private static void require(boolean holds, NotNow otherwise) {
        if (!holds) {
            throw otherwise;
        }
    }

    /** Asks the log once more about what leaked, and keeps its answer. Fails with {@link NotNow} while steps are left. */
    Uni<EmergencyView.One> close(UUID id, EmergencyWish.End wish) {
        String conclusion = wish.checked();
        AccessEvent event = current.event(EmergencyEvents.CLOSED).with("emergencyId", id);
        Secret bearer = current.bearer();
        Origin origin = current.origin();
        return attempts.tried(
                        event,
                        () -> door.find(id)
                                .call(found -> door.requireOwner(found.emergency()))
                                .invoke(Emergencies::requireAllEnded)
                                .chain(found -> aftermath.of(found.all(), bearer, origin))
                                .chain(after -> end(id, Emergency.Status.CLOSED, conclusion, after, event)))
                .chain(() -> view(id));
    }

    private static void requireAllEnded(Found found) {
        require(found.emergency().status() == Emergency.Status.RUNNING, NotNow.notRunning());
        require(found.all().stream().allMatch(Step::hasEnded), NotNow.stepsLeft());
    }

    /** What was begun is not taken back, and nothing more is done. */
    Uni<EmergencyView.One> cancel(UUID id, EmergencyWish.End wish) {
        String conclusion = wish.checked();
        AccessEvent event = current.event(EmergencyEvents.CANCELLED).with("emergencyId", id);
        return attempts.tried(
                        event,
                        () -> door.find(id)
                                .call(found -> door.requireOwner(found.emergency()))
                                .chain(found -> end(id, Emergency.Status.CANCELLED, conclusion, null, event)))
                .chain(() -> view(id));
    }

    private Uni<Void> end(
            UUID id, Emergency.Status status, String conclusion, @Nullable JsonObject after, AccessEvent event) {
        return outbox.transaction(tx -> store.end(tx, id, status, conclusion, after)
                .invoke(ended -> require(ended, NotNow.ended()))
                .invoke(() -> tx.record(event.with("conclusion", conclusion)))
                .replaceWithVoid());
    }
}
