package dev.claviger.audit.alert;

import dev.claviger.audit.right.AuditRights;
import dev.claviger.kernel.caller.Caller;
import dev.claviger.kernel.caller.OrgRole;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.outbox.Outbox;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Who may do what with alerts and rules: whoever may read the log reads, administrators decide. Every refusal is recorded. */
@ApplicationScoped
public class AlertRights {
    private final CurrentRequest current;
    private final AuditRights rights;
    private final Outbox outbox;

    AlertRights(CurrentRequest current, AuditRights rights, Outbox outbox) {
        this.current = current;
        this.rights = rights;
        this.outbox = outbox;
    }

    /** The caller, as one who may read. Fails when it may not, which is recorded under this name. */
    public Uni<Caller> reader(String eventName) {
        Caller caller = current.caller();
        return rights.readsAll(caller)
                ? Uni.createFrom().item(caller)
                : refuse(eventName, "organisation permission: expected read on audit-logs", "read");
    }

    /** The caller, as one who may decide. Fails when it may not, which is recorded under this name. */
    public Uni<Caller> administrator(String eventName) {
        Caller caller = current.caller();
        return caller.orgRole() == OrgRole.ADMIN
                ? Uni.createFrom().item(caller)
                : refuse(
                        eventName,
                        "organisation role: expected admin, received "
                                + caller.orgRole().slug(),
                        "edit");
    }

    private Uni<Caller> refuse(String eventName, String reason, String action) {
        return outbox.record(current.event(eventName).denied(reason))
                .chain(() -> Uni.createFrom().failure(new NotAllowed(action)));
    }
}
