package dev.claviger.vault.secret;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.vault.reference.Place;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One request of a caller and what its event will say; more becomes known as it goes on. Lives in one request. */
public final class Attempt {
    private final Caller caller;
    private AccessEvent event;
    private @Nullable UUID projectId;
    private @Nullable Place place;

    public Attempt(Caller caller, AccessEvent event) {
        this.caller = caller;
        this.event = event;
    }

    public Caller caller() {
        return caller;
    }

    /** The event so far, as a success. */
    public AccessEvent event() {
        return event;
    }

    /** The place that was asked for. */
    public void at(Place asked) {
        place = asked;
        event = event.with("environment", asked.environment()).with("secretPath", asked.path());
        update();
    }

    /** The project that it turned out to be about. */
    public void in(UUID project) {
        projectId = project;
        update();
    }

    private void update() {
        event = event.in(projectId, place == null ? null : place.environment(), place == null ? null : place.path());
    }
}
