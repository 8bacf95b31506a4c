package dev.claviger.audit.retention;

import java.time.Duration;
import java.time.Instant;

/** When the word of one administrator becomes that of two. */
final class SecondAdministrator {
    /** For how long what one asked for can be joined by another. */
    static final Duration PATIENCE = Duration.ofDays(7);

    private SecondAdministrator() {}

    /** Somebody else asked for the same, and not too long ago. */
    static boolean agrees(String first, Instant askedAt, String second, Instant now) {
        return !first.equals(second) && now.isBefore(askedAt.plus(PATIENCE));
    }
}
