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
import dev.claviger.sync.dynamicsecret.DynamicSecretView;
import dev.claviger.sync.dynamicsecret.Inputs;
import dev.claviger.sync.dynamicsecret.PlaceWish.Place;
import dev.claviger.sync.dynamicsecret.Spot;
import dev.claviger.sync.dynamicsecret.Ttl;
import dev.claviger.sync.lease.LeaseView.Data;
import dev.claviger.sync.lease.LeaseView.Given;
import dev.claviger.sync.lease.LeaseWish.Creation;
import dev.claviger.sync.sqllogin.Login;
import dev.claviger.sync.sqllogin.LoginMaker;
import dev.claviger.sync.sqllogin.NotMade;
import dev.claviger.sync.sqllogin.SqlLoginClient;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Giving leases. The lease stands here before its login is made and is activated, together with its record, before anybody gets the password;
 * wherever that breaks off, what is left is ended.
 */
@ApplicationScoped
class Leases {
    private final CurrentRequest current;
    private final DynamicSecretDoor door;
    private final LeaseStore store;
    private final LeaseSeal seal;
    private final LoginMaker logins;
    private final SqlLoginClient server;
    private final EndLoop ends;
    private final Outbox outbox;
    private final DynamicSecretConfig config;
    private final Ids ids;

    Leases(
            CurrentRequest current,
            DynamicSecretDoor door,
            LeaseStore store,
            LeaseSeal seal,
            LoginMaker logins,
            SqlLoginClient server,
            EndLoop ends,
            Outbox outbox,
            DynamicSecretConfig config,
            Ids ids) {
        this.current = current;
        this.door = door;
        this.store = store;
        this.seal = seal;
        this.logins = logins;
        this.server = server;
        this.ends = ends;
        this.outbox = outbox;
        this.config = config;
        this.ids = ids;
    }

    /** A lease that is about to be given. */
    private record Draft(
            UUID id,
            DynamicSecret secret,
            Inputs inputs,
            Login login,
            Duration ttl,
            @Nullable JsonObject config) {}

    /** Fails as http-api.md 8.3 says; whatever fails, no login stays. */
    Uni<Given> give(Creation wish) {
        Validation valid = new Validation();
        Place place = wish.place().checked(valid);
        String name = LeaseWish.name(valid, wish.dynamicSecretName());
        Optional<Ttl> ttl = Ttl.optional(valid, "ttl", wish.ttl());
        @Nullable JsonObject settings = LeaseWish.config(valid, wish.config());
        valid.done();
        AccessEvent event = current.event(LeaseEvents.CREATED).with("dynamicSecretName", name);
        return door.changing(
                place,
                door.named(DynamicSecretDoor.LEASE, name),
                event,
                spot -> door.find(spot, name)
                        .chain(secret -> draft(secret, ttl, settings))
                        .chain(draft -> give(spot, draft)));
    }

    /** Always refused, but only after the same questions. */
    Uni<Given> giveKubernetes(Creation wish) {
        Validation valid = new Validation();
        Place place = wish.place().checked(valid);
        String name = LeaseWish.name(valid, wish.dynamicSecretName());
        valid.done();
        AccessEvent event = current.event(LeaseEvents.CREATED).with("dynamicSecretName", name);
        return door.changing(
                place,
                door.named(DynamicSecretDoor.LEASE, name),
                event,
                spot -> door.find(spot, name).chain(found -> Uni.createFrom().failure(new NotKubernetes())));
    }

    private Uni<Draft> draft(DynamicSecret secret, Optional<Ttl> wanted, @Nullable JsonObject settings) {
        if (secret.isDoomed()) {
            throw new BeingDeleted();
        }
        Ttl ttl = wanted.orElse(secret.defaultTtl());
        @Nullable Ttl most = secret.maxTtl();
        if (most != null && ttl.duration().compareTo(most.duration()) > 0) {
            throw TtlTooLong.atFirst();
        }
        return door.inputs(secret.inputsId())
                .map(inputs -> new Draft(
                        ids.nextPublic(),
                        secret,
                        inputs,
                        logins.make(
                                secret.usernames(),
                                inputs.requirements(),
                                current.caller().name()),
                        ttl.duration(),
                        settings));
    }

    private Uni<Given> give(Spot spot, Draft draft) {
        return seal.seal(draft.id(), draft.login().username())
                .chain(closed -> outbox.transaction(tx -> store.reserve(
                        tx,
                        draft.id(),
                        draft.secret(),
                        closed,
                        draft.config(),
                        draft.ttl(),
                        Ends.hold(config),
                        config.mostLeases())))
                .chain(lease -> make(draft, lease)
                        .chain(() -> activate(spot, draft, lease))
                        .replaceWith(() -> given(draft, lease)));
    }

    private Uni<Void> make(Draft draft, Lease lease) {
        return server.make(
                        draft.inputs().account(),
                        draft.inputs().creation(),
                        lease.id(),
                        draft.login(),
                        lease.expireAt(),
                        config.serverTimeout())
                .onFailure(NotMade.class)
                .recoverWithUni(problem -> giveUp(lease, problem));
    }

    /** What surely was not made needs no end, which might not even be possible; what may have been made gets one at once. */
    private Uni<Void> giveUp(Lease lease, NotMade problem) {
        Uni<Void> cleared = problem.mayExist() ? store.abandon(lease) : store.forget(lease.id());
        return quietly(lease, cleared)
                .invoke(ends::look)
                .chain(() -> Uni.createFrom().failure(LeaseNotGiven.because(problem)));
    }

    /** When the record or the commit fails, nobody hears the password, and the login ends. */
    private Uni<Void> activate(Spot spot, Draft draft, Lease lease) {
        AccessEvent event = LeaseEvents.about(
                spot.event(), draft.secret(), lease, draft.login().username());
        return outbox.transaction(tx -> store.activate(tx, lease.id())
                        .invoke(Leases::requireWanted)
                        .invoke(() -> tx.record(event)))
                .onFailure()
                .call(problem -> quietly(lease, store.abandon(lease)).invoke(ends::look))
                .replaceWithVoid();
    }

    private static void requireWanted(boolean isWanted) {
        if (!isWanted) {
            throw LeaseNotGiven.meanwhile();
        }
    }

    /** What cannot be stored now is found by the clock. */
    private static Uni<Void> quietly(Lease lease, Uni<Void> cleared) {
        return cleared.onFailure()
                .invoke(failed -> Log.warnf(
                        "lease not cleared lease=%s cause=%s",
                        lease.id(), failed.getClass().getName()))
                .onFailure()
                .recoverWithNull();
    }

    private static Given given(Draft draft, Lease lease) {
        return new Given(
                LeaseView.of(lease, draft.login().username()),
                DynamicSecretView.of(draft.secret()),
                Data.of(draft.login()));
    }
}
