package dev.claviger.vault.rootkey;

import dev.claviger.kernel.crypto.RingCheck;
import dev.claviger.kernel.crypto.RingDoesNotFit;
import dev.claviger.kernel.crypto.RootKeyUnavailable;
import dev.claviger.kernel.crypto.RootRing;
import dev.claviger.vault.keyring.ProjectKeys;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Stops the start when the root key ring does not fit what is stored; only then keysets may be wrapped. */
@ApplicationScoped
class RootKeyCheck {
    private final RootKeyStore store;
    private final ProjectKeys keys;
    private final RootRing ring;
    private final RootKeyRewrap rewrap;

    RootKeyCheck(RootKeyStore store, ProjectKeys keys, RootRing ring, RootKeyRewrap rewrap) {
        this.store = store;
        this.keys = keys;
        this.ring = ring;
        this.rewrap = rewrap;
    }

    void start(@Observes StartupEvent started) throws InterruptedException {
        RingCheck.holdStart(check(ring));
        keys.admit();
        Log.infof("root keys fit first=%s all=%s", ring.first(), ring.ids());
        rewrap.startIfConfigured();
    }

    /** Fails with {@link RingDoesNotFit}. */
    Uni<Void> check(RootRing ours) {
        RingCheck check = new RingCheck(ours, store);
        return check.tryKeys()
                .onFailure(RootKeyUnavailable.class)
                .transform(RootKeyCheck::unusable)
                .chain(() -> store.count(null))
                .invoke(keysets -> check.requireNoneMissing(keysets, RootKeyCheck::missing))
                .replaceWithVoid();
    }

    private static Throwable unusable(Throwable failure) {
        return failure instanceof RootKeyUnavailable unavailable
                ? new RingDoesNotFit("The service cannot start: " + unavailable.reason())
                : failure;
    }

    private static String missing(String keyId, long keysets) {
        return "The root key %s is missing: %d keysets of projects and fingerprint keys of organisations are wrapped by it, and what needs them cannot be read without. Put it back into claviger.keys.root, claviger.keys.root-file, claviger.keys.pkcs11.keys or claviger.keys.transit.keys; it may go when GET /api/x/keys calls it removable."
                .formatted(keyId, keysets);
    }
}
