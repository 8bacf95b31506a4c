package dev.claviger.vault.keyring;

import dev.claviger.kernel.crypto.RootKeyUnavailable;
import dev.claviger.kernel.crypto.RootRing;
import dev.claviger.kernel.crypto.UnopenableException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.UUID;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes and opens the keys that organisations make fingerprints with. A wrapped one opens only for its organisation. What fails because a
 * root key cannot be used at the moment fails with {@link RootKeyUnavailable}.
 */
@ApplicationScoped
public class FingerprintKeys {
    private static final int KEY_BYTES = 32;
    private static final String ALGORITHM = "HmacSHA256";

    private final RootRing ring;
    private final ProjectKeys projectKeys;
    private final SecureRandom random = new SecureRandom();

    FingerprintKeys(RootRing ring, ProjectKeys projectKeys) {
        this.ring = ring;
        this.projectKeys = projectKeys;
    }

    /** A new random key for this organisation, wrapped by the root key ring. */
    public Uni<byte[]> newWrapped(UUID orgId) {
        return Uni.createFrom().deferred(() -> {
            byte[] plain = new byte[KEY_BYTES];
            random.nextBytes(plain);
            return wrap(ring.first(), orgId, plain);
        });
    }

    /** Fails with {@link UnopenableException} when the key belongs to another organisation, was changed, or its root key is gone. */
    public Uni<FingerprintKey> open(UUID orgId, byte[] wrapped) {
        return ring.unwrap(wrapped, context(orgId)).map(plain -> {
            try {
                return new FingerprintKey(new SecretKeySpec(plain, ALGORITHM));
            } finally {
                Keysets.forget(plain);
            }
        });
    }

    /** The same key, wrapped by that root key, which is in the ring. */
    public Uni<byte[]> rewrapped(UUID orgId, byte[] wrapped, String rootKey) {
        return ring.unwrap(wrapped, context(orgId)).chain(plain -> wrap(rootKey, orgId, plain));
    }

    private Uni<byte[]> wrap(String rootKey, UUID orgId, byte[] plain) {
        Uni<byte[]> wrapped = projectKeys.isAdmitted()
                ? ring.wrap(rootKey, plain, context(orgId))
                : Uni.createFrom().failure(KeysNotOpen::starting);
        return wrapped.onTermination().invoke(() -> Keysets.forget(plain));
    }

    private static String context(UUID orgId) {
        return "fingerprint key " + orgId;
    }
}
