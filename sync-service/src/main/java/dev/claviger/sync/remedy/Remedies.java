package dev.claviger.sync.remedy;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** The remedies that need nobody. */
@ApplicationScoped
public class Remedies {
    private final LeaseRemedy leases;
    private final RotationRemedy rotations;
    private final SyncRemedy syncs;

    Remedies(LeaseRemedy leases, RotationRemedy rotations, SyncRemedy syncs) {
        this.leases = leases;
        this.rotations = rotations;
        this.syncs = syncs;
    }

    /** Does the next thing. What it fails with is to be tried again. */
    public Uni<Advance> advance(Task task) {
        return switch (task.kind()) {
            case END_LEASE -> leases.advance(task);
            case ROTATE -> rotations.advance(task);
            case SYNC -> syncs.advance(task);
            case REPLACE -> Uni.createFrom().item(new Advance.Stuck("Nobody but people can replace it."));
        };
    }
}
