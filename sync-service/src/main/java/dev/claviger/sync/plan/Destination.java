package dev.claviger.sync.plan;

/**
 * What the place can take.
 *
 * @param scopes whether environment scopes are kept; groups without a paid tier drop them
 * @param hiding whether variables can be hidden
 * @param mostVariables how many there may be
 */
public record Destination(Level level, boolean scopes, boolean hiding, int mostVariables) {
    /** Where in GitLab it is. */
    public enum Level {
        PROJECT,
        GROUP,
        INSTANCE
    }

    public static Destination project() {
        return new Destination(Level.PROJECT, true, true, 8_000);
    }

    public static Destination group(boolean scopes) {
        return new Destination(Level.GROUP, scopes, true, 30_000);
    }

    public static Destination instance() {
        return new Destination(Level.INSTANCE, false, false, 25);
    }
}
