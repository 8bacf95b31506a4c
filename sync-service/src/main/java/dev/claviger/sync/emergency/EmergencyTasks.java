package dev.claviger.sync.emergency;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.kernel.outbox.RecordedTransaction;
import dev.claviger.sync.emergency.EmergencyDoor.Found;
import dev.claviger.sync.lease.LeaseRevocations;
import dev.claviger.sync.right.Attempts;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What people do with steps. */
@ApplicationScoped
class EmergencyTasks {
    private final CurrentRequest current;
    private final EmergencyDoor door;
    private final Aftermath aftermath;
    private final LeaseRevocations leases;
    private final StepStore steps;
    private final EmergencyLoop loop;
    private final Attempts attempts;
    private final Outbox outbox;

    EmergencyTasks(
            CurrentRequest current,
            EmergencyDoor door,
            Aftermath aftermath,
            LeaseRevocations leases,
            StepStore steps,
            EmergencyLoop loop,
            Attempts attempts,
            Outbox outbox) {
        this.current = current;
        this.door = door;
        this.aftermath = aftermath;
        this.leases = leases;
        this.steps = steps;
        this.loop = loop;
        this.attempts = attempts;
        this.outbox = outbox;
    }

    /** One step and what is wanted of it. */
    private record Wanted(Found found, Step step, AccessEvent event) {}

    /** Who does it, and what is worth knowing. */
    Uni<EmergencyView.One> update(UUID id, UUID stepId, EmergencyWish.OfStep wish) {
        @Nullable String assignee = wish.checkedAssignee();
        @Nullable String note = wish.checkedNote(false);
        return changing(id, stepId, EmergencyEvents.STEP_UPDATED, wanted -> {
            wanted.found().requireOpen();
            AccessEvent event =
                    assignee == null ? wanted.event() : wanted.event().with("assignee", assignee);
            return kept(NotNow.ended(), event, tx -> steps.edit(tx, stepId, assignee, note));
        });
    }

    /** Fails with {@link NotNow} where nothing shows that it was done, unless the caller says that it was all the same. */
    Uni<EmergencyView.One> complete(UUID id, UUID stepId, EmergencyWish.OfStep wish) {
        @Nullable String note = wish.checkedNote(wish.isWithoutProof());
        Secret bearer = current.bearer();
        Origin origin = current.origin();
        return changing(id, stepId, EmergencyEvents.STEP_ENDED, wanted -> {
            requireOpen(wanted);
            return door.require(wanted.step())
                    .chain(() -> wish.isWithoutProof()
                            ? Uni.createFrom().item(claimed())
                            : proof(wanted.step(), bearer, origin))
                    .chain(proof -> end(wanted, Step.State.DONE, note, proof));
        });
    }

    private static void requireOpen(Wanted wanted) {
        wanted.found().requireRunning();
        if (wanted.step().isAutomatic()
                && wanted.step().state() != Step.State.STUCK
                && !wanted.step().hasEnded()) {
            throw NotNow.goesOn();
        }
    }

    private JsonObject claimed() {
        return new JsonObject()
                .put("confirmedBy", "word")
                .put("word", current.caller().name());
    }

    private Uni<JsonObject> proof(Step step, Secret bearer, Origin origin) {
        return switch (step.kind()) {
            case REPLACE, ROTATE -> replaced(step, bearer, origin);
            case END_LEASE -> ended(step);
            case SYNC -> Uni.createFrom().failure(NotNow.noProof());
        };
    }

    private Uni<JsonObject> replaced(Step step, Secret bearer, Origin origin) {
        return aftermath.of(List.of(step), bearer, origin).map(after -> {
            if (after.getInteger("stillNewest", 0) > 0 || after.getInteger("unknown", 0) > 0) {
                throw NotNow.stillNewest();
            }
            return after.put("confirmedBy", "log");
        });
    }

    private Uni<JsonObject> ended(Step step) {
        return leases.find(current.caller().orgId(), step.subjectId()).map(found -> {
            if (found.isPresent()) {
                throw NotNow.stillThere();
            }
            return new JsonObject()
                    .put("confirmedBy", "target")
                    .put("leaseId", step.subjectId().toString());
        });
    }

    /** It is not to be done, and here is why. */
    Uni<EmergencyView.One> skip(UUID id, UUID stepId, EmergencyWish.OfStep wish) {
        @Nullable String note = wish.checkedNote(true);
        return changing(id, stepId, EmergencyEvents.STEP_ENDED, wanted -> {
            wanted.found().requireRunning();
            return door.require(wanted.step()).chain(() -> end(wanted, Step.State.SKIPPED, note, null));
        });
    }

    private Uni<Void> end(Wanted wanted, Step.State state, @Nullable String note, @Nullable JsonObject proof) {
        AccessEvent event = wanted.event().with("state", state.text());
        AccessEvent told = note == null ? event : event.with("note", note);
        return kept(
                NotNow.stepEnded(),
                proof == null ? told : told.with("proof", proof.encode()),
                tx -> steps.end(tx, wanted.step().id(), state, note, proof, event.id(), Someone.of(current.caller())));
    }

    /** One that is stuck begins anew. */
    Uni<EmergencyView.One> retry(UUID id, UUID stepId) {
        return changing(id, stepId, EmergencyEvents.STEP_UPDATED, wanted -> {
            wanted.found().requireRunning();
            return door.require(wanted.step())
                    .chain(() ->
                            kept(NotNow.notStuck(), wanted.event().with("retry", true), tx -> steps.retry(tx, stepId)));
        });
    }

    private Uni<EmergencyView.One> changing(UUID id, UUID stepId, String name, Function<Wanted, Uni<Void>> work) {
        AccessEvent event = current.event(name).with("emergencyId", id).with("stepId", stepId);
        return attempts.tried(
                        event,
                        () -> door.find(id)
                                .map(found -> wanted(found, stepId, event))
                                .chain(work::apply))
                .chain(() -> door.find(id))
                .map(EmergencyView::one);
    }

    private static Wanted wanted(Found found, UUID stepId, AccessEvent event) {
        Step step = found.step(stepId);
        return new Wanted(found, step, EmergencyEvents.about(event, step));
    }

    private Uni<Void> kept(NotNow otherwise, AccessEvent event, Function<RecordedTransaction, Uni<Boolean>> change) {
        return outbox.transaction(tx -> change.apply(tx).invoke(changed -> {
                    if (!changed) {
                        throw otherwise;
                    }
                    tx.record(event);
                    tx.afterCommit(loop::look);
                }))
                .replaceWithVoid();
    }
}
