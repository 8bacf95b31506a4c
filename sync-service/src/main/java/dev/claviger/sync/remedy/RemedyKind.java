package dev.claviger.sync.remedy;

import java.util.Locale;

/** What can be done about something that leaked. */
public enum RemedyKind {
    /** End a login that was made on demand. */
    END_LEASE,
    /** Exchange the credential of a rotation until what leaked is refused by its target. */
    ROTATE,
    /** Deliver a folder to its destination again, and compare. */
    SYNC,
    /** Exchange it where it is made, and write the new value. Only people can. */
    REPLACE;

    /** Its name in answers. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
