package dev.claviger.vault.reference;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where one secret stands: what a reference points to. */
public record Address(Place place, String key) {
    private static final Pattern PROJECT = Pattern.compile("@[a-z0-9_-]+");

    /**
     * Reads the text between the braces, seen from a secret in {@code here}: one part is a key in the same folder, more are
     * environment, folders and key, behind the project where that is another one. Empty when a part is empty or the project is no
     * slug, for no secret can have such an address.
     */
    static Optional<Address> parse(String text, Place here) {
        List<String> parts = List.of(text.split("\\.", -1));
        if (parts.contains("")) {
            return Optional.empty();
        }
        if (text.startsWith("@")) {
            return parts.size() > 2 && PROJECT.matcher(parts.getFirst()).matches()
                    ? Optional.of(inProject(parts.getFirst().substring(1), parts.subList(1, parts.size())))
                    : Optional.empty();
        }
        return Optional.of(parts.size() == 1 ? new Address(here, text) : inProject(here.project(), parts));
    }

    private static Address inProject(String project, List<String> parts) {
        String path = "/" + String.join("/", parts.subList(1, parts.size() - 1));
        return new Address(new Place(project, parts.getFirst(), path), parts.getLast());
    }
}
