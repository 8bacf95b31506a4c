package dev.claviger.vault.rootkey;

import dev.claviger.kernel.crypto.RootKeyUnavailable;

/** The root key ring is not the one that what is stored needs. Stops the start. */
final class RingDoesNotFit extends RuntimeException {
    private RingDoesNotFit(String what) {
        super(what);
    }

    static RingDoesNotFit missing(String keyId, long keysets) {
        return new RingDoesNotFit(
                "The root key %s is missing: the keysets of %d projects are wrapped by it, and what they hold cannot be read without. Put it back into claviger.keys.root, claviger.keys.root-file, claviger.keys.pkcs11.keys or claviger.keys.transit.keys; it may go when GET /api/x/keys calls it removable."
                        .formatted(keyId, keysets));
    }

    static RingDoesNotFit unusable(RootKeyUnavailable unavailable) {
        return new RingDoesNotFit("The service cannot start: " + unavailable.reason());
    }

    static RingDoesNotFit other(String keyId) {
        return new RingDoesNotFit(
                "The root key %s is not the key that this database knows by that id. Put the former key back, and give the new one an id of its own."
                        .formatted(keyId));
    }
}
