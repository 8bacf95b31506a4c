package dev.claviger.vault.reference;

import java.util.List;
import java.util.Optional;

/** Where one secret stands: what a reference points to. */
public record Address(Place place, String key) {

    /**
     * Reads the text between the braces, seen from a secret in {@code here}: one part is a key in the same folder, more are
     * environment, folders and key. Empty when a part is empty, for no secret can have such an address.
     */
    static Optional<Address> parse(String text, Place here) {
        List<String> parts = List.of(text.split("\\.", -1));
        if (parts.contains("")) {
            return Optional.empty();
        }
        if (parts.size() == 1) {
            return Optional.of(new Address(here, text));
        }
        String path = "/" + String.join("/", parts.subList(1, parts.size() - 1));
        return Optional.of(new Address(new Place(parts.getFirst(), path), parts.getLast()));
    }
}
