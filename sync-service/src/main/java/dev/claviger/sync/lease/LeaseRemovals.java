package dev.claviger.sync.lease;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.Validation;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.sync.dynamicsecret.DynamicSecret;
import dev.claviger.sync.dynamicsecret.DynamicSecretConfig;
import dev.claviger.sync.dynamicsecret.DynamicSecretDoor;
import dev.claviger.sync.dynamicsecret.DynamicSecretView;
import dev.claviger.sync.dynamicsecret.PlaceWish.Place;
import dev.claviger.sync.dynamicsecret.Spot;
import dev.claviger.sync.lease.LeaseWish.Removal;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** Ending leases, and deleting dynamic secrets, because somebody wants it. */
@ApplicationScoped
class LeaseRemovals {
    private final CurrentRequest current;
    private final DynamicSecretDoor door;
    private final LeaseDoor leases;
    private final EndStore ends;
    private final DoomStore dooms;
    private final Ends ending;
    private final EndLoop loop;
    private final Outbox outbox;
    private final DynamicSecretConfig config;
    private final Ids ids;

    LeaseRemovals(
            CurrentRequest current,
            DynamicSecretDoor door,
            LeaseDoor leases,
            EndStore ends,
            DoomStore dooms,
            Ends ending,
            EndLoop loop,
            Outbox outbox,
            DynamicSecretConfig config,
            Ids ids) {
        this.current = current;
        this.door = door;
        this.leases = leases;
        this.ends = ends;
        this.dooms = dooms;
        this.ending = ending;
        this.loop = loop;
        this.outbox = outbox;
        this.config = config;
        this.ids = ids;
    }

    /** What cannot be ended now says so and is tried again; what is forced is tried once and then forgotten. */
    Uni<LeaseView.One> end(String id, Removal wish) {
        Validation valid = new Validation();
        Place place = wish.place().checked(valid);
        UUID leaseId = valid.id("leaseId", id);
        valid.done();
        AccessEvent event =
                current.event(LeaseEvents.ENDED).with("leaseId", leaseId).with("isForced", wish.forced());
        UUID owner = ids.next();
        return door.changing(
                place,
                leases.deed(leaseId),
                event,
                spot -> leases.find(spot, id, leaseId)
                        .chain(found -> ends.claim(leaseId, owner, Ends.hold(config)))
                        .map(claimed -> claimed.orElseThrow(() -> new LeaseNotFound(id)))
                        .chain(lease -> ending.attempt(lease)
                                .chain(tried -> settle(spot, lease, owner, tried, wish.forced()))));
    }

    private Uni<LeaseView.One> settle(Spot spot, Lease lease, UUID owner, Ending tried, boolean forced) {
        AccessEvent event = LeaseEvents.about(spot.event(), tried.secret(), lease, tried.username());
        return outbox.transaction(tx -> ending.settle(tx, lease, owner, tried, forced)
                        .invoke(() -> tx.record(Ends.told(event, tried, forced))))
                .call(() -> ending.leaveServer(lease, tried))
                .replaceWith(() -> new LeaseView.One(LeaseView.of(shown(lease, tried, forced), tried.username())));
    }

    private static Lease shown(Lease lease, Ending tried, boolean forced) {
        return new Lease(
                lease.id(),
                lease.secretId(),
                lease.inputsId(),
                lease.state(),
                lease.sealed(),
                lease.config(),
                lease.version(),
                lease.expireAt(),
                lease.attempts(),
                forced ? null : tried.problem(),
                lease.createdAt(),
                lease.updatedAt());
    }

    /** While it has leases it stays, and says how far it is; one that is forced is seen no more, and goes behind the scenes. */
    Uni<DynamicSecretView.One> delete(String name, Removal wish) {
        Validation valid = new Validation();
        Place place = wish.place().checked(valid);
        valid.done();
        AccessEvent event = current.event(LeaseEvents.REMOVED)
                .with("dynamicSecretName", name)
                .with("isForced", wish.forced());
        return door.changing(
                place,
                door.named(DynamicSecretDoor.DELETE, name),
                event,
                spot -> door.find(spot, name)
                        .chain(secret -> delete(spot, secret, wish.forced())
                                .chain(gone ->
                                        gone || wish.forced() ? Uni.createFrom().item(secret) : door.find(spot, name)))
                        .map(secret -> new DynamicSecretView.One(DynamicSecretView.of(secret))));
    }

    private Uni<Boolean> delete(Spot spot, DynamicSecret secret, boolean forced) {
        return outbox.transaction(tx -> dooms.doom(tx, secret.id(), forced)
                .chain(() -> ends.removeDone(tx, secret.id()))
                .invoke(gone -> {
                    tx.record(LeaseEvents.about(spot.event(), secret).with("isGone", gone));
                    tx.afterCommit(loop::look);
                }));
    }
}
