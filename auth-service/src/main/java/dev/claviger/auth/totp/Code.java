package dev.claviger.auth.totp;

import dev.claviger.kernel.Secret;
import java.text.Normalizer;
import java.util.Locale;

/** A code as somebody typed it, in its one spelling: no white space, no dashes, upper case. */
record Code(Secret text) {
    private static final int DIGITS = 6;

    static Code typed(Secret given) {
        String folded = Normalizer.normalize(given.reveal(), Normalizer.Form.NFKC);
        return new Code(Secret.of(folded.replaceAll("[\\s\\p{Z}\\p{Pd}]", "").toUpperCase(Locale.ROOT)));
    }

    /** Whether it is one of an authenticator app, as opposed to a recovery code. */
    boolean isTimed() {
        String plain = text.reveal();
        return plain.length() == DIGITS && plain.chars().allMatch(digit -> digit >= '0' && digit <= '9');
    }
}
