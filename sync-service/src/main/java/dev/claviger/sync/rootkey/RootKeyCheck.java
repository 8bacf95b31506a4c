package dev.claviger.sync.rootkey;

import dev.claviger.kernel.crypto.RingCheck;
import dev.claviger.kernel.crypto.RingDoesNotFit;
import dev.claviger.kernel.crypto.RootKeyUnavailable;
import dev.claviger.kernel.crypto.RootRing;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Stops the start when the root key ring does not fit what is stored; another ring would leave connections that nobody opens. */
@ApplicationScoped
class RootKeyCheck {
    private static final int BEFORE_ALL_OTHERS = 1;

    private final RootKeyStore store;
    private final RootRing ring;
    private final RootKeyRewrap rewrap;

    RootKeyCheck(RootKeyStore store, RootRing ring, RootKeyRewrap rewrap) {
        this.store = store;
        this.ring = ring;
        this.rewrap = rewrap;
    }

    void start(@Observes @Priority(BEFORE_ALL_OTHERS) StartupEvent started) throws InterruptedException {
        RingCheck.holdStart(check(ring));
        Log.infof("root keys fit first=%s all=%s", ring.first(), ring.ids());
        rewrap.start();
    }

    /** Fails with {@link RingDoesNotFit}. */
    Uni<Void> check(RootRing ours) {
        RingCheck check = new RingCheck(ours, store);
        return check.tryKeys()
                .onFailure(RootKeyUnavailable.class)
                .transform(RootKeyCheck::unusable)
                .chain(store::needed)
                .invoke(needed -> check.requireNoneMissing(needed, RootKeyCheck::missing))
                .replaceWithVoid();
    }

    private static Throwable unusable(Throwable failure) {
        return failure instanceof RootKeyUnavailable unavailable
                ? new RingDoesNotFit("The service cannot start: " + unavailable.reason())
                : failure;
    }

    private static String missing(String keyId, long sealed) {
        return "The root key %s is missing: it wraps %d of the credentials of app connections, sync identities and rotations and of the keys of syncs. Put it back into claviger.keys.root or claviger.keys.root-file."
                .formatted(keyId, sealed);
    }
}
