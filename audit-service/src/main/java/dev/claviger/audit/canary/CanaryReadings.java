package dev.claviger.audit.canary;

import dev.claviger.kernel.caller.OrgRole;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.outbox.Outbox;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Shows the canary to administrators; each look is an event. */
@ApplicationScoped
class CanaryReadings {
    static final String SHOWN = "audit-canary-read";

    private final CurrentRequest current;
    private final Canary canary;
    private final Outbox outbox;

    CanaryReadings(CurrentRequest current, Canary canary, Outbox outbox) {
        this.current = current;
        this.canary = canary;
        this.outbox = outbox;
    }

    /** Fails with {@link NotAllowed}, which is recorded. */
    Uni<CanaryStatus> show() {
        var role = current.caller().orgRole();
        return role == OrgRole.ADMIN
                ? outbox.record(current.event(SHOWN)).map(recorded -> canary.status())
                : outbox.record(current.event(SHOWN)
                                .denied("organisation role: expected admin, received " + role.slug()))
                        .chain(() -> Uni.createFrom().failure(new NotAllowed()));
    }
}
