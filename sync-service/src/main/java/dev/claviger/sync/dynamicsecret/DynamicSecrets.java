package dev.claviger.sync.dynamicsecret;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.Validation;
import dev.claviger.kernel.outbox.Outbox;
import dev.claviger.sync.dynamicsecret.DynamicSecretDoor.Deed;
import dev.claviger.sync.dynamicsecret.DynamicSecretView.One;
import dev.claviger.sync.dynamicsecret.DynamicSecretWish.Creation;
import dev.claviger.sync.dynamicsecret.DynamicSecretWish.ProviderWish;
import dev.claviger.sync.dynamicsecret.PlaceWish.Place;
import dev.claviger.sync.sqllogin.SqlLoginClient;
import dev.claviger.sync.vault.SourceClient;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Making dynamic secrets. */
@ApplicationScoped
class DynamicSecrets {
    private static final String CREATED = "create-dynamic-secret";

    private final CurrentRequest current;
    private final DynamicSecretDoor door;
    private final DynamicSecretStore store;
    private final InputsSeal seal;
    private final SqlLoginClient server;
    private final SourceClient sources;
    private final Outbox outbox;
    private final DynamicSecretConfig config;
    private final Clock clock;
    private final Ids ids;

    DynamicSecrets(
            CurrentRequest current,
            DynamicSecretDoor door,
            DynamicSecretStore store,
            InputsSeal seal,
            SqlLoginClient server,
            SourceClient sources,
            Outbox outbox,
            DynamicSecretConfig config,
            Clock clock,
            Ids ids) {
        this.current = current;
        this.door = door;
        this.store = store;
        this.seal = seal;
        this.server = server;
        this.sources = sources;
        this.outbox = outbox;
        this.config = config;
        this.clock = clock;
        this.ids = ids;
    }

    /** What of a request needs no looking up. */
    private record Checked(
            String name,
            Inputs inputs,
            Ttl defaultTtl,
            @Nullable Ttl maxTtl,
            @Nullable String usernames,
            List<Metadatum> metadata) {}

    /** Logs in at the server first. */
    Uni<One> create(Creation wish) {
        Validation valid = new Validation();
        Place place = wish.place().checked(valid);
        Checked checked = checked(valid, wish);
        valid.done();
        UUID id = ids.nextPublic();
        AccessEvent event = current.event(CREATED)
                .with("dynamicSecretName", checked.name())
                .with("dynamicSecretType", DynamicSecret.TYPE)
                .with("dynamicSecretId", id)
                .with("defaultTTL", checked.defaultTtl().text());
        return door.changing(
                place,
                Deed.on(DynamicSecretDoor.CREATE, checked.metadata()),
                event,
                spot -> server.check(checked.inputs().account(), config.serverTimeout())
                        .chain(() -> insert(spot, id, checked))
                        .chain(() -> door.find(spot, checked.name()))
                        .chain(made -> shown(spot, made, checked.inputs())));
    }

    private static Checked checked(Validation valid, Creation wish) {
        String name = DynamicSecretWish.name(valid, "name", wish.name());
        InputsWish inputs = inputs(valid, wish.provider());
        Ttl defaultTtl = Ttl.required(valid, "defaultTTL", wish.defaultTTL());
        @Nullable Ttl maxTtl = Ttl.optional(valid, "maxTTL", wish.maxTTL()).orElse(null);
        requireOrder(valid, defaultTtl, maxTtl);
        return new Checked(
                name,
                inputs.checked("provider.inputs", valid),
                defaultTtl,
                maxTtl,
                DynamicSecretWish.usernames(valid, "usernameTemplate", wish.usernameTemplate()),
                DynamicSecretWish.metadata(valid, "metadata", wish.metadata()));
    }

    static void requireOrder(Validation valid, Ttl defaultTtl, @Nullable Ttl maxTtl) {
        valid.check(
                maxTtl == null || defaultTtl.duration().compareTo(maxTtl.duration()) <= 0,
                "defaultTTL",
                "Must not be longer than maxTTL");
    }

    /** Fails with {@link NoSuchProvider} rather than with what the inputs of another one lack. */
    private static InputsWish inputs(Validation valid, @Nullable ProviderWish provider) {
        String type = valid.text("provider.type", provider == null ? null : provider.type());
        @Nullable InputsWish inputs = provider == null ? null : provider.inputs();
        valid.check(inputs != null, "provider.inputs", "Required");
        if (inputs == null) {
            valid.done();
            throw new IllegalStateException("an absent field was noted");
        }
        if (!type.isEmpty() && !type.equals(DynamicSecret.TYPE)) {
            throw new NoSuchProvider();
        }
        String client = valid.text("provider.inputs.client", inputs.client());
        if (!client.isEmpty() && !client.equals(InputsWish.POSTGRES)) {
            throw new NoSuchProvider();
        }
        return inputs;
    }

    private Uni<Void> insert(Spot spot, UUID id, Checked checked) {
        UUID inputsId = ids.next();
        return sources.find(spot.projectId(), spot.environment(), spot.path(), current.bearer(), current.origin())
                .chain(source -> sources.line(
                                spot.projectId(), spot.environment(), spot.path(), current.bearer(), current.origin())
                        .chain(line -> seal.seal(inputsId, checked.inputs())
                                .chain(closed -> outbox.transaction(tx -> store.insert(
                                                tx,
                                                made(spot, id, source.folderId(), inputsId, checked),
                                                source,
                                                line,
                                                closed)
                                        .invoke(() -> tx.record(spot.event()))))));
    }

    private DynamicSecret made(Spot spot, UUID id, @Nullable UUID folderId, UUID inputsId, Checked checked) {
        Instant now = clock.instant();
        return new DynamicSecret(
                id,
                current.caller().orgId(),
                spot.projectId(),
                spot.environment(),
                folderId,
                spot.path(),
                checked.name(),
                inputsId,
                checked.defaultTtl(),
                checked.maxTtl(),
                checked.usernames(),
                checked.metadata(),
                1,
                false,
                false,
                false,
                null,
                now,
                now);
    }

    /** Whoever may not read the password does not read the one that somebody else gave, either. */
    Uni<One> shown(Spot spot, DynamicSecret secret, Inputs inputs) {
        return door.has(spot, DynamicSecretDoor.READ, secret.metadata())
                .map(mayRead -> new One(mayRead ? DynamicSecretView.of(secret, inputs) : DynamicSecretView.of(secret)));
    }
}
