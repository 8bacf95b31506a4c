package dev.claviger.vault.keyring;

/** The ciphertext of one field, as it is stored. */
public final class Sealed {
    private final byte[] bytes;

    private Sealed(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Takes over the bytes; the giver does not change them any more. */
    public static Sealed of(byte[] bytes) {
        return new Sealed(bytes);
    }

    /** The bytes themselves, not a copy; the taker does not change them. */
    public byte[] bytes() {
        return bytes;
    }

    public int length() {
        return bytes.length;
    }

    @Override
    public String toString() {
        return "Sealed[" + bytes.length + " bytes]";
    }
}
