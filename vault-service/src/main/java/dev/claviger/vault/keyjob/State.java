package dev.claviger.vault.keyjob;

import java.util.Locale;

/** Where a job is. */
public enum State {
    RUNNING,
    DONE,

    /** It went through, but something does not open. */
    INCOMPLETE,

    /** What it was about has been deleted. */
    CANCELLED;

    /** The word in rows and answers. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static State of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
