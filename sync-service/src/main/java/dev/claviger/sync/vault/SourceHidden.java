package dev.claviger.sync.vault;

import dev.claviger.kernel.Failure;

/** Somebody may not read all values, and without them nothing is to be done: 400. */
public final class SourceHidden extends Failure {
    SourceHidden() {
        super(
                Kind.BAD_REQUEST,
                "The sync identity may see secrets of the folder whose values it may not read, so nothing was changed. Give it readValue on all of them.");
    }
}
