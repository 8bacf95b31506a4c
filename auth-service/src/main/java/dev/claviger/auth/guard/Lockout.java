package dev.claviger.auth.guard;

import dev.claviger.kernel.http.Validation;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * When guessing locks. Times in seconds.
 *
 * @param threshold so many failures in a row lock
 * @param counterReset a failure that comes later than this after the last one counts as the first
 */
public record Lockout(boolean enabled, int threshold, long duration, long counterReset) {
    /** Of new configurations, and of whatever does not exist. */
    public static final Lockout DEFAULT = new Lockout(true, 3, 300, 30);

    private static final String ENABLED = "lockoutEnabled";
    private static final String THRESHOLD = "lockoutThreshold";
    private static final String DURATION = "lockoutDurationSeconds";
    private static final String COUNTER_RESET = "lockoutCounterResetSeconds";

    /** The fields as requests give them; absent ones keep what {@code base} has. */
    public static Lockout read(
            Validation input,
            @Nullable Boolean enabled,
            @Nullable Long threshold,
            @Nullable Long duration,
            @Nullable Long counterReset,
            Lockout base) {
        return new Lockout(
                enabled == null ? base.enabled : enabled,
                (int) input.number(THRESHOLD, threshold, base.threshold, 1, 30),
                input.number(DURATION, duration, base.duration, 30, 86_400),
                input.number(COUNTER_RESET, counterReset, base.counterReset, 5, 3600));
    }

    /** Among the settings of a method. */
    public Map<String, Object> open() {
        return Map.of(ENABLED, enabled, THRESHOLD, threshold, DURATION, duration, COUNTER_RESET, counterReset);
    }

    /** Reads what {@link #open} wrote. */
    public static Lockout of(JsonObject open) {
        return new Lockout(
                open.getBoolean(ENABLED),
                open.getInteger(THRESHOLD),
                open.getLong(DURATION),
                open.getLong(COUNTER_RESET));
    }
}
