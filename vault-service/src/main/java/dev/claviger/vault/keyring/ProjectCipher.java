package dev.claviger.vault.keyring;

import com.google.crypto.tink.Aead;
import dev.claviger.kernel.crypto.UnopenableException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/**
 * Seals and opens what one project stores (AES-256-GCM, a random nonce per ciphertext).
 *
 * <p>The associated data names project, secret, version and field, so a ciphertext that was moved to another row, put back from an
 * older version or shown as another field does not open. Thread-safe.
 */
public final class ProjectCipher {
    private static final byte FORMAT = 1;
    private static final int CONTEXT_BYTES = 1 + 16 + 16 + 4 + 1;

    private final UUID projectId;
    private final Aead aead;
    private final SecretKey tagKey;
    private final byte[] prefix;
    private final int keys;

    ProjectCipher(UUID projectId, Aead aead, SecretKey tagKey, byte[] prefix, int keys) {
        this.projectId = projectId;
        this.aead = aead;
        this.tagKey = tagKey;
        this.prefix = prefix;
        this.keys = keys;
    }

    /** What every ciphertext begins with that the key in use sealed; those of older keys begin otherwise. */
    public byte[] prefix() {
        return prefix.clone();
    }

    /** How many keys the project has; more than one while they are being rotated. */
    public int keys() {
        return keys;
    }

    /** Seals one field of one version of a secret. */
    public Sealed seal(Field field, UUID secretId, int version, byte[] plaintext) {
        try {
            return Sealed.of(aead.encrypt(plaintext, context(field, secretId, version)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sealing with a project key failed", e);
        }
    }

    /**
     * Opens what {@link #seal} made for the same field, secret and version.
     *
     * @throws UnopenableException when it was made for anything else or was changed
     */
    public byte[] open(Field field, UUID secretId, int version, Sealed sealed) {
        try {
            return aead.decrypt(sealed.bytes(), context(field, secretId, version));
        } catch (GeneralSecurityException e) {
            throw new UnopenableException(
                    "%s of version %d of secret %s does not open".formatted(field, version, secretId));
        }
    }

    /**
     * A tag of the bytes (HMAC-SHA-256) that only holders of the project's key can make, so that it tells nothing about what it was
     * made of. The same bytes have the same tag on every replica.
     */
    public byte[] tag(byte[] bytes) {
        try {
            Mac mac = Mac.getInstance(tagKey.getAlgorithm());
            mac.init(tagKey);
            return mac.doFinal(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA-256 is not available", e);
        }
    }

    private byte[] context(Field field, UUID secretId, int version) {
        return ByteBuffer.allocate(CONTEXT_BYTES)
                .put(FORMAT)
                .putLong(projectId.getMostSignificantBits())
                .putLong(projectId.getLeastSignificantBits())
                .putLong(secretId.getMostSignificantBits())
                .putLong(secretId.getLeastSignificantBits())
                .putInt(version)
                .put(field.code())
                .array();
    }
}
