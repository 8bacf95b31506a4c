package dev.claviger.verifier;

/**
 * An entry that is in the log, beyond doubt.
 *
 * @param eventId as the leaf has it
 * @param event its JSON, which the leaf commits to; empty when what it said is no longer there
 */
public record ProvenEntry(String origin, long index, String eventId, String event) {
    public boolean isWhole() {
        return !event.isEmpty();
    }
}
