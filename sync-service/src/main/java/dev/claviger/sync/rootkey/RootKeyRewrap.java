package dev.claviger.sync.rootkey;

import dev.claviger.kernel.crypto.RootRing;
import dev.claviger.sync.rootkey.RootKeyStore.Wrapped;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.stream.Collectors;

/**
 * Wraps credentials anew that another root key than the first one wraps, so that a key that is taken out of the front of the ring is not
 * needed for long. What somebody changes meanwhile stays as they left it.
 */
@ApplicationScoped
class RootKeyRewrap {
    private final RootKeyStore store;
    private final RootRing ring;

    RootKeyRewrap(RootKeyStore store, RootRing ring) {
        this.store = store;
        this.ring = ring;
    }

    /** How many there were. */
    Uni<Long> run(RootRing ours) {
        return store.sealed()
                .onItem()
                .transformToMulti(all -> Multi.createFrom().iterable(all))
                .select()
                .where(each -> !RootRing.keyIdOf(each.sealed()).equals(ours.first()))
                .onItem()
                .transformToUniAndConcatenate(each -> rewrap(ours, each))
                .collect()
                .with(Collectors.counting());
    }

    private Uni<Boolean> rewrap(RootRing ours, Wrapped old) {
        return ours.unwrap(old.sealed(), old.context())
                .chain(plain -> ours.wrap(plain, old.context()))
                .chain(fresh -> store.replace(old, fresh));
    }

    /** In the background: until it is done, the old keys open what they wrapped. */
    void start() {
        var _ = run(ring)
                .subscribe()
                .with(
                        count -> Log.debugf("credentials wrapped anew count=%d", count),
                        failed -> Log.warnf(
                                "credentials not wrapped anew cause=%s",
                                failed.getClass().getName()));
    }
}
