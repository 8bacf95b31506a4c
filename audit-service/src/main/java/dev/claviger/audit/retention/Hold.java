package dev.claviger.audit.retention;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Entries that must not be removed: those of the organisation that meet all conditions that are given.
 *
 * @param since entries that happened then or later
 * @param until entries that happened earlier
 * @param setBy the id of who set it
 * @param liftedAt null as long as it holds
 * @param liftAskedBy the id of the administrator who wants it lifted, or wanted it first; null when nobody does
 */
public record Hold(
        UUID id,
        String reason,
        @Nullable String projectId,
        @Nullable String actorId,
        @Nullable Instant since,
        @Nullable Instant until,
        String setBy,
        Instant setAt,
        @Nullable Instant liftedAt,
        @Nullable String liftedBy,
        @Nullable String liftReason,
        @Nullable String liftAskedBy,
        @Nullable Instant liftAskedAt) {

    /** The holds of an organisation, newest first, with those that were lifted. */
    public record Listing(List<Hold> holds) {
        public Listing {
            holds = List.copyOf(holds);
        }
    }
}
