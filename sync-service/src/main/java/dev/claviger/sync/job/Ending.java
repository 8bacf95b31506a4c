package dev.claviger.sync.job;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a run ended.
 *
 * @param message why it failed; null when it did not
 * @param report null when the report of the run before stays
 * @param sourceDigest null unless all that was wanted is there
 * @param retryAfter null when trying again does not help
 */
public record Ending(
        boolean succeeded,
        @Nullable String message,
        @Nullable JsonObject report,
        @Nullable String sourceDigest,
        @Nullable Duration retryAfter) {

    /** All is as it should be. */
    public static Ending success(@Nullable JsonObject report, @Nullable String sourceDigest) {
        return new Ending(true, null, report, sourceDigest, null);
    }

    public static Ending failure(String message, @Nullable JsonObject report, @Nullable Duration retryAfter) {
        return new Ending(false, message, report, null, retryAfter);
    }

    public String status() {
        return succeeded ? "succeeded" : "failed";
    }
}
