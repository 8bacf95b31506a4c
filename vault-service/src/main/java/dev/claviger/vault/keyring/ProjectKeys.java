package dev.claviger.vault.keyring;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.AesGcmParameters;
import dev.claviger.kernel.crypto.RootRing;
import dev.claviger.kernel.crypto.UnopenableException;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.UUID;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * Makes and opens the keysets of projects.
 *
 * <p>A wrapped keyset opens only for the project it was made for. Destroying it destroys everything the project stored.
 */
@ApplicationScoped
public class ProjectKeys {
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;

    private final RootRing ring;
    private final Cache<Wrapped, ProjectCipher> opened;

    /** The bytes are part of the key, so that a keyset that was wrapped anew is opened anew. */
    private record Wrapped(UUID projectId, ByteBuffer keyset) {}

    ProjectKeys(RootRing ring, KeyringConfig config) {
        this.ring = ring;
        this.opened = Caffeine.newBuilder()
                .maximumSize(config.cacheProjects())
                .expireAfterWrite(config.cacheTtl())
                .build();
    }

    /** A new random keyset for this project, sealed by the root key ring: what the project row stores. */
    public byte[] newWrappedKeyset(UUID projectId) {
        try {
            AeadConfig.register();
            byte[] plain = TinkProtoKeysetFormat.serializeKeyset(
                    KeysetHandle.generateNew(parameters()), InsecureSecretKeyAccess.get());
            byte[] wrapped = ring.seal(plain, context(projectId));
            Arrays.fill(plain, (byte) 0);
            return wrapped;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM is not available", e);
        }
    }

    /**
     * The cipher of this project; a keyset that was opened lately is remembered.
     *
     * @throws UnopenableException when the keyset belongs to another project, was changed, or its root key is gone
     */
    public ProjectCipher open(UUID projectId, byte[] wrapped) {
        return opened.get(
                new Wrapped(projectId, ByteBuffer.wrap(wrapped)),
                key -> unwrap(key.projectId(), key.keyset().array()));
    }

    private ProjectCipher unwrap(UUID projectId, byte[] wrapped) {
        byte[] plain = ring.open(wrapped, context(projectId));
        try {
            AeadConfig.register();
            KeysetHandle keyset = TinkProtoKeysetFormat.parseKeyset(plain, InsecureSecretKeyAccess.get());
            Aead aead = keyset.getPrimitive(RegistryConfiguration.get(), Aead.class);
            return new ProjectCipher(projectId, aead, tagKey(plain));
        } catch (GeneralSecurityException e) {
            throw new UnopenableException("the keyset of project " + projectId + " is not readable");
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
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

    private static String context(UUID projectId) {
        return "project keyset " + projectId;
    }
}
