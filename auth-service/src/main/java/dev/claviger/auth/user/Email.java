package dev.claviger.auth.user;

import dev.claviger.kernel.http.Validation;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An e-mail address in its one spelling: compatibility forms folded (NFKC), lower case, no white space around it. Only printable ASCII
 * is an address, so that no two addresses look alike.
 */
public record Email(String text) {
    private static final Pattern ADDRESS = Pattern.compile("[!-~&&[^@<>\"(),;:\\\\]]{1,64}@[a-z0-9.-]{1,190}");

    /** The canonical form of whatever was given, address or not: what attempts are counted by. */
    public static Email canonical(String given) {
        String folded = Normalizer.normalize(given, Normalizer.Form.NFKC);
        return new Email(folded.strip().toLowerCase(Locale.ROOT));
    }

    /** Reads the field of a request; what is no address is an issue. */
    public static Email read(Validation input, String field, @Nullable String given) {
        Email email = canonical(input.text(field, given));
        input.check(email.isAddress(), field, "Must be an e-mail address");
        return email;
    }

    public boolean isAddress() {
        return ADDRESS.matcher(text).matches();
    }
}
