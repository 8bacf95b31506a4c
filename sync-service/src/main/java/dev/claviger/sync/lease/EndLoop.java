package dev.claviger.sync.lease;

import dev.claviger.kernel.ClaimLoop;
import dev.claviger.kernel.Ids;
import dev.claviger.kernel.PeriodicTask;
import dev.claviger.sync.dynamicsecret.DynamicSecretConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** Ends leases as their time comes: as many at once as this replica may, and the next as soon as one is done. */
@ApplicationScoped
class EndLoop {
    private static final Duration SWEEP = Duration.ofSeconds(5);

    private final EndStore store;
    private final Ends ends;
    private final DynamicSecretConfig config;
    private final Ids ids;
    private final ClaimLoop<Held> loop;
    private final PeriodicTask sweeps = new PeriodicTask("sweep of dynamic secrets");

    /** A lease that is over, and the name under which this replica has it. */
    private record Held(Lease lease, UUID owner) {}

    EndLoop(EndStore store, Ends ends, DynamicSecretConfig config, Ids ids) {
        this.store = store;
        this.ends = ends;
        this.config = config;
        this.ids = ids;
        this.loop = new ClaimLoop<>("end of a lease", config.endsAtOnce(), this::claim, this::end);
    }

    void start(@Observes StartupEvent started) {
        loop.start(config.pollInterval());
        sweeps.start(SWEEP, store::sweep);
    }

    void stop(@Observes ShutdownEvent stopping) {
        loop.stop();
        sweeps.stop();
    }

    /** Takes what is due, unless something is being taken already. Never blocks, never fails. */
    void look() {
        loop.look();
    }

    private Uni<Optional<Held>> claim() {
        UUID owner = ids.next();
        return store.claimDue(owner, Ends.hold(config)).map(claimed -> claimed.map(lease -> new Held(lease, owner)));
    }

    private Uni<Void> end(Held held) {
        return ends.attempt(held.lease())
                .chain(ending -> ends.finish(held.lease(), held.owner(), ending))
                .replaceWithVoid();
    }
}
