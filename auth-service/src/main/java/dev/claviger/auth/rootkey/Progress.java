package dev.claviger.auth.rootkey;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * How far a rewrap is.
 *
 * @param after the last thing that was tried
 * @param total how many things there were to do when it began; more may have come since
 * @param damages the first of what does not open
 */
record Progress(State state, Cursor after, long total, long done, long unopenable, List<Damage> damages) {
    private static final int MOST_DAMAGES = 1_000;

    /** A place in the order of things. */
    record Cursor(String place, String id) {
        static final Cursor START = new Cursor("", "");
    }

    /** Something that does not open. */
    record Damage(String kind, String id) {}

    /** Whether there is something to do. */
    enum State {
        RUNNING,
        DONE,

        /** Something does not open. */
        INCOMPLETE;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static State of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    Progress {
        damages = List.copyOf(damages);
    }

    static Progress begin(long total) {
        return new Progress(State.RUNNING, Cursor.START, total, 0, 0, List.of());
    }

    /** From the beginning, because something was left over. */
    Progress again() {
        return new Progress(State.RUNNING, Cursor.START, total, done, 0, List.of());
    }

    /** With so many more things done, and these not opened. */
    Progress passed(Cursor last, long more, List<Damage> found) {
        List<Damage> all = Stream.concat(damages.stream(), found.stream())
                .limit(MOST_DAMAGES)
                .toList();
        return new Progress(state, last, total, done + more, unopenable + found.size(), all);
    }

    /** At its end. */
    Progress ended(State how) {
        return new Progress(how, after, total, done, unopenable, damages);
    }
}
