package dev.claviger.kernel.crypto;

/** The root key ring is not the one that what is stored needs. Stops the start; the text says what to put right. */
public final class RingDoesNotFit extends RuntimeException {
    public RingDoesNotFit(String what) {
        super(what);
    }

    static RingDoesNotFit other(String keyId) {
        return new RingDoesNotFit(
                "The root key %s is not the key that this database knows by that id. Put the former key back, and give the new one an id of its own."
                        .formatted(keyId));
    }
}
