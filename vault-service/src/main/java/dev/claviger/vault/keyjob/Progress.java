package dev.claviger.vault.keyjob;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * How far a job is.
 *
 * @param step what it is at, in its own words
 * @param after the last thing that was done in this step
 * @param total how many things there were to do when the work began; more may have come since
 * @param damages the first of what does not open
 */
public record Progress(
        State state, String step, Cursor after, long total, long done, long unopenable, List<Damage> damages) {
    private static final int MOST_DAMAGES = 1_000;

    /** A place in the order of things. */
    public record Cursor(UUID id, int version) {
        public static final Cursor START = new Cursor(new UUID(0, 0), 0);
    }

    public Progress {
        damages = List.copyOf(damages);
    }

    /** A job of which nothing is done. */
    public static Progress of(String step) {
        return new Progress(State.RUNNING, step, Cursor.START, 0, 0, 0, List.of());
    }

    /** At the beginning of a step. */
    public Progress at(String next) {
        return new Progress(State.RUNNING, next, Cursor.START, total, done, unopenable, damages);
    }

    /** From the beginning, because something was left over. */
    public Progress again(String first) {
        return new Progress(State.RUNNING, first, Cursor.START, total, done, 0, List.of());
    }

    /** With so much to do. */
    public Progress outOf(long more) {
        return new Progress(state, step, after, more, done, unopenable, damages);
    }

    /** With so many more things done, and these not opened. */
    public Progress passed(Cursor last, int more, List<Damage> found) {
        List<Damage> all = new ArrayList<>(Stream.concat(damages.stream(), found.stream())
                .limit(MOST_DAMAGES)
                .toList());
        return new Progress(state, step, last, total, done + more, unopenable + found.size(), all);
    }

    /** At its end. */
    public Progress ended(State how) {
        return new Progress(how, step, after, total, done, unopenable, damages);
    }
}
