package dev.claviger.auth.organization;

import java.text.Normalizer;
import java.util.Locale;
import java.util.UUID;

/** A tenant. */
public record Organization(UUID id, String name, String slug) {
    private static final int MAX_SLUG = 48;

    /** Makes a slug out of a name: letters, digits and single hyphens, with the start of the id so that names may repeat. */
    public static Organization named(UUID id, String name) {
        String plain = Normalizer.normalize(name, Normalizer.Form.NFKD)
                .toLowerCase(Locale.ROOT)
                .replaceAll("\\p{M}", "")
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-|-$", "");
        String words = plain.length() <= MAX_SLUG
                ? plain
                : plain.substring(0, MAX_SLUG).replaceAll("-$", "");
        String suffix = id.toString().substring(0, 4);
        return new Organization(id, name, words.isEmpty() ? suffix : words + "-" + suffix);
    }
}
