package dev.claviger.sync.emergency;

import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.sync.right.Attempts;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Showing emergencies. */
@ApplicationScoped
class EmergencyLookups {
    private final CurrentRequest current;
    private final EmergencyDoor door;
    private final Attempts attempts;

    EmergencyLookups(CurrentRequest current, EmergencyDoor door, Attempts attempts) {
        this.current = current;
        this.door = door;
        this.attempts = attempts;
    }

    Uni<EmergencyView.All> list() {
        return attempts.recorded(
                current.event(EmergencyEvents.LISTED),
                () -> door.list()
                        .map(found -> new EmergencyView.All(
                                found.stream().map(EmergencyView::brief).toList())));
    }

    Uni<EmergencyView.One> show(UUID id) {
        AccessEvent event = current.event(EmergencyEvents.SHOWN).with("emergencyId", id);
        return attempts.recorded(event, () -> door.find(id).map(EmergencyView::one));
    }

    Uni<EmergencyReport> report(UUID id) {
        AccessEvent event = current.event(EmergencyEvents.REPORTED).with("emergencyId", id);
        return attempts.recorded(event, () -> door.find(id).map(EmergencyReport::of));
    }
}
