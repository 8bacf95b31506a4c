package dev.claviger.vault.keyring;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.AesGcmParameters;
import dev.claviger.kernel.crypto.UnopenableException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.UUID;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;

/** The keysets of projects in the clear. What these methods return and take is to be overwritten as soon as it was wrapped or read. */
final class Keysets {
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;
    private static final byte TINK_START = 1;

    private Keysets() {}

    /** A keyset of one new random key. */
    static byte[] fresh() {
        try {
            AeadConfig.register();
            return bytes(KeysetHandle.generateNew(parameters()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM is not available", e);
        }
    }

    /** The same keyset with a new random key that seals from now on. */
    static byte[] withNewKey(UUID projectId, byte[] plain) {
        KeysetHandle keyset = read(projectId, plain);
        try {
            return bytes(KeysetHandle.newBuilder(keyset)
                    .addEntry(KeysetHandle.generateEntryFromParameters(parameters())
                            .withRandomId()
                            .makePrimary())
                    .build());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a keyset takes no further key", e);
        }
    }

    /** The key that seals, alone. */
    static byte[] withoutOldKeys(UUID projectId, byte[] plain) {
        KeysetHandle keyset = read(projectId, plain);
        KeysetHandle.Builder builder = KeysetHandle.newBuilder(keyset);
        for (int at = keyset.size() - 1; at >= 0; at--) {
            if (!keyset.getAt(at).isPrimary()) {
                builder.deleteAt(at);
            }
        }
        try {
            return bytes(builder.build());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a keyset does not part with a key", e);
        }
    }

    /** @throws UnopenableException when the bytes are no keyset */
    static ProjectCipher cipher(UUID projectId, byte[] plain) {
        KeysetHandle keyset = read(projectId, plain);
        try {
            Aead aead = keyset.getPrimitive(RegistryConfiguration.get(), Aead.class);
            byte[] prefix = ByteBuffer.allocate(1 + Integer.BYTES)
                    .put(TINK_START)
                    .putInt(keyset.getPrimary().getId())
                    .array();
            return new ProjectCipher(projectId, aead, tagKey(plain), prefix, keyset.size());
        } catch (GeneralSecurityException e) {
            throw unreadable(projectId);
        }
    }

    private static KeysetHandle read(UUID projectId, byte[] plain) {
        try {
            AeadConfig.register();
            return TinkProtoKeysetFormat.parseKeyset(plain, InsecureSecretKeyAccess.get());
        } catch (GeneralSecurityException e) {
            throw unreadable(projectId);
        }
    }

    private static UnopenableException unreadable(UUID projectId) {
        return new UnopenableException("the keyset of project " + projectId + " is not readable");
    }

    private static byte[] bytes(KeysetHandle keyset) throws GeneralSecurityException {
        return TinkProtoKeysetFormat.serializeKeyset(keyset, InsecureSecretKeyAccess.get());
    }

    /** Overwrites the bytes. */
    static void forget(byte[] plain) {
        Arrays.fill(plain, (byte) 0);
    }

    /** A key for tags, apart from the one that encrypts (HKDF, RFC 5869). */
    private static SecretKey tagKey(byte[] keyset) throws GeneralSecurityException {
        return KDF.getInstance("HKDF-SHA256")
                .deriveKey(
                        "HmacSHA256",
                        HKDFParameterSpec.ofExtract()
                                .addIKM(keyset)
                                .thenExpand("claviger tag".getBytes(UTF_8), KEY_BYTES));
    }

    private static AesGcmParameters parameters() throws GeneralSecurityException {
        return AesGcmParameters.builder()
                .setKeySizeBytes(KEY_BYTES)
                .setIvSizeBytes(NONCE_BYTES)
                .setTagSizeBytes(TAG_BYTES)
                .setVariant(AesGcmParameters.Variant.TINK)
                .build();
    }
}
