package dev.claviger.vault.rotation;

import dev.claviger.kernel.Failure;

/** The keyset changed while a new one was being wrapped. The step is done again. */
final class KeysetMoved extends Failure {
    KeysetMoved() {
        super(Kind.UNAVAILABLE, "The keyset was wrapped anew in the meantime.");
    }
}
