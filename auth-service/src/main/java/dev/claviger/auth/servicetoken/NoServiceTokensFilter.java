package dev.claviger.auth.servicetoken;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.outbox.Outbox;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Priorities;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Service tokens have no business at the routes of this service, but to ask about themselves, for which they need no door. */
class NoServiceTokensFilter {
    private final Outbox outbox;
    private final CurrentRequest current;

    NoServiceTokensFilter(Outbox outbox, CurrentRequest current) {
        this.outbox = outbox;
        this.current = current;
    }

    @ServerRequestFilter(priority = Priorities.AUTHENTICATION + 1)
    Uni<Void> check() {
        return current.knownCaller()
                .filter(caller -> caller.kind() == Caller.Kind.SERVICE)
                .map(caller -> refuse())
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    private Uni<Void> refuse() {
        ServiceTokenRefused refusal = ServiceTokenRefused.notHere();
        return outbox.record(current.event("authenticate").denied(refusal.text()))
                .chain(() -> Uni.createFrom().failure(refusal));
    }
}
