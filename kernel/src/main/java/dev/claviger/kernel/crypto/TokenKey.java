package dev.claviger.kernel.crypto;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.WorkerExecutor;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/** A root key that never leaves its hardware token (AES-GCM, nonce of 96 bits from us, in front of the ciphertext). */
final class TokenKey implements RootKey {
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;

    private final String id;
    private final SecretKey key;
    private final Provider token;
    private final WorkerExecutor workers;
    private final SecureRandom random = new SecureRandom();

    TokenKey(String id, SecretKey key, Provider token, WorkerExecutor workers) {
        this.id = id;
        this.key = key;
        this.token = token;
        this.workers = workers;
    }

    @Override
    public String id() {
        return id;
    }

    /** The token is asked on a worker, for it blocks. */
    @Override
    public Uni<byte[]> wrap(byte[] plaintext, byte[] context) {
        return workers.executeBlocking(() -> wrapNow(plaintext, context), false);
    }

    /** The token is asked on a worker, for it blocks. */
    @Override
    public Uni<byte[]> unwrap(byte[] wrapped, byte[] context) {
        return workers.executeBlocking(() -> unwrapNow(wrapped, context), false);
    }

    /** Blocks while the token works. */
    byte[] wrapNow(byte[] plaintext, byte[] context) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, context).doFinal(plaintext);
            return ByteBuffer.allocate(nonce.length + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException | ProviderException e) {
            throw unavailable(e);
        }
    }

    /** Blocks while the token works. */
    byte[] unwrapNow(byte[] wrapped, byte[] context) {
        if (wrapped.length < NONCE_BYTES + TAG_BYTES) {
            throw UnopenableException.under(id);
        }
        try {
            byte[] nonce = Arrays.copyOf(wrapped, NONCE_BYTES);
            return cipher(Cipher.DECRYPT_MODE, nonce, context)
                    .doFinal(wrapped, NONCE_BYTES, wrapped.length - NONCE_BYTES);
        } catch (AEADBadTagException e) {
            throw UnopenableException.under(id);
        } catch (GeneralSecurityException | ProviderException e) {
            throw unavailable(e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, byte[] context) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER, token);
        cipher.init(mode, key, new GCMParameterSpec(8 * TAG_BYTES, nonce));
        cipher.updateAAD(context);
        return cipher;
    }

    private RootKeyUnavailable unavailable(Exception e) {
        return new RootKeyUnavailable(id, "the token answers " + Tokens.reason(e));
    }
}
