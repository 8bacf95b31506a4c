package dev.claviger.vault.keyring;

import org.jspecify.annotations.Nullable;

/** The ciphertext of one field, as it is stored. */
public final class Sealed {
    private final byte[] bytes;
    private final @Nullable Fingerprint fingerprint;

    private Sealed(byte[] bytes, @Nullable Fingerprint fingerprint) {
        this.bytes = bytes;
        this.fingerprint = fingerprint;
    }

    /** Takes over the bytes; the giver does not change them any more. */
    public static Sealed of(byte[] bytes) {
        return new Sealed(bytes, null);
    }

    /** The bytes themselves, not a copy; the taker does not change them. */
    public byte[] bytes() {
        return bytes;
    }

    /** The same ciphertext, to be stored with the fingerprint of what it holds; null leaves that to be filled in later. */
    public Sealed with(@Nullable Fingerprint ofContent) {
        return new Sealed(bytes, ofContent);
    }

    /** The fingerprint to store; null where none was given, and for what was read from a table. */
    public @Nullable Fingerprint fingerprint() {
        return fingerprint;
    }

    public int length() {
        return bytes.length;
    }

    @Override
    public String toString() {
        return "Sealed[" + bytes.length + " bytes]";
    }
}
