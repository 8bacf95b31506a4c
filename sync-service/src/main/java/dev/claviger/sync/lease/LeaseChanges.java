package dev.claviger.sync.lease;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.Validation;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.sync.dynamicsecret.BeingDeleted;
import dev.claviger.sync.dynamicsecret.DynamicSecret;
import dev.claviger.sync.dynamicsecret.DynamicSecretConfig;
import dev.claviger.sync.dynamicsecret.DynamicSecretDoor;
import dev.claviger.sync.dynamicsecret.Inputs;
import dev.claviger.sync.dynamicsecret.PlaceWish.Place;
import dev.claviger.sync.dynamicsecret.Spot;
import dev.claviger.sync.dynamicsecret.Ttl;
import dev.claviger.sync.lease.LeaseDoor.Found;
import dev.claviger.sync.lease.LeaseWish.Renewal;
import dev.claviger.sync.sqllogin.SqlLoginClient;
import dev.claviger.sync.sqllogin.SqlRefused;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Renewing leases. The login is prolonged before the lease is, so that whatever breaks off in between, the lease does not last longer than
 * its login.
 */
@ApplicationScoped
class LeaseChanges {
    private final CurrentRequest current;
    private final DynamicSecretDoor door;
    private final LeaseDoor leases;
    private final LeaseStore store;
    private final LeaseSeal seal;
    private final SqlLoginClient server;
    private final Outbox outbox;
    private final DynamicSecretConfig config;
    private final Ids ids;

    LeaseChanges(
            CurrentRequest current,
            DynamicSecretDoor door,
            LeaseDoor leases,
            LeaseStore store,
            LeaseSeal seal,
            SqlLoginClient server,
            Outbox outbox,
            DynamicSecretConfig config,
            Ids ids) {
        this.current = current;
        this.door = door;
        this.leases = leases;
        this.store = store;
        this.seal = seal;
        this.server = server;
        this.outbox = outbox;
        this.config = config;
        this.ids = ids;
    }

    /** A longer life for a lease that this call has to itself. */
    private record Plan(Found found, Inputs inputs, String username, Instant expireAt, UUID owner) {}

    /** Fails with {@link TtlTooLong}, {@link LeaseNotFound} and {@link LeaseBusy}, and as the server refuses it. */
    Uni<LeaseView.One> renew(String id, Renewal wish) {
        Validation valid = new Validation();
        Place place = wish.place().checked(valid);
        UUID leaseId = valid.id("leaseId", id);
        Optional<Ttl> ttl = Ttl.optional(valid, "ttl", wish.ttl());
        valid.done();
        AccessEvent event = current.event(LeaseEvents.RENEWED).with("leaseId", leaseId);
        return door.changing(
                place,
                leases.deed(leaseId),
                event,
                spot -> leases.find(spot, id, leaseId)
                        .chain(found -> plan(found, ttl))
                        .call(plan -> store.claimRenewal(plan.found().lease(), plan.owner(), Ends.hold(config)))
                        .chain(plan -> renew(spot, plan)));
    }

    private Uni<Plan> plan(Found found, Optional<Ttl> wanted) {
        Lease lease = found.lease();
        DynamicSecret secret = found.secret();
        if (secret.isDoomed()) {
            throw new BeingDeleted();
        }
        if (lease.state() != Lease.State.ACTIVE) {
            throw new LeaseNotFound(lease.id().toString());
        }
        Instant expireAt =
                lease.expireAt().plus(wanted.orElse(secret.defaultTtl()).duration());
        @Nullable Ttl most = secret.maxTtl();
        Duration longest = most == null ? Ttl.LONGEST : most.duration();
        if (expireAt.isAfter(lease.createdAt().plus(longest))) {
            throw TtlTooLong.atRenewal();
        }
        return door.inputs(lease.inputsId())
                .invoke(LeaseChanges::requireMeans)
                .chain(inputs ->
                        seal.open(lease).map(username -> new Plan(found, inputs, username, expireAt, ids.next())));
    }

    private static void requireMeans(Inputs inputs) {
        if (inputs.endsByItself()) {
            throw TtlTooLong.withoutStatement();
        }
    }

    private Uni<LeaseView.One> renew(Spot spot, Plan plan) {
        Lease lease = plan.found().lease();
        return server.prolong(
                        plan.inputs().account(),
                        plan.inputs().renewal(),
                        lease.id(),
                        plan.username(),
                        plan.expireAt(),
                        config.serverTimeout())
                .onFailure(SqlRefused.class)
                .transform(refused -> TtlTooLong.atServer(refused.text()))
                .chain(() -> outbox.transaction(tx -> store.renew(tx, lease.id(), plan.owner(), plan.expireAt())
                        .map(renewed -> renewed.orElseThrow(
                                () -> new LeaseNotFound(lease.id().toString())))
                        .invoke(renewed -> tx.record(
                                LeaseEvents.about(spot.event(), plan.found().secret(), renewed, plan.username())))))
                .onFailure()
                .call(() -> store.release(lease.id(), plan.owner()).onFailure().recoverWithNull())
                .map(renewed -> new LeaseView.One(LeaseView.of(renewed, plan.username())));
    }
}
