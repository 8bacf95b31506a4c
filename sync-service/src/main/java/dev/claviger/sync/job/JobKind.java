package dev.claviger.sync.job;

import java.util.Set;

/** What a run is for. */
public enum JobKind {
    /** Makes the destination what the source says. */
    SYNC,
    /** Deletes at the destination what the sync owns there. */
    REMOVE,
    /** Takes the last run back. */
    UNDO,
    /** Looks what somebody changed at the destination, and changes nothing. */
    COMPARE;

    /** What would undo what this does, or do again what this undoes. */
    Set<JobKind> opposites() {
        return switch (this) {
            case SYNC -> Set.of(REMOVE, UNDO);
            case REMOVE -> Set.of(SYNC, UNDO);
            case UNDO -> Set.of(SYNC, REMOVE);
            case COMPARE -> Set.of();
        };
    }
}
