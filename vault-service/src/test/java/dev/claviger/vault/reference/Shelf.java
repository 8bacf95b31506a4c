package dev.claviger.vault.reference;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.claviger.kernel.Secret;
import dev.claviger.kernel.event.SecretRef;
import io.smallrye.mutiny.Uni;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** A library in memory. A lazy one knows a folder only after it was loaded. */
final class Shelf implements Library {
    private final Map<Address, String> values = new HashMap<>();
    private final Set<Address> forbidden = new HashSet<>();
    private final Set<Place> loaded = new HashSet<>();
    private final boolean lazy;
    int rounds;

    private Shelf(boolean lazy) {
        this.lazy = lazy;
    }

    static Shelf eager() {
        return new Shelf(false);
    }

    Shelf asLazy() {
        Shelf copy = new Shelf(true);
        copy.values.putAll(values);
        copy.forbidden.addAll(forbidden);
        return copy;
    }

    @CanIgnoreReturnValue
    Shelf with(String place, String key, String value) {
        values.put(at(place, key), value);
        return this;
    }

    @CanIgnoreReturnValue
    Shelf forbid(String place, String key) {
        forbidden.add(at(place, key));
        return this;
    }

    Reading reading(String place, String key) {
        return reading(place, key, false);
    }

    Reading reading(String place, String key, boolean skipMultilineEncoding) {
        return reading(at(place, key), skipMultilineEncoding);
    }

    List<Reading> all() {
        return values.keySet().stream()
                .sorted((one, other) -> one.toString().compareTo(other.toString()))
                .map(address -> reading(address, false))
                .toList();
    }

    private Reading reading(Address address, boolean skipMultilineEncoding) {
        return new Reading(address, Secret.of(values.getOrDefault(address, "")), skipMultilineEncoding);
    }

    /** {@code dev:/f} is folder f of dev, {@code @shop.dev:/f} that of another project. */
    static Address at(String place, String key) {
        int colon = place.indexOf(':');
        int dot = place.startsWith("@") ? place.indexOf('.') : 0;
        String project = dot == 0 ? "" : place.substring(1, dot);
        String environment = place.substring(dot == 0 ? 0 : dot + 1, colon);
        return new Address(new Place(project, environment, place.substring(colon + 1)), key);
    }

    @Override
    public Target find(Address address) {
        if (lazy && !loaded.contains(address.place())) {
            return new Target.Unloaded();
        }
        if (forbidden.contains(address)) {
            return new Target.Denied();
        }
        return values.containsKey(address)
                ? new Target.Found(ref(address), Secret.of(values.getOrDefault(address, "")))
                : new Target.Absent();
    }

    @Override
    public Uni<Void> load(Set<Place> places) {
        rounds++;
        loaded.addAll(places);
        return Uni.createFrom().voidItem();
    }

    static SecretRef ref(Address address) {
        return new SecretRef(
                UUID.nameUUIDFromBytes(address.toString().getBytes(UTF_8)),
                address.key(),
                1,
                address.place().environment(),
                address.place().path());
    }
}
