package dev.claviger.sync.dynamicsecret;

import dev.claviger.kernel.Failure;

/** It only waits for its last leases to end: 400. */
public final class BeingDeleted extends Failure {
    public BeingDeleted() {
        super(Kind.BAD_REQUEST, "The dynamic secret is being deleted: it gives no leases and cannot be changed.");
    }
}
