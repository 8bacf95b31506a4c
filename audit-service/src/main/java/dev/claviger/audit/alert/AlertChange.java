package dev.claviger.audit.alert;

import dev.claviger.audit.alert.Alert.By;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What happened to an alert: it was raised, or moved on. Notes of people are no part of it; nobody knows what they hold.
 *
 * @param step 0 when it was raised, then the position of the step in its history
 * @param state the one that it has now
 */
public record AlertChange(
        String org,
        UUID alertId,
        int step,
        String state,
        String rule,
        int ruleVersion,
        String title,
        String severity,
        String subject,
        Optional<String> projectId,
        long logIndex,
        Instant happenedAt,
        Instant raisedAt,
        Instant at,
        By by,
        Map<String, Object> facts) {
    public AlertChange {
        facts = Map.copyOf(facts);
    }

    /** Names the change for good. */
    public String key() {
        return alertId + ":" + state + ":" + step;
    }
}
