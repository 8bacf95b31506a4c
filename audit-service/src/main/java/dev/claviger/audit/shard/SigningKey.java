package dev.claviger.audit.shard;

import com.google.crypto.tink.subtle.Ed25519Sign;
import java.security.GeneralSecurityException;

/**
 * An Ed25519 key of a log or a witness. Never printed, never stored: derived from the master secret when it is needed.
 */
public final class SigningKey {
    private final Ed25519Sign signer;
    private final byte[] publicKey;

    private SigningKey(Ed25519Sign signer, byte[] publicKey) {
        this.signer = signer;
        this.publicKey = publicKey;
    }

    /** The key of 32 secret bytes (RFC 8032 section 5.1.5). Takes about a millisecond of the CPU. */
    public static SigningKey ofSeed(byte[] seed) {
        try {
            Ed25519Sign.KeyPair pair = Ed25519Sign.KeyPair.newKeyPairFromSeed(seed);
            return new SigningKey(new Ed25519Sign(pair.getPrivateKey()), pair.getPublicKey());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Ed25519 is not available", impossible);
        }
    }

    public byte[] publicKey() {
        return publicKey.clone();
    }

    public byte[] sign(byte[] message) {
        try {
            return signer.sign(message);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Ed25519 does not sign", impossible);
        }
    }
}
