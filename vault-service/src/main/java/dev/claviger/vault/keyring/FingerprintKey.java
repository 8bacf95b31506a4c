package dev.claviger.vault.keyring;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/** Makes fingerprints for one organisation (HMAC-SHA-256, the first 16 bytes). Thread-safe. */
public final class FingerprintKey {
    private static final int LENGTH = 16;

    private final SecretKey key;

    FingerprintKey(SecretKey key) {
        this.key = key;
    }

    /** The same bytes have the same fingerprint on every replica and at every time. */
    public Fingerprint of(byte[] value) {
        try {
            Mac mac = Mac.getInstance(key.getAlgorithm());
            mac.init(key);
            return Fingerprint.of(Arrays.copyOf(mac.doFinal(value), LENGTH));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA-256 is not available", e);
        }
    }
}
