package dev.claviger.sync.lease;

import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.Validation;
import dev.claviger.sync.dynamicsecret.DynamicSecret;
import dev.claviger.sync.dynamicsecret.DynamicSecretDoor;
import dev.claviger.sync.dynamicsecret.DynamicSecretDoor.Deed;
import dev.claviger.sync.dynamicsecret.DynamicSecretStore;
import dev.claviger.sync.dynamicsecret.Spot;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The way to one lease: it is there only in the folder of its definition. */
@ApplicationScoped
class LeaseDoor {
    private final CurrentRequest current;
    private final LeaseStore store;
    private final DynamicSecretStore secrets;

    /** A lease with its definition. */
    record Found(Lease lease, DynamicSecret secret) {}

    LeaseDoor(CurrentRequest current, LeaseStore store, DynamicSecretStore secrets) {
        this.current = current;
        this.store = store;
        this.secrets = secrets;
    }

    /** Fails with {@link LeaseNotFound}, also for one of another folder. */
    Uni<Found> find(Spot spot, String id, UUID leaseId) {
        return store.find(leaseId)
                .map(found -> found.orElseThrow(() -> new LeaseNotFound(id)))
                .chain(lease -> secrets.find(lease.secretId())
                        .map(found -> found(spot, found).orElseThrow(() -> new LeaseNotFound(id)))
                        .map(secret -> new Found(lease, secret)));
    }

    /** What somebody wants to do with a lease; one that is not there has no marks. */
    Deed deed(UUID leaseId) {
        return new Deed(
                DynamicSecretDoor.LEASE,
                spot -> store.find(leaseId)
                        .chain(lease -> lease.isEmpty()
                                ? Uni.createFrom().item(Optional.<DynamicSecret>empty())
                                : secrets.find(lease.get().secretId()))
                        .map(secret ->
                                found(spot, secret).map(DynamicSecret::metadata).orElse(List.of()))
                        .map(DynamicSecretDoor::marks));
    }

    private Optional<DynamicSecret> found(Spot spot, Optional<DynamicSecret> secret) {
        return secret.filter(each -> each.orgId().equals(current.caller().orgId())
                && each.projectId().equals(spot.projectId())
                && each.environment().equals(spot.environment())
                && each.path().equals(spot.path())
                && !each.isHidden());
    }

    /** Reads an id of the path. Of what is none, no lease has it. */
    static UUID id(String text) {
        Validation valid = new Validation();
        UUID id = valid.id("leaseId", text);
        valid.done();
        return id;
    }
}
