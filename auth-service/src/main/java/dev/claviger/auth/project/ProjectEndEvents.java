package dev.claviger.auth.project;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.caller.Origin;
import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.Actor;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.UUID;

/** How the end of something is recorded that ends with its project: nobody asked for it by itself. */
@ApplicationScoped
public class ProjectEndEvents {
    private final Ids ids;
    private final Clock clock;

    ProjectEndEvents(Ids ids, Clock clock) {
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * The event of what ends.
     *
     * @param id of that
     */
    public AccessEvent event(String name, UUID id, UUID orgId) {
        return AccessEvent.begin(ids.next(), clock.instant(), name, new Origin(id.toString(), "", "", ""))
                .by(Actor.PLATFORM, orgId, Provenance.NONE)
                .with("because", "the project was deleted");
    }
}
