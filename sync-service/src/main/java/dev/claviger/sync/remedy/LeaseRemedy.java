package dev.claviger.sync.remedy;

import dev.claviger.sync.lease.LeaseRevocations;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;

/** Ends a lease. It is done when the server has dropped the login, which the leases themselves make sure of. */
@ApplicationScoped
class LeaseRemedy {
    private final LeaseRevocations leases;

    LeaseRemedy(LeaseRevocations leases) {
        this.leases = leases;
    }

    Uni<Advance> advance(Task task) {
        return leases.end(task.subjectId())
                .map(pending -> pending.isEmpty()
                        ? new Advance.Done(new JsonObject()
                                .put("leaseId", task.subjectId().toString())
                                .put("confirmedBy", "target"))
                        : new Advance.Later(
                                Advance.When.SOON,
                                task.progress(),
                                pending.get().problem()));
    }
}
