package dev.claviger.kernel.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.util.SecretBytes;
import dev.claviger.kernel.Secret;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The keys that wrap all other keys (AES-256-GCM). Sealed bytes name the key that sealed them, so that a new first key can be put in
 * front while the old ones still open.
 */
public final class RootRing {
    private static final int KEY_BYTES = 32;
    private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9_-]{1,32}");

    private final Map<String, Aead> keys;
    private final String primary;

    private RootRing(Map<String, Aead> keys, String primary) {
        this.keys = Map.copyOf(keys);
        this.primary = primary;
    }

    /**
     * Reads a ring, see {@link KeyConfig}.
     *
     * @throws IllegalArgumentException with a text that says what is wrong with it, without any part of a key
     */
    public static RootRing parse(Secret ring) {
        Map<String, Aead> keys = new LinkedHashMap<>();
        String first = "";
        for (String entry : ring.reveal().strip().split(",", -1)) {
            int colon = entry.indexOf(':');
            String id = colon < 0 ? "" : entry.substring(0, colon).strip();
            if (!KEY_ID.matcher(id).matches()) {
                throw bad("every entry must read id:base64, with an id of letters, digits, - and _");
            }
            if (keys.putIfAbsent(id, key(id, entry.substring(colon + 1).strip())) != null) {
                throw bad("the key id " + id + " stands twice");
            }
            first = first.isEmpty() ? id : first;
        }
        return new RootRing(keys, first);
    }

    /** Seals under the first key; the context must be the same when opening. */
    public byte[] seal(byte[] plaintext, String context) {
        try {
            byte[] id = primary.getBytes(UTF_8);
            byte[] sealed = aead(primary).encrypt(plaintext, context.getBytes(UTF_8));
            byte[] whole = new byte[1 + id.length + sealed.length];
            whole[0] = (byte) id.length;
            System.arraycopy(id, 0, whole, 1, id.length);
            System.arraycopy(sealed, 0, whole, 1 + id.length, sealed.length);
            return whole;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("sealing with the root key failed", e);
        }
    }

    /**
     * Opens what {@link #seal} made.
     *
     * @throws UnopenableException when the key is not in the ring, the context differs or the bytes were changed
     */
    public byte[] open(byte[] sealed, String context) {
        int idLength = sealed.length == 0 ? 0 : sealed[0];
        if (idLength <= 0 || sealed.length <= 1 + idLength) {
            throw new UnopenableException("the sealed bytes are cut off");
        }
        String id = new String(sealed, 1, idLength, UTF_8);
        try {
            byte[] body = new byte[sealed.length - 1 - idLength];
            System.arraycopy(sealed, 1 + idLength, body, 0, body.length);
            return aead(id).decrypt(body, context.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new UnopenableException("the bytes do not open under root key " + id);
        }
    }

    private Aead aead(String id) {
        @Nullable Aead aead = keys.get(id);
        if (aead == null) {
            throw new UnopenableException("the root key " + id + " is not in claviger.keys.root");
        }
        return aead;
    }

    @AccessesPartialKey
    private static Aead key(String id, String base64) {
        byte[] bytes = decode(id, base64);
        if (bytes.length != KEY_BYTES) {
            throw bad("key " + id + " must be 32 bytes, it has " + bytes.length);
        }
        try {
            AeadConfig.register();
            AesGcmParameters parameters = AesGcmParameters.builder()
                    .setKeySizeBytes(KEY_BYTES)
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
            return handle.getPrimitive(RegistryConfiguration.get(), Aead.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM is not available", e);
        }
    }

    private static byte[] decode(String id, String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw bad("key " + id + " is not base64");
        }
    }

    private static IllegalArgumentException bad(String what) {
        return new IllegalArgumentException(
                "claviger.keys.root: " + what + ". Make a key with: echo k1:$(head -c 32 /dev/urandom | base64)");
    }
}
