package dev.claviger.vault.keyring;

import java.nio.ByteBuffer;

/** What a value is found by without being stored: an HMAC under the key of an organisation. Equal values have equal ones. */
public final class Fingerprint {
    /** Of a value that is too short to have one. */
    public static final Fingerprint NONE = new Fingerprint(new byte[0]);

    private final byte[] bytes;

    private Fingerprint(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Takes over the bytes; the giver does not change them any more. */
    public static Fingerprint of(byte[] bytes) {
        return new Fingerprint(bytes);
    }

    /** The bytes themselves, not a copy; the taker does not change them. */
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Fingerprint that && ByteBuffer.wrap(bytes).equals(ByteBuffer.wrap(that.bytes));
    }

    @Override
    public int hashCode() {
        return ByteBuffer.wrap(bytes).hashCode();
    }

    @Override
    public String toString() {
        return "Fingerprint[redacted]";
    }
}
