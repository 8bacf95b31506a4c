package dev.claviger.vault.secret;

import dev.claviger.kernel.http.InvalidInput;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of a secret inside its folder, in canonical form: without outer white space, in Unicode normalisation form C. Case counts.
 *
 * <p>Two names that look the same because of composed and decomposed letters are the same (security.md T1).
 */
public record SecretName(String text) {
    private static final int MAX_LENGTH = 255;
    private static final Pattern UNUSABLE = Pattern.compile("[\\p{Cntrl}\\p{Cs}]");
    private static final Pattern REFUSED = Pattern.compile("[:/\\p{Z}\\p{C}]");

    /** Reads the name of a secret that may exist already; refuses with {@link InvalidInput} what no secret can be called. */
    public static SecretName parse(String field, @Nullable String given) {
        if (given == null || given.isBlank()) {
            throw InvalidInput.of(field, "Required");
        }
        String name = Normalizer.normalize(given.strip(), Normalizer.Form.NFC);
        if (name.length() > MAX_LENGTH || UNUSABLE.matcher(name).find()) {
            throw InvalidInput.of(
                    field, "Must be at most %d characters without control characters".formatted(MAX_LENGTH));
        }
        return new SecretName(name);
    }

    /** Checks the name of a secret that is to be created; the rules are those of http-api.md 1.7. */
    public void requireNew(String field) {
        if (REFUSED.matcher(text).find()) {
            throw InvalidInput.of(field, "Must not contain a space, a colon, a slash or an invisible character");
        }
    }

    boolean isCapital() {
        return text.equals(text.toUpperCase(Locale.ROOT));
    }

    /** For projects that insist on capitals. */
    public void requireCapitals() {
        if (!isCapital()) {
            throw new NotCapital(this);
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
