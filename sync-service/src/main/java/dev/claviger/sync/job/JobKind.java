package dev.claviger.sync.job;

/** What a run is for. */
public enum JobKind {
    /** Makes the destination what the source says. */
    SYNC,
    /** Deletes at the destination what the sync owns there. */
    REMOVE,
    /** Takes the last run back. */
    UNDO,
    /** Looks what somebody changed at the destination, and changes nothing. */
    COMPARE
}
