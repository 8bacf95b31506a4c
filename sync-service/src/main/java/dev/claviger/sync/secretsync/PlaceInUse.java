package dev.claviger.sync.secretsync;

import dev.claviger.kernel.Failure;

/** What a sync owns it can remove only where it writes: 400. */
final class PlaceInUse extends Failure {
    PlaceInUse() {
        super(
                Kind.BAD_REQUEST,
                "The sync has variables where it writes now, or is writing them, and would leave them there for ever. Remove"
                        + " them first (remove-secrets), or make another sync.");
    }
}
