package dev.claviger.kernel.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.claviger.kernel.Secret;
import io.smallrye.mutiny.Uni;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys that wrap all other keys. Wrapped bytes name the key that wrapped them, so that a new first key can be put in front while the
 * old ones still open; the keys may be kept in different places.
 */
public final class RootRing {
    private final Map<String, RootKey> keys;
    private final RootKey first;

    private RootRing(Map<String, RootKey> keys, RootKey first) {
        this.keys = keys;
        this.first = first;
    }

    /**
     * Reads a ring of keys in memory, see {@link KeyConfig}.
     *
     * @throws IllegalArgumentException with a text that says what is wrong with it, without any part of a key
     */
    public static RootRing parse(Secret ring) {
        return of(RingText.parse(KeyConfig.ROOT, ring));
    }

    /**
     * A ring whose first key wraps.
     *
     * @throws IllegalArgumentException when there is none, or an id stands twice
     */
    public static RootRing of(List<? extends RootKey> keys) {
        Map<String, RootKey> byId = new LinkedHashMap<>();
        for (RootKey key : keys) {
            if (byId.putIfAbsent(key.id(), key) != null) {
                throw new IllegalArgumentException(KeyConfig.ROOT + ": the key id " + key.id()
                        + " stands twice. Ids are unique in the whole ring");
            }
        }
        return new RootRing(byId, keys.getFirst());
    }

    /** The id of the key that wraps. */
    public String first() {
        return first.id();
    }

    /** The ids of all keys. */
    public Set<String> ids() {
        return Set.copyOf(keys.keySet());
    }

    /** Wraps under the first key; the context must be the same when unwrapping. Fails with {@link RootKeyUnavailable}. */
    public Uni<byte[]> wrap(byte[] plaintext, String context) {
        return wrap(first, plaintext, context);
    }

    /** Wraps under the key of that id, to test it. Fails with {@link RootKeyUnavailable}. */
    public Uni<byte[]> wrap(String keyId, byte[] plaintext, String context) {
        return wrap(key(keyId), plaintext, context);
    }

    private static Uni<byte[]> wrap(RootKey key, byte[] plaintext, String context) {
        return key.wrap(plaintext, context.getBytes(UTF_8)).map(wrapped -> named(key.id(), wrapped));
    }

    /**
     * Unwraps what {@link #wrap} or {@link #seal} made. Fails with {@link UnopenableException} when the key is not in the ring, the
     * context differs or the bytes were changed, and with {@link RootKeyUnavailable}.
     */
    public Uni<byte[]> unwrap(byte[] wrapped, String context) {
        return Uni.createFrom().deferred(() -> key(keyIdOf(wrapped)).unwrap(body(wrapped), context.getBytes(UTF_8)));
    }

    /**
     * Wraps under the first key at once, which takes a key in memory.
     *
     * @throws IllegalStateException when the first key is kept elsewhere
     */
    public byte[] seal(byte[] plaintext, String context) {
        return named(first.id(), local(first).seal(plaintext, context.getBytes(UTF_8)));
    }

    /**
     * Unwraps at once what a key in memory wrapped.
     *
     * @throws UnopenableException when the key is not in the ring, the context differs or the bytes were changed
     * @throws IllegalStateException when the key is kept elsewhere
     */
    public byte[] open(byte[] wrapped, String context) {
        return local(key(keyIdOf(wrapped))).open(body(wrapped), context.getBytes(UTF_8));
    }

    /** Whether {@link #seal} and {@link #open} work with every key. */
    public boolean isLocal() {
        return keys.values().stream().allMatch(LocalKey.class::isInstance);
    }

    /** The id of the key that wrapped these bytes. */
    public static String keyIdOf(byte[] wrapped) {
        int length = wrapped.length == 0 ? 0 : wrapped[0];
        if (length <= 0 || wrapped.length <= 1 + length) {
            throw new UnopenableException("the sealed bytes are cut off");
        }
        return new String(wrapped, 1, length, UTF_8);
    }

    private static byte[] body(byte[] wrapped) {
        return Arrays.copyOfRange(wrapped, 1 + wrapped[0], wrapped.length);
    }

    private static byte[] named(String keyId, byte[] body) {
        byte[] id = keyId.getBytes(UTF_8);
        byte[] whole = new byte[1 + id.length + body.length];
        whole[0] = (byte) id.length;
        System.arraycopy(id, 0, whole, 1, id.length);
        System.arraycopy(body, 0, whole, 1 + id.length, body.length);
        return whole;
    }

    private RootKey key(String id) {
        @Nullable RootKey key = keys.get(id);
        if (key == null) {
            throw new UnopenableException("the root key " + id + " is not in " + KeyConfig.ROOT);
        }
        return key;
    }

    private static LocalKey local(RootKey key) {
        if (key instanceof LocalKey local) {
            return local;
        }
        throw new IllegalStateException("the root key " + key.id() + " is not kept in memory");
    }
}
