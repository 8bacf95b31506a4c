package dev.claviger.kernel.crypto;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.util.SecretBytes;
import io.smallrye.mutiny.Uni;
import java.security.GeneralSecurityException;

/** A root key in the memory of this process (AES-256-GCM). */
final class LocalKey implements RootKey {
    static final int BYTES = 32;

    private final String id;
    private final Aead aead;

    private LocalKey(String id, Aead aead) {
        this.id = id;
        this.aead = aead;
    }

    /** @param bytes {@link #BYTES} of them; they are copied */
    @AccessesPartialKey
    static LocalKey of(String id, byte[] bytes) {
        try {
            AeadConfig.register();
            AesGcmParameters parameters = AesGcmParameters.builder()
                    .setKeySizeBytes(BYTES)
                    .setIvSizeBytes(12)
                    .setTagSizeBytes(16)
                    .setVariant(AesGcmParameters.Variant.NO_PREFIX)
                    .build();
            AesGcmKey key = AesGcmKey.builder()
                    .setParameters(parameters)
                    .setKeyBytes(SecretBytes.copyFrom(bytes, InsecureSecretKeyAccess.get()))
                    .build();
            KeysetHandle handle = KeysetHandle.newBuilder()
                    .addEntry(KeysetHandle.importKey(key).withRandomId().makePrimary())
                    .build();
            return new LocalKey(id, handle.getPrimitive(RegistryConfiguration.get(), Aead.class));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM is not available", e);
        }
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Uni<byte[]> wrap(byte[] plaintext, byte[] context) {
        return Uni.createFrom().item(() -> seal(plaintext, context));
    }

    @Override
    public Uni<byte[]> unwrap(byte[] wrapped, byte[] context) {
        return Uni.createFrom().item(() -> open(wrapped, context));
    }

    byte[] seal(byte[] plaintext, byte[] context) {
        try {
            return aead.encrypt(plaintext, context);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sealing with the root key failed", e);
        }
    }

    byte[] open(byte[] wrapped, byte[] context) {
        try {
            return aead.decrypt(wrapped, context);
        } catch (GeneralSecurityException e) {
            throw UnopenableException.under(id);
        }
    }
}
