package dev.claviger.sync.dynamicsecret;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.Validation;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.sync.dynamicsecret.DynamicSecretDoor.Deed;
import dev.claviger.sync.dynamicsecret.DynamicSecretView.One;
import dev.claviger.sync.dynamicsecret.DynamicSecretWish.Change;
import dev.claviger.sync.dynamicsecret.DynamicSecretWish.Data;
import dev.claviger.sync.dynamicsecret.PlaceWish.Place;
import dev.claviger.sync.sqllogin.SqlLoginClient;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Changing dynamic secrets. Leases that were given already end as the changed inputs say, unless those lead to another server. */
@ApplicationScoped
class DynamicSecretChanges {
    private static final String UPDATED = "update-dynamic-secret";
    private static final Data NOTHING = new Data(null, null, null, null, null, null);

    private final CurrentRequest current;
    private final DynamicSecretDoor door;
    private final DynamicSecretStore store;
    private final DynamicSecrets secrets;
    private final InputsSeal seal;
    private final SqlLoginClient server;
    private final Outbox outbox;
    private final DynamicSecretConfig config;
    private final Ids ids;

    DynamicSecretChanges(
            CurrentRequest current,
            DynamicSecretDoor door,
            DynamicSecretStore store,
            DynamicSecrets secrets,
            InputsSeal seal,
            SqlLoginClient server,
            Outbox outbox,
            DynamicSecretConfig config,
            Ids ids) {
        this.current = current;
        this.door = door;
        this.store = store;
        this.secrets = secrets;
        this.seal = seal;
        this.server = server;
        this.outbox = outbox;
        this.config = config;
        this.ids = ids;
    }

    /** The definition after a change. */
    private record Changed(DynamicSecret secret, Inputs inputs, boolean isElsewhere) {}

    /** Logs in at the server first. Nobody moves one by its metadata to where they may not change it, nor from there. */
    Uni<One> update(String name, Change wish) {
        Validation valid = new Validation();
        Place place = wish.place().checked(valid);
        valid.done();
        Data data = wish.data() == null ? NOTHING : wish.data();
        AccessEvent event = current.event(UPDATED).with("dynamicSecretName", name);
        return door.changing(
                place,
                door.named(DynamicSecretDoor.EDIT, name),
                event,
                spot -> door.find(spot, name)
                        .invoke(DynamicSecretChanges::requireAlive)
                        .chain(before -> door.inputs(before.inputsId()).map(inputs -> changed(before, inputs, data)))
                        .call(changed -> door.require(
                                spot,
                                Deed.on(DynamicSecretDoor.EDIT, changed.secret().metadata())))
                        .call(changed -> server.check(changed.inputs().account(), config.serverTimeout()))
                        .call(changed -> store(spot, changed))
                        .chain(changed -> door.find(spot, changed.secret().name())
                                .chain(stored -> secrets.shown(spot, stored, changed.inputs()))));
    }

    private static void requireAlive(DynamicSecret secret) {
        if (secret.isDoomed()) {
            throw new BeingDeleted();
        }
    }

    private Changed changed(DynamicSecret before, Inputs inputs, Data data) {
        Validation valid = new Validation();
        Inputs after = data.inputs() == null ? inputs : after(valid, inputs, data.inputs());
        String name = data.newName() == null || data.newName().isBlank()
                ? before.name()
                : DynamicSecretWish.name(valid, "data.newName", data.newName());
        Ttl defaultTtl =
                Ttl.optional(valid, "data.defaultTTL", data.defaultTTL()).orElse(before.defaultTtl());
        @Nullable Ttl maxTtl = Ttl.optional(valid, "data.maxTTL", data.maxTTL()).orElse(before.maxTtl());
        DynamicSecrets.requireOrder(valid, defaultTtl, maxTtl);
        @Nullable
        String usernames = data.usernameTemplate() == null
                ? before.usernameTemplate()
                : DynamicSecretWish.usernames(valid, "data.usernameTemplate", data.usernameTemplate());
        var metadata = data.metadata() == null
                ? before.metadata()
                : DynamicSecretWish.metadata(valid, "data.metadata", data.metadata());
        valid.done();
        boolean isElsewhere = !after.account().isSamePlace(inputs.account());
        UUID inputsId = isElsewhere ? ids.next() : before.inputsId();
        return new Changed(
                new DynamicSecret(
                        before.id(),
                        before.orgId(),
                        before.projectId(),
                        before.environment(),
                        before.folderId(),
                        before.path(),
                        name,
                        inputsId,
                        defaultTtl,
                        maxTtl,
                        usernames,
                        metadata,
                        before.version(),
                        false,
                        false,
                        false,
                        null,
                        before.createdAt(),
                        before.updatedAt()),
                after,
                isElsewhere);
    }

    private static Inputs after(Validation valid, Inputs before, InputsWish wish) {
        if (wish.client() != null && !wish.client().isBlank() && !wish.client().equals(InputsWish.POSTGRES)) {
            throw new NoSuchProvider();
        }
        return wish.checked("data.inputs", valid, before);
    }

    private Uni<Void> store(Spot spot, Changed changed) {
        DynamicSecret secret = changed.secret();
        return seal.seal(secret.inputsId(), changed.inputs())
                .chain(closed -> outbox.transaction(tx -> store.update(tx, secret, closed, changed.isElsewhere())
                        .invoke(DynamicSecretChanges::requireOurs)
                        .invoke(() -> tx.record(spot.event()
                                .with("dynamicSecretType", DynamicSecret.TYPE)
                                .with("dynamicSecretId", secret.id())
                                .with("newDynamicSecretName", secret.name())
                                .with("changesServer", changed.isElsewhere())))))
                .replaceWithVoid();
    }

    private static void requireOurs(boolean isOurs) {
        if (!isOurs) {
            throw new ChangedMeanwhile();
        }
    }
}
