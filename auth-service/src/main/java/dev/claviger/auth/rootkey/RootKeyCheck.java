package dev.claviger.auth.rootkey;

import static jakarta.interceptor.Interceptor.Priority.PLATFORM_BEFORE;

import dev.claviger.kernel.crypto.RingCheck;
import dev.claviger.kernel.crypto.RingDoesNotFit;
import dev.claviger.kernel.crypto.RootRing;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Stops the start when the root key ring does not fit what is stored. */
@ApplicationScoped
class RootKeyCheck {
    private final RootKeyStore store;
    private final RootRing ring;

    RootKeyCheck(RootKeyStore store, RootRing ring) {
        this.store = store;
        this.ring = ring;
    }

    void start(@Observes @Priority(PLATFORM_BEFORE) StartupEvent started) throws InterruptedException {
        RingCheck.holdStart(check(ring));
        Log.infof("root keys fit first=%s all=%s", ring.first(), ring.ids());
    }

    /** Fails with {@link RingDoesNotFit}. This service seals while it answers, so its root keys must be in memory. */
    Uni<Void> check(RootRing ours) {
        if (!ours.isLocal()) {
            return Uni.createFrom()
                    .failure(
                            new RingDoesNotFit(
                                    "auth-service takes root keys from claviger.keys.root and claviger.keys.root-file only, not from a token or an engine"));
        }
        RingCheck check = new RingCheck(ours, store);
        return check.tryKeys()
                .chain(store::count)
                .invoke(rows -> check.requireNoneMissing(rows, RootKeyCheck::missing))
                .replaceWithVoid();
    }

    private static String missing(String keyId, long rows) {
        return "The root key %s is missing: %d stored things are sealed by it (signing keys, second factors, settings of login methods and of single sign-on), and cannot be read without. Put it back into claviger.keys.root or claviger.keys.root-file; it may go when GET /api/x/keys/auth calls it removable."
                .formatted(keyId, rows);
    }
}
