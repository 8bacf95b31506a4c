package dev.claviger.vault.writing;

/** The answer to a move: what changed. A move that is not refused changes both folders. */
record Moved(boolean isSourceUpdated, boolean isDestinationUpdated) {
    static final Moved BOTH = new Moved(true, true);
}
