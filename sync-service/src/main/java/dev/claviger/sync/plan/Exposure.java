package dev.claviger.sync.plan;

/**
 * How a variable is given to jobs and shown to people.
 *
 * @param file jobs get the path of a file with the value
 * @param guarded only jobs on protected refs get it
 * @param masked job logs show it as {@code [MASKED]}
 * @param hidden nobody reads it back; fixed when the variable is made
 * @param raw {@code $} stays as it is
 */
public record Exposure(boolean file, boolean guarded, boolean masked, boolean hidden, boolean raw) {
    public Exposure {
        masked = masked || hidden;
    }

    /** The same as a file, or not. */
    public Exposure asFile() {
        return new Exposure(true, guarded, false, false, raw);
    }

    /** The same without masking and hiding. */
    public Exposure unmasked() {
        return new Exposure(file, guarded, false, false, raw);
    }
}
