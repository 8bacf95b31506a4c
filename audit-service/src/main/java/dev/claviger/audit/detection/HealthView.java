package dev.claviger.audit.detection;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the rules of an organisation are doing.
 *
 * @param lastRunAt when they last looked at entries, or tried to; null when there were none yet
 * @param nextIndex the entry that they look at next
 * @param size how many entries the log has
 * @param behind how many of them they have not looked at
 * @param behindSince when the oldest of those arrived; null when there are none
 * @param problem why the last look failed, or which rule passed over which entry
 */
public record HealthView(
        @Nullable Instant lastRunAt,
        long nextIndex,
        long size,
        long behind,
        @Nullable Instant behindSince,
        @Nullable String problem,
        List<OfRule> rules) {
    public HealthView {
        rules = List.copyOf(rules);
    }

    /**
     * How one rule is doing.
     *
     * @param state {@code ok}; {@code off}; {@code not-running}, for facts that are not recorded; {@code failing}, when it holds up the log
     *     right now; {@code passed-over}, when it has not looked at some entries
     * @param errors how often it failed
     * @param passedOver how many entries it has not looked at for good
     */
    public record OfRule(
            String id,
            String title,
            String state,
            long errors,
            long passedOver,
            @Nullable Long lastErrorIndex,
            @Nullable String lastError,
            @Nullable Instant lastErrorAt) {}
}
