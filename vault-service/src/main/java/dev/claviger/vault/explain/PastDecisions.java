package dev.claviger.vault.explain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What audit-service tells of the past.
 *
 * @param complete false when there were more kinds of decisions than it tells
 * @param missing in words, why there are none; null when audit-service has answered
 */
record PastDecisions(
        List<PastDecision> decisions,
        boolean complete,
        @Nullable String missing) {
    PastDecisions {
        decisions = List.copyOf(decisions);
    }

    static PastDecisions none(String why) {
        return new PastDecisions(List.of(), false, why);
    }
}
