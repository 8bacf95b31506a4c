package dev.claviger.sync.job;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a run ended.
 *
 * @param message why it failed; null when it did not
 * @param report null when the report of the run before stays
 * @param sourceDigest null unless all that was wanted is there
 * @param rotations that write what was delivered; null when those of the run before stay
 * @param retryAfter null when trying again does not help
 */
public record Ending(
        boolean succeeded,
        @Nullable String message,
        @Nullable JsonObject report,
        @Nullable String sourceDigest,
        @Nullable List<UUID> rotations,
        @Nullable Duration retryAfter) {

    /** All is as it should be. */
    public static Ending success(@Nullable JsonObject report, @Nullable String sourceDigest) {
        return new Ending(true, null, report, sourceDigest, null, null);
    }

    public static Ending failure(String message, @Nullable JsonObject report, @Nullable Duration retryAfter) {
        return new Ending(false, message, report, null, null, retryAfter);
    }

    /** The same, of a run that delivered what these write. */
    public Ending delivering(List<UUID> from) {
        return new Ending(succeeded, message, report, sourceDigest, List.copyOf(from), retryAfter);
    }

    public String status() {
        return succeeded ? "succeeded" : "failed";
    }
}
