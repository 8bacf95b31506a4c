package dev.claviger.kernel.crypto;

/** Sealed bytes that cannot be opened: a missing key, another context, or damage. A defect or an attack, never the caller's fault. */
public final class UnopenableException extends RuntimeException {
    public UnopenableException(String message) {
        super(message);
    }

    static UnopenableException under(String keyId) {
        return new UnopenableException("the bytes do not open under root key " + keyId);
    }
}
