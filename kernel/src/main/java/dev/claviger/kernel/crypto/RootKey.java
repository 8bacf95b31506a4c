package dev.claviger.kernel.crypto;

import io.smallrye.mutiny.Uni;

/**
 * One root key, wherever it is kept: in memory, in a hardware token or at a key management service.
 *
 * <p>The context is authenticated with the bytes: what was wrapped in one context does not unwrap in another. Nothing here blocks the
 * caller.
 */
public interface RootKey {

    /** How wrapped bytes name this key: 1 to 32 letters, digits, - and _. */
    String id();

    /** Fails with {@link RootKeyUnavailable} when the key cannot be used at the moment. */
    Uni<byte[]> wrap(byte[] plaintext, byte[] context);

    /**
     * Fails with {@link UnopenableException} when the bytes were wrapped by another key or in another context, or were changed, and
     * with {@link RootKeyUnavailable} when the key cannot be used at the moment.
     */
    Uni<byte[]> unwrap(byte[] wrapped, byte[] context);
}
