package dev.claviger.sync.emergency;

import dev.claviger.kernel.ClaimLoop;
import dev.claviger.kernel.Failure;
import dev.claviger.kernel.Ids;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.sync.emergency.StepStore.Held;
import dev.claviger.sync.remedy.Advance;
import dev.claviger.sync.remedy.Remedies;
import dev.claviger.sync.remedy.Task;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/** Takes the steps of started emergencies: as many at once as this replica may, and the next as soon as one has been advanced. */
@ApplicationScoped
class EmergencyLoop {
    private static final String BROKE_OFF = "It broke off; what was done is known, and it is tried again.";
    private static final int MOST_DOUBLINGS = 16;

    private final StepStore steps;
    private final Remedies remedies;
    private final EmergencyEvents events;
    private final Outbox outbox;
    private final EmergencyConfig config;
    private final ClaimLoop<Held> loop;

    EmergencyLoop(
            StepStore steps,
            Remedies remedies,
            EmergencyEvents events,
            Outbox outbox,
            EmergencyConfig config,
            Ids ids) {
        this.steps = steps;
        this.remedies = remedies;
        this.events = events;
        this.outbox = outbox;
        this.config = config;
        this.loop = new ClaimLoop<>(
                "step of an emergency", config.atOnce(), () -> steps.claim(ids.next(), config.lease()), this::advance);
    }

    void start(@Observes StartupEvent started) {
        loop.start(config.pollInterval());
    }

    void stop(@Observes ShutdownEvent stopping) {
        loop.stop();
    }

    /** Takes what is due, unless something is being taken already. Never blocks, never fails. */
    void look() {
        loop.look();
    }

    private Uni<Void> advance(Held held) {
        return Uni.createFrom()
                .deferred(() -> remedies.advance(task(held)))
                .ifNoItem()
                .after(config.lease())
                .fail()
                .onFailure()
                .recoverWithItem(problem ->
                        new Advance.Later(Advance.When.AFTER_PAUSE, held.step().progress(), text(held, problem)))
                .chain(advance -> keep(held, advance));
    }

    private static String text(Held held, Throwable problem) {
        if (problem instanceof Failure told) {
            return told.text();
        }
        Log.warnf(
                "step broke off step=%s cause=%s",
                held.step().id(), problem.getClass().getName());
        return BROKE_OFF;
    }

    private Task task(Held held) {
        return new Task(
                held.step().id(),
                held.emergencyId(),
                held.orgId(),
                held.step().kind(),
                held.step().subjectId(),
                held.grace(),
                config.patience(),
                held.step().progress(),
                held.starter().actor(),
                held.starter().provenance());
    }

    private Uni<Void> keep(Held held, Advance advance) {
        return switch (advance) {
            case Advance.Later(Advance.When when, JsonObject progress, String message) ->
                steps.goOn(held, progress, message, pause(held, when), when == Advance.When.AFTER_PAUSE);
            case Advance.Done(JsonObject proof) -> finish(held, proof);
            case Advance.Stuck(String message) -> stick(held, message);
        };
    }

    private Duration pause(Held held, Advance.When when) {
        return switch (when) {
            case AT_ONCE -> Duration.ZERO;
            case SOON -> config.lookAgain();
            case AFTER_PAUSE -> afterFailures(held.step().attempts());
        };
    }

    private Duration afterFailures(int attempts) {
        Duration pause = config.retryAfter().multipliedBy(1L << Math.clamp(attempts - 1L, 0, MOST_DOUBLINGS));
        return pause.compareTo(config.longestRetry()) < 0 ? pause : config.longestRetry();
    }

    private Uni<Void> finish(Held held, JsonObject proof) {
        AccessEvent event = events.done(held, proof);
        return outbox.transaction(tx -> steps.finish(tx, held, proof, event.id())
                .invoke(isOurs -> {
                    if (isOurs) {
                        tx.record(event);
                    }
                })
                .replaceWithVoid());
    }

    private Uni<Void> stick(Held held, String message) {
        return outbox.transaction(tx -> steps.stick(tx, held, message)
                .invoke(isOurs -> {
                    if (isOurs) {
                        tx.record(events.stuck(held, message));
                    }
                })
                .replaceWithVoid());
    }
}
