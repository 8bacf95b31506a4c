package dev.claviger.vault.keyring;

/** Which part of a secret version, or of what else a project keeps under its keys, a ciphertext holds. */
public enum Field {
    VALUE((byte) 1),
    DETAIL((byte) 2),
    WEBHOOK_URL((byte) 20),
    WEBHOOK_KEY((byte) 21),
    APPROVAL_CHANGE((byte) 22);

    private final byte code;

    Field(byte code) {
        this.code = code;
    }

    /** The byte that stands for this field in associated data. It must never change: stored ciphertexts would not open any more. */
    byte code() {
        return code;
    }
}
