package dev.claviger.sync.rotating;

import dev.claviger.kernel.ClaimLoop;
import dev.claviger.kernel.Ids;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Keeps rotations going: as many at once as this replica may, and the next as soon as one has ended. */
@ApplicationScoped
class RotationLoop {
    /** A turn takes no more than this, each as long as a lease; what hangs must not keep its place. */
    private static final int STEPS = 6;

    private final RotationConfig config;
    private final ClaimLoop<Turn> loop;

    RotationLoop(TurnStore turns, RotationRuns runs, RotationConfig config, Ids ids) {
        this.config = config;
        this.loop = new ClaimLoop<>(
                "turn of a rotation",
                config.runsAtOnce(),
                () -> turns.claim(ids.next()),
                turn -> runs.perform(turn)
                        .ifNoItem()
                        .after(config.lease().multipliedBy(STEPS))
                        .fail());
    }

    void start(@Observes StartupEvent started) {
        loop.start(config.pollInterval());
    }

    void stop(@Observes ShutdownEvent stopping) {
        loop.stop();
    }
}
