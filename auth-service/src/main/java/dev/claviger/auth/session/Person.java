package dev.claviger.auth.session;

import dev.claviger.kernel.caller.Provenance;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.Actor;
import dev.claviger.kernel.orgright.Reach;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Somebody at the door with a live session.
 *
 * @param orgId the organisation of the token; null for a token without one
 * @param reach what they may do there; null without an organisation
 */
public record Person(
        Session session, @Nullable UUID orgId, @Nullable Reach reach) {

    public UUID id() {
        return session.user().id();
    }

    public Actor actor() {
        return actor(session);
    }

    /** Marks an event as theirs. */
    public AccessEvent did(AccessEvent event) {
        return event.by(actor(), orgId, Provenance.NONE);
    }

    static Actor actor(Session session) {
        return new Actor(
                "user",
                session.user().id().toString(),
                session.user().email().text(),
                session.method(),
                session.id().toString());
    }
}
