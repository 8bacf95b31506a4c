package dev.claviger.vault.keyring;

import dev.claviger.kernel.Failure;

/** The keys of a project are not at hand at the moment; the next attempt opens them. */
final class KeysNotOpen extends Failure {
    KeysNotOpen(String what) {
        super(Kind.UNAVAILABLE, what);
    }

    static KeysNotOpen starting() {
        return new KeysNotOpen("The root keys are still being checked. Try again in a moment.");
    }

    static KeysNotOpen away() {
        return new KeysNotOpen("The keys of the project are being opened. Try again in a moment.");
    }
}
