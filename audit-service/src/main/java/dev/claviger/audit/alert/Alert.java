package dev.claviger.audit.alert;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * An alert as people see it.
 *
 * @param logIndex the entry of the log that made the rule fire
 * @param history the steps after it was raised, in their order
 */
public record Alert(
        UUID id,
        String rule,
        int ruleVersion,
        String severity,
        String state,
        String subject,
        long logIndex,
        Instant happenedAt,
        Instant raisedAt,
        Map<String, Object> facts,
        List<Step> history) {
    public Alert {
        facts = Map.copyOf(facts);
        history = List.copyOf(history);
    }

    /** Who moved it on. */
    public record Step(String state, By by, String note, Instant at) {}

    /** Somebody. */
    public record By(String type, String id, String name) {}

    /** A page of alerts, newest first; without a cursor it is the last. */
    public record Page(
            List<Alert> alerts,
            @org.jspecify.annotations.Nullable String nextCursor) {
        public Page {
            alerts = List.copyOf(alerts);
        }
    }

    /** How many there are. */
    public record Count(long count, Map<String, Long> bySeverity) {
        public Count {
            bySeverity = Map.copyOf(bySeverity);
        }
    }
}
