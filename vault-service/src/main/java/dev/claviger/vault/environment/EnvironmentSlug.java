package dev.claviger.vault.environment;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.claviger.kernel.http.InvalidInput;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The short name of an environment in canonical form: lower-case letters, digits and single hyphens between them (http-api.md 1.7). */
public record EnvironmentSlug(@JsonValue String text) {
    public static final int MAX_LENGTH = 64;
    private static final Pattern ASCII = Pattern.compile("[A-Za-z0-9-]+");
    private static final Pattern CANONICAL = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

    /** Takes a slug that is canonical already; others cannot exist. */
    public EnvironmentSlug {
        if (text.length() > MAX_LENGTH || !CANONICAL.matcher(text).matches()) {
            throw new IllegalArgumentException("not a canonical slug");
        }
    }

    /**
     * Reads a slug from a request: outer white space goes, capitals become small. Letters of other alphabets are refused before
     * that, because some of them would turn into ours. Refuses with {@link InvalidInput}.
     */
    public static EnvironmentSlug parse(String field, @Nullable String given) {
        if (given == null || given.isBlank()) {
            throw InvalidInput.of(field, "Required");
        }
        String trimmed = given.strip();
        String slug = trimmed.toLowerCase(Locale.ROOT);
        if (trimmed.length() > MAX_LENGTH
                || !ASCII.matcher(trimmed).matches()
                || !CANONICAL.matcher(slug).matches()) {
            throw InvalidInput.of(
                    field, "Must be a slug of 1 to %d letters, digits and single hyphens".formatted(MAX_LENGTH));
        }
        return new EnvironmentSlug(slug);
    }

    @Override
    public String toString() {
        return text;
    }
}
