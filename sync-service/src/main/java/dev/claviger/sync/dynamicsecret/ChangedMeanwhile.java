package dev.claviger.sync.dynamicsecret;

import dev.claviger.kernel.Failure;

/** Somebody else was faster: 400. */
final class ChangedMeanwhile extends Failure {
    ChangedMeanwhile() {
        super(Kind.BAD_REQUEST, "Somebody else changed the dynamic secret meanwhile. Read it and try again.");
    }
}
