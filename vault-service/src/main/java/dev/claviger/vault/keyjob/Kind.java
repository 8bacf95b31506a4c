package dev.claviger.vault.keyjob;

import java.util.Locale;

/** What a job does. */
public enum Kind {
    ROTATION,
    VERIFICATION,
    REWRAP,
    FINGERPRINT;

    /** The word in rows and answers. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Kind of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
