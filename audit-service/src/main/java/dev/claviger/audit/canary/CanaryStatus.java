package dev.claviger.audit.canary;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How the last canary of the replica that answers fared.
 *
 * @param eventId of the last one that was proved or is overdue; null until then
 * @param sentAt when that one was recorded
 * @param lastProvenAt when one was proved last
 * @param millisToProof how long the last one that was proved took
 * @param log the origin of the log in which it was proved
 * @param index its leaf there
 * @param problem why it is overdue
 */
public record CanaryStatus(
        State state,
        @Nullable UUID eventId,
        @Nullable Instant sentAt,
        @Nullable Instant lastProvenAt,
        @Nullable Long millisToProof,
        @Nullable String log,
        @Nullable Long index,
        @Nullable String problem) {
    static final CanaryStatus NONE_YET = new CanaryStatus(State.WAITING, null, null, null, null, null, null, null);

    /** In a word. */
    public enum State {
        /** For the first one. */
        WAITING,
        PROVEN,
        OVERDUE;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    CanaryStatus proven(UUID id, Instant sent, Instant now, String origin, @Nullable Long leaf) {
        return new CanaryStatus(
                State.PROVEN, id, sent, now, now.toEpochMilli() - sent.toEpochMilli(), origin, leaf, null);
    }

    CanaryStatus overdue(UUID id, Instant sent, String why) {
        return new CanaryStatus(State.OVERDUE, id, sent, lastProvenAt, millisToProof, log, index, why);
    }
}
