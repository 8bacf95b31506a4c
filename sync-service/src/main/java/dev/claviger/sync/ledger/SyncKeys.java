package dev.claviger.sync.ledger;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.crypto.RootRing;
import dev.claviger.sync.plan.ValueDigest;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The keys of this installation: one for digests of values, one that seals what can be taken back, one for calls of
 * webhooks. They are made at their first use and
 * wrapped by the root key ring, so that a run asks a root key that is kept elsewhere once and not for each variable.
 */
@ApplicationScoped
public class SyncKeys {
    private static final UUID DIGEST = new UUID(0, 1);
    private static final UUID UNDO = new UUID(0, 2);
    private static final UUID WEBHOOKS = new UUID(0, 3);
    private static final int BYTES = 32;

    private final SyncKeyStore store;
    private final RootRing ring;
    private final RandomGenerator chance;
    private volatile @Nullable ValueDigest digest;
    private volatile @Nullable RootRing undo;

    SyncKeys(SyncKeyStore store, RootRing ring, RandomGenerator chance) {
        this.store = store;
        this.ring = ring;
        this.chance = chance;
    }

    /** Equal on all replicas. */
    public Uni<ValueDigest> digest() {
        @Nullable ValueDigest known = digest;
        return known == null
                ? key(DIGEST).map(ValueDigest::new).invoke(made -> digest = made)
                : Uni.createFrom().item(known);
    }

    /** A key in memory. */
    Uni<RootRing> undo() {
        @Nullable RootRing known = undo;
        return known == null
                ? key(UNDO).map(SyncKeys::ring).invoke(made -> undo = made)
                : Uni.createFrom().item(known);
    }

    /** From which the keys are made that sign calls of webhooks. */
    public Uni<Secret> webhooks() {
        return key(WEBHOOKS).map(key -> Secret.of(Base64.getEncoder().encodeToString(key)));
    }

    private static RootRing ring(byte[] key) {
        return RootRing.parse(Secret.of("undo:" + Base64.getEncoder().encodeToString(key)));
    }

    private Uni<byte[]> key(UUID id) {
        return Uni.createFrom()
                .deferred(() -> store.find(id))
                .chain(found -> found.isPresent() ? Uni.createFrom().item(found) : made(id))
                .chain(bytes -> ring.unwrap(bytes.orElseThrow(), context(id)));
    }

    private Uni<Optional<byte[]>> made(UUID id) {
        byte[] fresh = new byte[BYTES];
        chance.nextBytes(fresh);
        return ring.wrap(fresh, context(id))
                .chain(bytes -> store.insert(id, bytes))
                .chain(() -> store.find(id));
    }

    /** What the sealed bytes are bound to. */
    public static String context(UUID id) {
        return "sync key " + id;
    }
}
