package dev.claviger.vault.revision;

import dev.claviger.kernel.Failure;

/** The project changed between the reader's look at its revision and the load. Start the read again; nothing was answered yet. */
public final class RevisionMoved extends Failure {
    public RevisionMoved() {
        super(Kind.UNAVAILABLE, "The project is changing faster than it can be read. Try again in a moment.");
    }
}
