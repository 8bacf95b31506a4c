package dev.claviger.sync.run;

import dev.claviger.kernel.Failure;

/** No run is known that changed something: 400. */
final class NothingToUndo extends Failure {
    NothingToUndo() {
        super(
                Kind.BAD_REQUEST,
                "There is no run to take back: none changed anything where the sync writes now, or it is too long ago.");
    }
}
