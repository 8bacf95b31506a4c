package dev.claviger.sync.emergency;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.sync.emergency.StepStore.Held;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;

/** What the log tells of emergencies. */
@ApplicationScoped
class EmergencyEvents {
    static final String CREATED = "create-emergency";
    static final String STARTED = "start-emergency";
    static final String CLOSED = "close-emergency";
    static final String CANCELLED = "cancel-emergency";
    static final String LISTED = "get-emergencies";
    static final String SHOWN = "get-emergency";
    static final String FOLLOWED = "follow-emergency";
    static final String REPORTED = "get-emergency-report";
    static final String STEP_UPDATED = "update-emergency-step";
    static final String STEP_ENDED = "end-emergency-step";

    private final Clock clock;
    private final Ids ids;

    EmergencyEvents(Clock clock, Ids ids) {
        this.clock = clock;
        this.ids = ids;
    }

    /** A step that was done by itself, in the name of whoever started it. */
    AccessEvent done(Held held, JsonObject proof) {
        return ours(held).with("state", Step.State.DONE.text()).with("proof", proof.encode());
    }

    /** One that only people can go on with. */
    AccessEvent stuck(Held held, String message) {
        return ours(held)
                .with("state", Step.State.STUCK.text())
                .with("message", message)
                .failed(message);
    }

    private AccessEvent ours(Held held) {
        Origin origin = new Origin(held.step().id().toString(), "", "", "");
        AccessEvent event = AccessEvent.begin(ids.next(), clock.instant(), STEP_ENDED, origin)
                .by(held.starter().actor(), held.orgId(), held.starter().provenance())
                .with("emergencyId", held.emergencyId());
        return about(event, held.step());
    }

    static AccessEvent about(AccessEvent event, Step step) {
        return event.in(step.projectId(), step.environment(), step.secretPath())
                .with("stepId", step.id())
                .with("kind", step.kind().text())
                .with("subjectId", step.subjectId())
                .with("subjectName", step.subjectName());
    }
}
