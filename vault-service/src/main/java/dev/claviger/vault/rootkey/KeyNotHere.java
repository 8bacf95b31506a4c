package dev.claviger.vault.rootkey;

import dev.claviger.kernel.Failure;

/** This replica does not have the root key that a rewrap is to; another one has it. */
final class KeyNotHere extends Failure {
    KeyNotHere(String keyId) {
        super(Kind.UNAVAILABLE, "The root key %s is not in the ring of every replica.".formatted(keyId));
    }
}
