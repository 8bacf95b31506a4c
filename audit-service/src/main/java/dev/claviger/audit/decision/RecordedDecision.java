package dev.claviger.audit.decision;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The same decision, however often it was made.
 *
 * @param secretName null where a folder as a whole was refused
 * @param decision {@code allowed} or {@code denied}
 */
record RecordedDecision(
        String actorType,
        String actorId,
        String action,
        String subject,
        @Nullable String environment,
        @Nullable String secretPath,
        @Nullable String secretName,
        String decision,
        long count,
        Instant lastAt) {

    RecordedDecision and(RecordedDecision other) {
        return new RecordedDecision(
                actorType,
                actorId,
                action,
                subject,
                environment,
                secretPath,
                secretName,
                decision,
                count + other.count,
                lastAt.isAfter(other.lastAt) ? lastAt : other.lastAt);
    }

    /** The same about another action. */
    RecordedDecision of(String other) {
        return new RecordedDecision(
                actorType, actorId, other, subject, environment, secretPath, secretName, decision, count, lastAt);
    }

    /** What it has in common with its like. */
    RecordedDecision kind() {
        return new RecordedDecision(
                actorType, actorId, action, subject, environment, secretPath, secretName, decision, 0, Instant.EPOCH);
    }
}
