package dev.claviger.sync.dynamicsecret;

import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.http.CurrentRequest;
import dev.claviger.kernel.http.Validation;
import dev.claviger.sync.dynamicsecret.DynamicSecretView.All;
import dev.claviger.sync.dynamicsecret.DynamicSecretView.One;
import dev.claviger.sync.dynamicsecret.PlaceWish.Place;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Showing dynamic secrets. */
@ApplicationScoped
class DynamicSecretLookups {
    private static final String LISTED = "list-dynamic-secrets";
    private static final String SHOWN = "get-dynamic-secret";

    private final CurrentRequest current;
    private final DynamicSecretDoor door;
    private final DynamicSecretStore store;

    DynamicSecretLookups(CurrentRequest current, DynamicSecretDoor door, DynamicSecretStore store) {
        this.current = current;
        this.door = door;
        this.store = store;
    }

    /** Those that the caller may read, without inputs. */
    Uni<All> list(PlaceWish wish) {
        return door.recorded(
                place(wish),
                current.event(LISTED),
                spot -> store.list(current.caller().orgId(), spot)
                        .chain(all -> door.allowed(spot, DynamicSecretDoor.READ, all))
                        .map(found -> new All(
                                found.stream().map(DynamicSecretView::of).toList())));
    }

    /** With its inputs. */
    Uni<One> show(String name, PlaceWish wish) {
        AccessEvent event =
                current.event(SHOWN).with("dynamicSecretName", name).with("dynamicSecretType", DynamicSecret.TYPE);
        return door.reading(
                place(wish),
                door.named(DynamicSecretDoor.READ, name),
                event,
                spot -> door.find(spot, name)
                        .chain(found -> door.inputs(found.inputsId())
                                .map(inputs -> new One(DynamicSecretView.of(found, inputs)))));
    }

    private static Place place(PlaceWish wish) {
        Validation valid = new Validation();
        Place place = wish.checked(valid);
        valid.done();
        return place;
    }
}
