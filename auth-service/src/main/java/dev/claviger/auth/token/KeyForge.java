package dev.claviger.auth.token;

import dev.claviger.kernel.Ids;
import dev.claviger.kernel.crypto.RootRing;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;

/** Makes signing keys, and seals and opens their private halves under the root ring. */
@ApplicationScoped
class KeyForge {
    private static final String CONTEXT = "auth:signing-key:";

    private final RootRing ring;
    private final Ids ids;

    KeyForge(RootRing ring, Ids ids) {
        this.ring = ring;
        this.ids = ids;
    }

    SigningKey newKey(Instant activeFrom) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            return new SigningKey(
                    newId(), (ECPublicKey) pair.getPublic(), (ECPrivateKey) pair.getPrivate(), activeFrom);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has P-256", e);
        }
    }

    /** Eleven letters, since it stands in every token. */
    private String newId() {
        long random = ids.nextPublic().getLeastSignificantBits();
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(ByteBuffer.allocate(Long.BYTES).putLong(random).array());
    }

    byte[] seal(SigningKey key) {
        byte[] plain = key.privateKey().getEncoded();
        try {
            return ring.seal(plain, CONTEXT + key.id());
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    /** Fails with {@link dev.claviger.kernel.crypto.UnopenableException} when the row was tampered with or the root key is missing. */
    SigningKey open(String id, byte[] publicKey, byte[] sealedPrivateKey, Instant activeFrom) {
        byte[] plain = ring.open(sealedPrivateKey, CONTEXT + id);
        try {
            KeyFactory factory = KeyFactory.getInstance("EC");
            return new SigningKey(
                    id,
                    (ECPublicKey) factory.generatePublic(new X509EncodedKeySpec(publicKey)),
                    (ECPrivateKey) factory.generatePrivate(new PKCS8EncodedKeySpec(plain)),
                    activeFrom);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the signing key " + id + " is unreadable", e);
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }
}
