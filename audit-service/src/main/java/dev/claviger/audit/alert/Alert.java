package dev.claviger.audit.alert;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An alert as people see it.
 *
 * @param log whose log it is about: an organisation id, or {@code platform}
 * @param title of the rule; empty for alerts of old
 * @param projectId the project of the entry that made the rule fire; null when it was in none
 * @param logIndex the entry of the log that made the rule fire
 * @param history the steps after it was raised, in their order
 */
public record Alert(
        UUID id,
        String log,
        String rule,
        int ruleVersion,
        String title,
        String severity,
        String state,
        String subject,
        @Nullable String projectId,
        long logIndex,
        Instant happenedAt,
        Instant raisedAt,
        Map<String, Object> facts,
        List<Step> history) {
    /** From the mildest to the worst. */
    public static final List<String> SEVERITIES = List.of("low", "medium", "high", "critical");

    /** Where an alert can be. */
    public static final List<String> STATES = List.of("open", "acknowledged", "resolved", "false-positive");

    public Alert {
        facts = Map.copyOf(facts);
        history = List.copyOf(history);
    }

    /** Who moved it on. */
    public record Step(String state, By by, String note, Instant at) {}

    /** Somebody. */
    public record By(String type, String id, String name) {}

    /** A page of alerts, newest first; without a cursor it is the last. */
    public record Page(List<Alert> alerts, @Nullable String nextCursor) {
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
