package dev.claviger.sync.run;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.Validation;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.sync.job.JobKind;
import dev.claviger.sync.job.JobStore;
import dev.claviger.sync.ledger.UndoLogStore;
import dev.claviger.sync.right.Attempts;
import dev.claviger.sync.secretsync.Pauses;
import dev.claviger.sync.secretsync.SyncDefinition;
import dev.claviger.sync.secretsync.SyncDoor;
import dev.claviger.sync.secretsync.SyncView;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Asking for runs, and what is told of them. */
@ApplicationScoped
class Runs {
    private static final String READ = "read";
    private static final String SYNC = "sync-secrets";

    private final CurrentRequest current;
    private final SyncDoor door;
    private final Pauses pauses;
    private final JobStore jobs;
    private final UndoLogStore undo;
    private final SyncPlaces places;
    private final WantedVariables wanted;
    private final SyncPlans plans;
    private final Attempts attempts;
    private final Outbox outbox;
    private final Ids ids;

    Runs(
            CurrentRequest current,
            SyncDoor door,
            Pauses pauses,
            JobStore jobs,
            UndoLogStore undo,
            SyncPlaces places,
            WantedVariables wanted,
            SyncPlans plans,
            Attempts attempts,
            Outbox outbox,
            Ids ids) {
        this.current = current;
        this.door = door;
        this.pauses = pauses;
        this.jobs = jobs;
        this.undo = undo;
        this.places = places;
        this.wanted = wanted;
        this.plans = plans;
        this.attempts = attempts;
        this.outbox = outbox;
        this.ids = ids;
    }

    /** Looks at the destination even when nothing changed at the source. */
    Uni<SyncView.One> sync(String id) {
        return ask(id, JobKind.SYNC, SYNC);
    }

    /** Ends that the sync runs by itself. */
    Uni<SyncView.One> remove(String id) {
        return ask(id, JobKind.REMOVE, SyncDoor.REMOVE);
    }

    Uni<SyncView.One> compare(String id) {
        return ask(id, JobKind.COMPARE, SYNC);
    }

    /** Ends that the sync runs by itself. Fails with {@link NothingToUndo}. */
    Uni<SyncView.One> undo(String id) {
        return ask(id, JobKind.UNDO, SYNC);
    }

    private Uni<SyncView.One> ask(String id, JobKind kind, String action) {
        UUID syncId = id(id);
        AccessEvent event = current.event(RunEvents.of(kind)).with("syncId", syncId);
        return attempts.tried(
                event,
                () -> door.find(syncId, action)
                        .call(sync -> requirePossible(sync, kind))
                        .call(sync -> outbox.transaction(tx -> prepare(tx, sync, kind)
                                .chain(() -> jobs.callOffOpposites(tx, syncId, kind))
                                .chain(() -> jobs.ask(tx, syncId, kind, ids.nextPublic()))
                                .invoke(jobId -> tx.record(RunEvents.about(event, sync)
                                        .with("jobId", jobId)
                                        .with("syncStatus", "pending")))))
                        .chain(sync -> door.stored(syncId))
                        .map(SyncView::one));
    }

    private Uni<Void> requirePossible(SyncDefinition sync, JobKind kind) {
        return kind == JobKind.UNDO
                ? places.locate(sync)
                        .chain(place -> undo.has(sync.id(), place))
                        .invoke(has -> {
                            if (!has) {
                                throw new NothingToUndo();
                            }
                        })
                        .replaceWithVoid()
                : Uni.createFrom().voidItem();
    }

    /** What somebody wants gone does not come back by itself; what somebody runs does not end by itself. */
    private Uni<Void> prepare(RecordedTransaction tx, SyncDefinition sync, JobKind kind) {
        return switch (kind) {
            case REMOVE -> pauses.pause(tx, sync.id());
            case UNDO -> pauses.pause(tx, sync.id()).chain(() -> pauses.keep(tx, sync.id()));
            case SYNC -> pauses.keep(tx, sync.id());
            case COMPARE -> Uni.createFrom().voidItem();
        };
    }

    /** What a run would do now, without doing it. */
    Uni<RunView.Planned> plan(String id) {
        UUID syncId = id(id);
        AccessEvent event = current.event(RunEvents.PLANNED).with("syncId", syncId);
        return attempts.recorded(
                event,
                () -> door.find(syncId, SYNC)
                        .chain(sync -> wanted.of(sync, ids.nextPublic())
                                .chain(wishes -> places.open(sync)
                                        .chain(open -> plans.plan(sync, open, wishes.variables(), plans.policy(sync)))))
                        .map(RunView::planned));
    }

    /** The last run of each kind. */
    Uni<RunView.All> show(String id) {
        UUID syncId = id(id);
        AccessEvent event = current.event(RunEvents.SHOWN).with("syncId", syncId);
        return attempts.recorded(
                event,
                () -> door.find(syncId, READ)
                        .chain(sync -> Multi.createFrom()
                                .items(JobKind.values())
                                .onItem()
                                .transformToUniAndConcatenate(kind -> jobs.show(syncId, kind)
                                        .map(found -> found.map(report -> RunView.of(kind, report)).stream()
                                                .toList()))
                                .collect()
                                .asList()
                                .map(found -> new RunView.All(
                                        found.stream().flatMap(List::stream).toList()))));
    }

    private static UUID id(String text) {
        Validation valid = new Validation();
        UUID id = valid.id("syncId", text);
        valid.done();
        return id;
    }
}
