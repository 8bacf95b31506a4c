package dev.claviger.auth.session;

import dev.claviger.auth.access.Standing;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.orgright.Reach;
import dev.claviger.kernel.outbox.Outbox;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Priorities;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Looks behind the signature of a person's token: on every protected route of this service the session must live, the person be enabled
 * and a member of the token's organisation.
 */
class LiveSessionFilter {
    private final Sessions sessions;
    private final Standing standing;
    private final Outbox outbox;
    private final CurrentRequest current;

    LiveSessionFilter(Sessions sessions, Standing standing, Outbox outbox, CurrentRequest current) {
        this.sessions = sessions;
        this.standing = standing;
        this.outbox = outbox;
        this.current = current;
    }

    @ServerRequestFilter(priority = Priorities.AUTHENTICATION + 1)
    Uni<Void> check() {
        return current.knownCaller()
                .filter(caller -> caller.kind() == Caller.Kind.USER)
                .map(this::check)
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    private Uni<Void> check(Caller caller) {
        return sessions.person(caller.tokenId(), caller.orgId())
                .invoke(person -> enter(caller, person))
                .onFailure(SessionEnded.class)
                .call(refused -> outbox.record(current.event("authenticate").denied(refused.text())))
                .replaceWithVoid();
    }

    private void enter(Caller caller, Person person) {
        Reach reach = person.reach();
        if (!person.id().equals(caller.id()) || reach == null) {
            throw SessionEnded.gone();
        }
        standing.set(reach);
    }
}
