package dev.claviger.audit.alert;

import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.caller.OrgRole;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.outbox.Outbox;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Who may do what with alerts and rules: members read, administrators decide. Every refusal is recorded. */
@ApplicationScoped
public class AlertRights {
    private final CurrentRequest current;
    private final Outbox outbox;

    AlertRights(CurrentRequest current, Outbox outbox) {
        this.current = current;
        this.outbox = outbox;
    }

    /** The caller, as one who may read. Fails when it may not, which is recorded under this name. */
    public Uni<Caller> reader(String eventName) {
        Caller caller = current.caller();
        return caller.orgRole() == OrgRole.ADMIN || caller.orgRole() == OrgRole.MEMBER
                ? Uni.createFrom().item(caller)
                : refuse(eventName, "admin or member", "read");
    }

    /** The caller, as one who may decide. Fails when it may not, which is recorded under this name. */
    public Uni<Caller> administrator(String eventName) {
        Caller caller = current.caller();
        return caller.orgRole() == OrgRole.ADMIN ? Uni.createFrom().item(caller) : refuse(eventName, "admin", "edit");
    }

    private Uni<Caller> refuse(String eventName, String expected, String action) {
        String received = current.caller().orgRole().slug();
        return outbox.record(current.event(eventName)
                        .denied("organisation role: expected %s, received %s".formatted(expected, received)))
                .chain(() -> Uni.createFrom().failure(new NotAllowed(action)));
    }
}
