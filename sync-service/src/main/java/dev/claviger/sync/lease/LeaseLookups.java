package dev.claviger.sync.lease;

import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.Validation;
import dev.claviger.sync.dynamicsecret.DynamicSecretDoor;
import dev.claviger.sync.dynamicsecret.PlaceWish;
import dev.claviger.sync.dynamicsecret.PlaceWish.Place;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Showing leases, without passwords. */
@ApplicationScoped
class LeaseLookups {
    private final CurrentRequest current;
    private final DynamicSecretDoor door;
    private final LeaseDoor leases;
    private final LeaseStore store;
    private final LeaseSeal seal;

    LeaseLookups(CurrentRequest current, DynamicSecretDoor door, LeaseDoor leases, LeaseStore store, LeaseSeal seal) {
        this.current = current;
        this.door = door;
        this.leases = leases;
        this.store = store;
        this.seal = seal;
    }

    Uni<LeaseView.One> show(String id, PlaceWish wish) {
        Validation valid = new Validation();
        Place place = wish.checked(valid);
        UUID leaseId = valid.id("leaseId", id);
        valid.done();
        AccessEvent event = current.event(LeaseEvents.SHOWN).with("leaseId", leaseId);
        return door.reading(
                place,
                leases.deed(leaseId),
                event,
                spot -> leases.find(spot, id, leaseId)
                        .chain(found -> seal.open(found.lease())
                                .map(username ->
                                        new LeaseView.One(LeaseView.of(found.lease(), username, found.secret())))));
    }

    Uni<LeaseView.All> list(String name, PlaceWish wish) {
        Validation valid = new Validation();
        Place place = wish.checked(valid);
        valid.done();
        AccessEvent event = current.event(LeaseEvents.LISTED).with("dynamicSecretName", name);
        return door.reading(
                place,
                door.named(DynamicSecretDoor.LEASE, name),
                event,
                spot -> door.find(spot, name)
                        .chain(secret -> store.list(secret.id()))
                        .onItem()
                        .transformToMulti(all -> Multi.createFrom().iterable(all))
                        .onItem()
                        .transformToUniAndConcatenate(
                                lease -> seal.open(lease).map(username -> LeaseView.of(lease, username)))
                        .collect()
                        .asList()
                        .map(LeaseView.All::new));
    }
}
