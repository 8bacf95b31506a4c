package dev.claviger.auth.token;

import dev.claviger.kernel.crypto.RootRing;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** This service seals while it answers, so its root keys must be in memory. */
@ApplicationScoped
class RingCheck {
    private final RootRing ring;

    RingCheck(RootRing ring) {
        this.ring = ring;
    }

    void start(@Observes StartupEvent started) {
        if (!ring.isLocal()) {
            throw new IllegalStateException(
                    "auth-service takes root keys from claviger.keys.root and claviger.keys.root-file only, not from a token or an engine");
        }
    }
}
