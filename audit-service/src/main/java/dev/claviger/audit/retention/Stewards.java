package dev.claviger.audit.retention;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.caller.OrgRole;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.outbox.Outbox;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Who may decide how long things are kept: administrators of the organisation, for their own. Every refusal is recorded. */
@ApplicationScoped
class Stewards {
    /** The longest text that somebody may give as a reason. */
    static final int LONGEST = 500;

    private final CurrentRequest current;
    private final Outbox outbox;

    Stewards(CurrentRequest current, Outbox outbox) {
        this.current = current;
        this.outbox = outbox;
    }

    /** The caller. Fails with {@link NotAllowed}, which is recorded under this name. */
    Uni<Caller> require(String eventName) {
        Caller caller = current.caller();
        return caller.orgRole() == OrgRole.ADMIN
                ? Uni.createFrom().item(caller)
                : outbox.record(current.event(eventName)
                                .denied("organisation role: expected admin, received "
                                        + caller.orgRole().slug()))
                        .chain(() -> Uni.createFrom().failure(new NotAllowed()));
    }
}
